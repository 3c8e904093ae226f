import { describe, expect, test } from 'vitest';
import { code, rows } from './print.js';

describe('modules', () => {
  test('imports', () => {
    expect(rows("import d, { a as b, type T } from 'p'; import * as n from 'q'; import type { U } from 'r'; import 's'; f(d, b, n)"))
      .toMatchInlineSnapshot(`
      "module esm
      import m0 Esm 'p' default as d
      import m1 Esm 'p' a as b
      import m2 TypeOnly 'p' T
      import m3 Esm 'q' * as n
      import m4 TypeOnly 'r' U
      import m5 SideEffect 's'
      binding d#0 Import
      binding b#1 Import
      binding T#2 Import
      binding n#3 Import
      binding U#4 Import"
    `);
  });
  test('an imported name is read as the import, in closures too', () => {
    expect(code("import r from 'p'; const f = () => r.get()", 1)).toMatchInlineSnapshot(`
      "f1 f() arrow
        %1.0 = import m0
        %1.1 = get %1.0 "get"
        %1.2 = call %1.1
        return %1.2"
    `);
  });
  test('exports', () => {
    expect(
      rows(
        "import { i } from 'p'; const a = 1; export { a as b, i }; export const { c, d: [e] } = a; export function f() {} export default a; export type T = 1",
      ),
    ).toMatchInlineSnapshot(`
      "module esm
      import m0 Esm 'p' i
      export b Binding a#1
      export i Import m0
      export c Binding c#2
      export e Binding e#3
      export f Binding f#4
      export default Binding a#1
      export T Type T#5
      binding i#0 Import
      binding a#1 Const = %1
      binding c#2 Const = %2
      binding e#3 Const = %4
      binding f#4 Function = %0
      binding T#5 Type : %6"
    `);
  });
  test('re-exports', () => {
    expect(rows("export { a as b, default } from 'p'; export * from 'q'; export * as n from 'r'; export type { T } from 's'"))
      .toMatchInlineSnapshot(`
      "module esm
      import m0 Reexport 'p' a
      import m1 Reexport 'p' default
      import m2 Reexport 'q' *
      import m3 Reexport 'r' *
      import m4 TypeOnly 's' T
      export b Import m0
      export default Import m1
      export * Star m2
      export n Import m3
      export T Import m4"
    `);
  });
  test('default exports of values', () => {
    expect(rows('export default { a: 1 }')).toMatchInlineSnapshot(`
      "module esm
      export default Value %1"
    `);
  });
  test('default exports of functions and classes', () => {
    expect(rows('export default function () {}')).toMatchInlineSnapshot(`
      "module esm
      export default Value %0"
    `);
  });
  test('dynamic import and require', () => {
    expect(code("const { a } = require('p'); await import('q'); require(x); function f(require) { require('r') }")).toMatchInlineSnapshot(`
      "f0 () module
        %0 = func f1
        %1 = import m0
        %2 = get %1 "a"
        %3 = dynimport m1
        %4 = await %3
        %5 = global "require"
        %6 = global "x"
        %7 = call %5 %6"
    `);
  });
  test('`createRequire`', () => {
    expect(rows("import { createRequire } from 'module'; const require = createRequire(import.meta.url); const r = require('redis')"))
      .toMatchInlineSnapshot(`
      "module esm
      import m0 Esm 'module' createRequire
      import m1 Require 'redis' *
      binding createRequire#0 Import
      binding require#1 Const = %3
      binding r#2 Const = %4"
    `);
  });
  test('`import =` and `export =`', () => {
    expect(rows("import x = require('p'); import y = x.z; export = y")).toMatchInlineSnapshot(`
      "module esm
      import m0 Require 'p' * as x
      export = Assign %1
      binding x#0 Import
      binding y#1 Const = %1"
    `);
  });
  test('CommonJS', () => {
    expect(
      rows(
        "const x = require('p'); exports.a = x; module.exports.b = 1; module.exports = x; function f() { exports.late = 2 }",
        'module.js',
      ),
    ).toMatchInlineSnapshot(`
      "import m0 Require 'p' *
      export a Value %1
      export b Value %6
      export = Assign %1
      export late Value %1.1 in f1
      binding x#0 Const = %1
      binding f#1 Function = %0"
    `);
  });
  test('what compilers write', () => {
    expect(
      rows(
        "exports.a = exports.b = void 0; __exportStar(require('p'), exports); const q = require('q'); Object.defineProperty(exports, 'c', { enumerable: true, get: function () { return q.c } }); exports.a = 1",
        'module.js',
      ),
    ).toMatchInlineSnapshot(`
      "import m0 Require 'p' *
      import m1 Require 'q' *
      export * Star m0
      export c Value %17
      export a Value %20
      binding q#0 Const captured = %9"
    `);
  });
  test('one name, a value and a type', () => {
    expect(rows('const A = 1; type A = 2; export { A }')).toMatchInlineSnapshot(`
      "module esm
      export A Binding A#0
      export A Type A#1
      binding A#0 Const = %0
      binding A#1 Type : %2"
    `);
  });
});
