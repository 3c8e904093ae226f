import { describe, expect, test } from 'vitest';
import { code } from './print.js';

describe('try, catch, finally, using', () => {
  test('a catch sees the values that a block may have left', () => {
    expect(code('function f() { let n = 0; try { n = g(); h() } catch { return n } }', 1)).toMatchInlineSnapshot(`
      "f1 f()
       b0
        %1.0 = num "0"
        jump b1
       b1 handler b3
        %1.1 = global "g"
        %1.2 = call %1.1
        jump b2
       b2 handler b3
        %1.3 = global "h"
        %1.4 = call %1.3
        jump b4
       b3
        %1.5 = phi b1:%1.0 b2:%1.2
        %1.6 = caught
        return %1.5
       b4
        return"
    `);
  });
  test('a throw inside goes to the handler', () => {
    expect(code('function f() { try { throw a } catch (e) { return e } }', 1)).toMatchInlineSnapshot(`
      "f1 f()
       b0
        jump b1
       b1 handler b2
        %1.0 = global "a"
        throw %1.0
       b2
        %1.1 = caught
        return %1.1"
    `);
  });
  test('`finally` exists once and goes on to where its block was left for', () => {
    expect(code('function f() { try { if (a()) return b() } finally { c() } d() }', 1)).toMatchInlineSnapshot(`
      "f1 f()
       b0
        %1.0 = undef
        jump b1
       b1 handler b5
        %1.1 = global "a"
        %1.2 = call %1.1
        branch %1.2 b2 b4
       b2 handler b5
        %1.3 = global "b"
        %1.4 = call %1.3
        jump b3
       b3 handler b5
        jump b5
       b4 handler b5
        jump b5
       b5
        %1.5 = phi b1:%1.0 b2:%1.0 b3:%1.4 b4:%1.0
        %1.6 = global "c"
        %1.7 = call %1.6
        dispatch b6 b7 b8
       b6
        return %1.5
       b7
        jump b9
       b8
        %1.8 = caught
        throw %1.8
       b9
        %1.9 = global "d"
        %1.10 = call %1.9
        return"
    `);
  });
  test('a break crosses `finally`', () => {
    expect(code('for (;;) { try { break } finally { f() } }')).toMatchInlineSnapshot(`
      "f0 () module
       b0
        jump b1
       b1
        jump b2
       b2
        jump b3
       b3 handler b4
        jump b4
       b4
        %0 = global "f"
        %1 = call %0
        dispatch b5 b6
       b5
        jump b7
       b6
        %2 = caught
        throw %2
       b7
        return"
    `);
  });
  test('`using` ends on every path', () => {
    expect(code('function f() { using l = lock(); if (a) return 1; work() }', 1)).toMatchInlineSnapshot(`
      "f1 f()
       b0
        %1.0 = undef
        %1.1 = global "lock"
        %1.2 = call %1.1
        %1.3 = using %1.2
        jump b1
       b1 handler b5
        %1.4 = global "a"
        branch %1.4 b2 b4
       b2 handler b5
        %1.5 = num "1"
        jump b3
       b3 handler b5
        jump b5
       b4 handler b5
        %1.6 = global "work"
        %1.7 = call %1.6
        jump b5
       b5
        %1.8 = phi b1:%1.0 b2:%1.0 b3:%1.5 b4:%1.0
        %1.9 = dispose %1.3
        dispatch b6 b7 b8
       b6
        return %1.8
       b7
        jump b9
       b8
        %1.10 = caught
        throw %1.10
       b9
        return"
    `);
  });
  test('`await using` awaits the end', () => {
    expect(code('async function f() { await using l = lock(); work(l) }', 1)).toMatchInlineSnapshot(`
      "f1 f() async
       b0
        %1.0 = global "lock"
        %1.1 = call %1.0
        %1.2 = using %1.1 async
        jump b1
       b1 handler b2
        %1.3 = global "work"
        %1.4 = call %1.3 %1.2
        jump b2
       b2
        %1.5 = dispose %1.2 async
        dispatch b3 b4
       b3
        jump b5
       b4
        %1.6 = caught
        throw %1.6
       b5
        return"
    `);
  });
});
