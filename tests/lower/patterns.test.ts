import { describe, expect, test } from 'vitest';
import { code } from './print.js';

describe('destructuring', () => {
  test('parts, defaults and rests', () => {
    expect(code('const { a, b: { c = 1 }, ...r } = o; const [d, , e = f()] = l')).toMatchInlineSnapshot(`
      "f0 () module
       b0
        %0 = global "o"
        %1 = get %0 "a"
        %2 = get %0 "b"
        %3 = get %2 "c"
        %4 = num "1"
        %5 = dflt %3 %4
        %6 = rest %0
        %7 = global "l"
        %8 = elem %7 0
        %9 = elem %7 2
        %10 = undef
        %11 = bin "===" %9 %10
        branch %11 b1 b2
       b1
        %12 = global "f"
        %13 = call %12
        jump b2
       b2
        %14 = phi b0:%9 b1:%13
        return"
    `);
  });
  test('computed keys', () => {
    expect(code("const { [k]: v, ['x']: w } = o")).toMatchInlineSnapshot(`
      "f0 () module
        %0 = global "o"
        %1 = global "k"
        %2 = getx %0 %1
        %3 = get %0 "x""
    `);
  });
  test('assignment patterns write members and names', () => {
    expect(code('let a; ({ a, b: o.p = 1 } = x); [o.q, ...o.r] = y')).toMatchInlineSnapshot(`
      "f0 () module
        %0 = undef
        %1 = global "x"
        %2 = get %1 "a"
        %3 = global "o"
        %4 = get %1 "b"
        %5 = num "1"
        %6 = dflt %4 %5
        %7 = set %3 "p" %6
        %8 = global "y"
        %9 = global "o"
        %10 = elem %8 0
        %11 = set %9 "q" %10
        %12 = global "o"
        %13 = rest %8
        %14 = set %12 "r" %13"
    `);
  });
  test('parameters', () => {
    expect(code('function f({ a, b = 1 }: P = {}, ...rest) { return [a, b, rest] }', 1)).toMatchInlineSnapshot(`
      "f1 f(_?: %1, ...rest)
        %1.0 = param 0
        %1.1 = object {}
        %1.2 = dflt %1.0 %1.1
        %1.3 = get %1.2 "a"
        %1.4 = get %1.2 "b"
        %1.5 = num "1"
        %1.6 = dflt %1.4 %1.5
        %1.7 = param 1
        %1.8 = array %1.3 %1.6 %1.7
        return %1.8"
    `);
  });
  test('a loop variable may be a pattern', () => {
    expect(code('for (const [k, v] of m) f(k, v)')).toMatchInlineSnapshot(`
      "f0 () module
       b0
        %0 = global "m"
        jump b1
       b1
        %1 = iter %0
        branch b2 b3
       b2
        %2 = elem %1 0
        %3 = elem %1 1
        %4 = global "f"
        %5 = call %4 %2 %3
        jump b1
       b3
        return"
    `);
  });
});
