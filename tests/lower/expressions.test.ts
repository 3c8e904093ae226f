import { describe, expect, test } from 'vitest';
import { code, printed } from './print.js';

describe('expressions', () => {
  test('a member call keeps its receiver in the callee', () => {
    expect(code("redis.get('k')")).toMatchInlineSnapshot(`
      "f0 () module
        %0 = global "redis"
        %1 = get %0 "get"
        %2 = str "k"
        %3 = call %1 %2"
    `);
  });
  test('`a["b"]` is `a.b`; other keys stay keys', () => {
    expect(code("a['b']; a[b]; a[0]")).toMatchInlineSnapshot(`
      "f0 () module
        %0 = global "a"
        %1 = get %0 "b"
        %2 = global "a"
        %3 = global "b"
        %4 = getx %2 %3
        %5 = global "a"
        %6 = num "0"
        %7 = getx %5 %6"
    `);
  });
  test('optional chaining is a flag', () => {
    expect(code('a?.b?.[c]?.(d)')).toMatchInlineSnapshot(`
      "f0 () module
        %0 = global "a"
        %1 = get ? %0 "b"
        %2 = global "c"
        %3 = getx ? %1 %2
        %4 = global "d"
        %5 = call ? %3 %4"
    `);
  });
  test('an assignment to a member is the value it assigns', () => {
    expect(code('x = a.b = c')).toMatchInlineSnapshot(`
      "f0 () module
        %0 = global "a"
        %1 = global "c"
        %2 = set %0 "b" %1
        %3 = global "globalThis"
        %4 = set %3 "x" %1"
    `);
  });
  test('a compound assignment reads, computes and writes', () => {
    expect(code('a.b += 1; n++')).toMatchInlineSnapshot(`
      "f0 () module
        %0 = global "a"
        %1 = get %0 "b"
        %2 = num "1"
        %3 = bin "+" %1 %2
        %4 = set %0 "b" %3
        %5 = global "n"
        %6 = num "1"
        %7 = bin "+" %5 %6
        %8 = global "globalThis"
        %9 = set %8 "n" %7"
    `);
  });
  test('a right side that does nothing stays an operand', () => {
    expect(code('const x = a ?? b.c; const y = p ? q : r')).toMatchInlineSnapshot(`
      "f0 () module
        %0 = global "a"
        %1 = global "b"
        %2 = get %1 "c"
        %3 = logic ?? %0 %2
        %4 = global "p"
        %5 = global "q"
        %6 = global "r"
        %7 = select %4 %5 %6"
    `);
  });
  test('a right side that calls is behind a branch', () => {
    expect(code('const x = a ?? f()')).toMatchInlineSnapshot(`
      "f0 () module
       b0
        %0 = global "a"
        %1 = null
        %2 = bin "==" %0 %1
        branch %2 b1 b2
       b1
        %3 = global "f"
        %4 = call %3
        jump b2
       b2
        %5 = phi b0:%0 b1:%4
        return"
    `);
  });
  test('`||=` writes on one side of a branch', () => {
    expect(code('cache.x ||= load()')).toMatchInlineSnapshot(`
      "f0 () module
       b0
        %0 = global "cache"
        %1 = get %0 "x"
        branch %1 b2 b1
       b1
        %2 = global "load"
        %3 = call %2
        %4 = set %0 "x" %3
        jump b2
       b2
        %5 = phi b0:%1 b1:%3
        return"
    `);
  });
  test('a condition is control flow', () => {
    expect(code('if (!a && f()) g()')).toMatchInlineSnapshot(`
      "f0 () module
       b0
        %0 = global "a"
        branch %0 b3 b1
       b1
        %1 = global "f"
        %2 = call %1
        branch %2 b2 b3
       b2
        %3 = global "g"
        %4 = call %3
        jump b3
       b3
        return"
    `);
  });
  test('templates keep chunks and values in order', () => {
    expect(code('`a${b}c${d}`; sql`x ${y}`')).toMatchInlineSnapshot(`
      "f0 () module
        %0 = str "a"
        %1 = global "b"
        %2 = str "c"
        %3 = global "d"
        %4 = tmpl %0 %1 %2 %3
        %5 = global "sql"
        %6 = str "x "
        %7 = global "y"
        %8 = str ""
        %9 = tmpl %6 %8
        %10 = call tagged %5 %9 %7"
    `);
  });
  test('`new`, spread, delete, typeof', () => {
    expect(code('new A(...b); delete c.d; typeof e; void 0')).toMatchInlineSnapshot(`
      "f0 () module
        %0 = global "A"
        %1 = global "b"
        %2 = spread %1
        %3 = call new %0 %2
        %4 = global "c"
        %5 = delete %4 "d"
        %6 = global "e"
        %7 = un "typeof" %6
        %8 = undef"
    `);
  });
  test('`super`, `new.target` and `import.meta`', () => {
    expect(code('function f() { new.target; import.meta.url }', 1)).toMatchInlineSnapshot(`
      "f1 f()
        %1.0 = newtarget
        %1.1 = meta
        %1.2 = get %1.1 "url""
    `);
  });
  test('a name that nothing declares is a global, and an assignment to it sets a global', () => {
    expect(code('n = undefined; m = n')).toMatchInlineSnapshot(`
      "f0 () module
        %0 = undef
        %1 = global "globalThis"
        %2 = set %1 "n" %0
        %3 = global "n"
        %4 = global "globalThis"
        %5 = set %4 "m" %3"
    `);
  });
  test('an immediately invoked function is marked', () => {
    expect(printed('(() => { f() })()')).toMatchInlineSnapshot(`
      "f0 () module
        %0 = func f1
        %1 = call %0
      f1 () arrow iife
        %1.0 = global "f"
        %1.1 = call %1.0"
    `);
  });
});
