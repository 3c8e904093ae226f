import { describe, expect, test } from 'vitest';
import { code } from './print.js';

describe('chains of promises that run in sequence', () => {
  test('what follows in `then` is the code behind `await`', () => {
    expect(code('const f = (p) => p().then((x) => { if (!x) return; use(x); })', 1)).toMatchInlineSnapshot(`
      "f1 f(p) arrow continues
       b0
        %1.0 = param 0
        %1.1 = call %1.0
        %1.2 = await %1.1 implicit
        branch %1.2 b2 b1
       b1
        return
       b2
        %1.3 = global "use"
        %1.4 = call %1.3 %1.2
        return"
    `);
  });
  test('`catch` encloses what comes before it', () => {
    expect(code('async function f(p) { const y = await p().then((x) => use(x)).catch((e) => log(e)); end(y); }', 1)).toMatchInlineSnapshot(`
      "f1 f(p) async
       b0
        %1.0 = param 0
        jump b1
       b1 handler b2
        %1.1 = call %1.0
        %1.2 = await %1.1 implicit
        %1.3 = global "use"
        %1.4 = call %1.3 %1.2
        %1.5 = await %1.4 implicit
        jump b3
       b2
        %1.6 = caught
        %1.7 = global "log"
        %1.8 = call %1.7 %1.6
        jump b3
       b3
        %1.9 = phi b1:%1.5 b2:%1.8
        %1.10 = await %1.9
        %1.11 = global "end"
        %1.12 = call %1.11 %1.10
        return"
    `);
  });
  test('a callback that is not written in place is handed over as it stands', () => {
    expect(code('const f = (p, next) => p().then((x) => use(x)).catch(next)', 1)).toMatchInlineSnapshot(`
      "f1 f(p, next) arrow continues
       b0
        %1.0 = param 0
        %1.1 = param 1
        jump b1
       b1 handler b2
        %1.2 = call %1.0
        %1.3 = await %1.2 implicit
        %1.4 = global "use"
        %1.5 = call %1.4 %1.3
        %1.6 = await %1.5 implicit
        jump b3
       b2
        %1.7 = caught
        %1.8 = undef
        jump b3
       b3
        %1.9 = phi b1:%1.6 b2:%1.8
        %1.10 = get %1.9 "catch"
        %1.11 = call %1.10 %1.1
        return %1.11"
    `);
  });
  test('`finally` runs on every way', () => {
    expect(code('const f = (p, lock) => p().then((x) => use(x)).finally(() => lock.release())', 1)).toMatchInlineSnapshot(`
      "f1 f(p, lock) arrow continues
       b0
        %1.0 = undef
        %1.1 = param 0
        %1.2 = param 1
        jump b1
       b1 handler b3
        %1.3 = call %1.1
        %1.4 = await %1.3 implicit
        %1.5 = global "use"
        %1.6 = call %1.5 %1.4
        %1.7 = await %1.6 implicit
        jump b2
       b2 handler b3
        jump b3
       b3
        %1.8 = phi b1:%1.0 b2:%1.7
        %1.9 = get %1.2 "release"
        %1.10 = call %1.9
        dispatch b4 b5
       b4
        jump b6
       b5
        %1.11 = caught
        throw %1.11
       b6
        return %1.8"
    `);
  });
  test('the second callback of `then` is not for what the first one throws', () => {
    expect(code('const f = (p) => p().then((x) => use(x)).then((x) => good(x), () => bad())', 1)).toMatchInlineSnapshot(`
      "f1 f(p) arrow continues
       b0
        %1.0 = param 0
        jump b1
       b1 handler b2
        %1.1 = call %1.0
        %1.2 = await %1.1 implicit
        %1.3 = global "use"
        %1.4 = call %1.3 %1.2
        %1.5 = await %1.4 implicit
        jump b3
       b2
        %1.6 = caught
        %1.7 = global "bad"
        %1.8 = call %1.7
        return %1.8
       b3
        %1.9 = global "good"
        %1.10 = call %1.9 %1.5
        return %1.10"
    `);
  });
  test('a `try` ends before what it returns is settled, and a function has its own `this`: both stay callbacks', () => {
    expect(code('function f(p) { try { return p().then((x) => use(x)); } catch {} }', 1)).toMatchInlineSnapshot(`
      "f1 f(p)
       b0
        %1.0 = param 0
        jump b1
       b1 handler b2
        %1.1 = call %1.0
        %1.2 = get %1.1 "then"
        %1.3 = func f2
        %1.4 = call %1.2 %1.3
        return %1.4
       b2
        %1.5 = caught
        jump b3
       b3
        return"
    `);
    expect(code('function f(p) { return p().then(function () { return this.x; }); }', 1)).toMatchInlineSnapshot(`
      "f1 f(p)
        %1.0 = param 0
        %1.1 = call %1.0
        %1.2 = get %1.1 "then"
        %1.3 = func f2
        %1.4 = call %1.2 %1.3
        return %1.4"
    `);
  });
  test('what a callback returns does not leave the function around it', () => {
    expect(
      code(
        'async function f(p, xs) { for (const x of xs) { await p(x).then((y) => { for (const z of y) { if (z) return z; } use(y); }) } }',
        1,
      ),
    ).toMatchInlineSnapshot(`
      "f1 f(p, xs) async
       b0
        %1.0 = param 0
        %1.1 = param 1
        jump b1
       b1
        %1.2 = iter %1.1
        branch b2 b9
       b2
        %1.3 = call %1.0 %1.2
        %1.4 = await %1.3 implicit
        jump b3
       b3
        %1.5 = iter %1.4
        branch b4 b7
       b4
        branch %1.5 b5 b6
       b5
        jump b8
       b6
        jump b3
       b7
        %1.6 = global "use"
        %1.7 = call %1.6 %1.4
        %1.8 = undef
        jump b8
       b8
        %1.9 = phi b5:%1.5 b7:%1.8
        %1.10 = await %1.9
        jump b1
       b9
        return"
    `);
  });
});
