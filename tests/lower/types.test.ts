import { describe, expect, test } from 'vitest';
import { code, printed, rows } from './print.js';

describe('types', () => {
  test('types name values', () => {
    expect(code("import { Redis } from 'ioredis'; const a: Redis | null = f(); let m: Map<string, Redis>")).toMatchInlineSnapshot(`
      "f0 () module
        %0 = import m0
        %1 = tref %0
        %2 = null
        %3 = tunion %1 %2
        %4 = global "f"
        %5 = call %4
        %6 = global "Map"
        %7 = tunk
        %8 = import m0
        %9 = tref %8
        %10 = tref %6 %7 %9
        %11 = undef"
    `);
  });
  test('literal types are kept, keywords say nothing', () => {
    expect(code("let a: 'x' | 'y', b: string, c: number | boolean")).toMatchInlineSnapshot(`
      "f0 () module
        %0 = str "x"
        %1 = tlit %0
        %2 = str "y"
        %3 = tlit %2
        %4 = tunion %1 %3
        %5 = undef
        %6 = tunk
        %7 = undef
        %8 = undef"
    `);
  });
  test('an indexed type keeps what it indexes, where the index is a literal', () => {
    expect(code("interface A { b: B } let a: A['b'], c: A[keyof A]")).toMatchInlineSnapshot(`
      "f0 () module
        %0 = global "B"
        %1 = tref %0
        %2 = str "b"
        %3 = tlit %2
        %4 = capture A#0
        %5 = tref %4
        %6 = tidx %5 %3
        %7 = undef
        %8 = tunk
        %9 = undef"
    `);
  });
  test('interfaces and type literals have members', () => {
    expect(rows('interface A extends B { a: Foo; m(): Bar } type T = { k: A }')).toMatchInlineSnapshot(`
      "binding A#0 Interface c0
      binding T#1 Type : %9
      class c0 A interface extends %1
        Field a : %3
        Method m : %6
      class c1 (anonymous) typeliteral
        Field k : %8"
    `);
  });
  test('a type parameter is nothing', () => {
    expect(code('function f<T>(a: T, b: Foo<T>) {}')).toMatchInlineSnapshot(`
      "f0 () module
        %0 = tunk
        %1 = global "Foo"
        %2 = tref %1 %0
        %3 = func f1"
    `);
  });
  test('casts', () => {
    expect(code("f(a as Foo, b as any, c!, d satisfies Bar); g(['x'] as const)")).toMatchInlineSnapshot(`
      "f0 () module
        %0 = global "f"
        %1 = global "a"
        %2 = global "Foo"
        %3 = tref %2
        %4 = cast %1 %3
        %5 = global "b"
        %6 = global "c"
        %7 = global "d"
        %8 = global "Bar"
        %9 = tref %8
        %10 = cast %7 %9
        %11 = call %0 %4 %5 %6 %10
        %12 = global "g"
        %13 = str "x"
        %14 = array %13
        %15 = cast %14 - const
        %16 = call %12 %15"
    `);
  });
  test('a local declaration with a type is a cast', () => {
    expect(code('function f() { const a: Foo = g(); return a }', 1)).toMatchInlineSnapshot(`
      "f1 f()
        %1.0 = global "Foo"
        %1.1 = tref %1.0
        %1.2 = global "g"
        %1.3 = call %1.2
        %1.4 = cast %1.3 %1.1
        return %1.4"
    `);
  });
  test('`typeof`, qualified names, `import()`', () => {
    expect(code("import * as n from 'p'; let a: typeof n.x, b: n.Y, c: import('q').Z")).toMatchInlineSnapshot(`
      "f0 () module
        %0 = import m0
        %1 = get %0 "x"
        %2 = tquery %1
        %3 = undef
        %4 = import m0
        %5 = get %4 "Y"
        %6 = tref %5
        %7 = undef
        %8 = import m1
        %9 = get %8 "Z"
        %10 = tref %9
        %11 = undef"
    `);
  });
  test('parameters and results belong to the enclosing function', () => {
    expect(printed('function f(a: Foo): Promise<Bar> {}')).toMatchInlineSnapshot(`
      "binding f#0 Function = %6
      f0 () module
        %0 = global "Foo"
        %1 = tref %0
        %2 = global "Promise"
        %3 = global "Bar"
        %4 = tref %3
        %5 = tref %2 %4
        %6 = func f1
      f1 f(a: %1) : %5"
    `);
  });
  test('ambient declarations', () => {
    expect(printed('declare const db: Client; declare function g(): void; f(db)')).toMatchInlineSnapshot(`
      "binding db#0 Const ambient : %3
      binding g#1 Function ambient = %1
      f0 () module
        %0 = tunk
        %1 = func f1
        %2 = global "Client"
        %3 = tref %2
        %4 = global "f"
        %5 = capture db#0
        %6 = call %4 %5
      f1 g() nobody : %0"
    `);
  });
  test('enums and namespaces are objects', () => {
    expect(printed("enum E { A, B = 5, C, D = 'd' } namespace N { export const x = 1 } f(E.A, N.x)")).toMatchInlineSnapshot(`
      "binding E#0 Enum = %4
      binding N#1 Namespace = %5
      f0 () module
        %0 = num "0"
        %1 = num "5"
        %2 = num "6"
        %3 = str "d"
        %4 = object {A: %0, B: %1, C: %2, D: %3}
        %5 = object {}
        %6 = num "1"
        %7 = set %5 "x" %6
        %8 = global "f"
        %9 = get %4 "A"
        %10 = get %5 "x"
        %11 = call %8 %9 %10"
    `);
  });
});
