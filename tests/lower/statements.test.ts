import { describe, expect, test } from 'vitest';
import { code } from './print.js';

describe('statements', () => {
  test('a loop joins what it changes', () => {
    expect(code('function f() { let n = 0; for (const x of xs) n += x; return n }', 1)).toMatchInlineSnapshot(`
      "f1 f()
       b0
        %1.0 = num "0"
        %1.1 = global "xs"
        jump b1
       b1
        %1.2 = phi b0:%1.0 b2:%1.4
        %1.3 = iter %1.1
        branch b2 b3
       b2
        %1.4 = bin "+" %1.2 %1.3
        jump b1
       b3
        return %1.2"
    `);
  });
  test('`while (true)` ends by its breaks only', () => {
    expect(code('while (true) { if (f()) break } g()')).toMatchInlineSnapshot(`
      "f0 () module
       b0
        jump b1
       b1
        jump b2
       b2
        %0 = global "f"
        %1 = call %0
        branch %1 b3 b4
       b3
        jump b5
       b4
        jump b1
       b5
        %2 = global "g"
        %3 = call %2
        return"
    `);
  });
  test('labels', () => {
    expect(code('a: for (;;) { for (;;) { if (x) continue a; break a } }')).toMatchInlineSnapshot(`
      "f0 () module
       b0
        jump b1
       b1
        jump b2
       b2
        jump b3
       b3
        jump b4
       b4
        %0 = global "x"
        branch %0 b5 b6
       b5
        jump b7
       b6
        jump b8
       b7
        jump b1
       b8
        return"
    `);
  });
  test('switch falls through', () => {
    expect(code('switch (k) { case 1: a(); case 2: b(); break; default: c() }')).toMatchInlineSnapshot(`
      "f0 () module
       b0
        %0 = global "k"
        %1 = num "1"
        %2 = bin "===" %0 %1
        branch %2 b3 b1
       b1
        %3 = num "2"
        %4 = bin "===" %0 %3
        branch %4 b4 b2
       b2
        jump b5
       b3
        %5 = global "a"
        %6 = call %5
        jump b4
       b4
        %7 = global "b"
        %8 = call %7
        jump b6
       b5
        %9 = global "c"
        %10 = call %9
        jump b6
       b6
        return"
    `);
  });
  test('`for await` awaits each element', () => {
    expect(code('for await (const x of s) f(x)')).toMatchInlineSnapshot(`
      "f0 () module
       b0
        %0 = global "s"
        jump b1
       b1
        %1 = iter %0 async
        %2 = await %1 implicit
        branch b2 b3
       b2
        %3 = global "f"
        %4 = call %3 %2
        jump b1
       b3
        return"
    `);
  });
  test('`for … in` has keys', () => {
    expect(code('for (const k in o) f(k)')).toMatchInlineSnapshot(`
      "f0 () module
       b0
        %0 = global "o"
        jump b1
       b1
        %1 = key %0
        branch b2 b3
       b2
        %2 = global "f"
        %3 = call %2 %1
        jump b1
       b3
        return"
    `);
  });
  test('code after a return stays, with nothing that leads to it', () => {
    expect(code('function f() { return 1; g() }', 1)).toMatchInlineSnapshot(`
      "f1 f()
       b0
        %1.0 = num "1"
        return %1.0
       b1
        %1.1 = global "g"
        %1.2 = call %1.1
        return"
    `);
  });
  test('a variable that is not set on every path', () => {
    expect(code('function f() { if (a) { var x = 1 } return x }', 1)).toMatchInlineSnapshot(`
      "f1 f()
       b0
        %1.0 = undef
        %1.1 = global "a"
        branch %1.1 b1 b2
       b1
        %1.2 = num "1"
        jump b2
       b2
        %1.3 = phi b0:%1.0 b1:%1.2
        return %1.3"
    `);
  });
});
