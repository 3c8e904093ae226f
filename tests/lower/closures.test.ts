import { describe, expect, test } from 'vitest';
import { code, printed, rows } from './print.js';

describe('closures and places', () => {
  test('a captured binding with one assignment is a value', () => {
    expect(printed('const a = f(); const g = () => a')).toMatchInlineSnapshot(`
      "binding a#0 Const captured = %1
      binding g#1 Const = %2
      f0 () module
        %0 = global "f"
        %1 = call %0
        %2 = func f1
      f1 g() arrow
        %1.0 = capture a#0
        return %1.0"
    `);
  });
  test('a captured binding with more assignments is a place for all', () => {
    expect(printed('let n = 0; function bump() { n++ }')).toMatchInlineSnapshot(`
      "binding n#0 Let captured reassigned place = %1
      binding bump#1 Function = %0
      f0 () module
        %0 = func f1
        %1 = num "0"
        %2 = store n#0 %1
      f1 bump()
        %1.0 = load n#0
        %1.1 = num "1"
        %1.2 = bin "+" %1.0 %1.1
        %1.3 = store n#0 %1.2"
    `);
  });
  test('`let x` and one assignment make two', () => {
    expect(rows('let x; x = f(); const g = () => x')).toMatchInlineSnapshot(`
      "binding x#0 Let captured reassigned place = %0
      binding g#1 Const = %5"
    `);
  });
  test('a typed `let` that is never assigned is one value', () => {
    expect(rows('let x: T; const g = () => x')).toMatchInlineSnapshot(`
      "binding x#0 Let captured = %2 : %1
      binding g#1 Const = %3"
    `);
  });
  test('reassigned at the top level only: no place', () => {
    expect(rows('let x = 1; x = 2; f(x)')).toMatchInlineSnapshot(`"binding x#0 Let reassigned = %0"`);
  });
  test('a captured parameter', () => {
    expect(code('function f(a, b) { return () => a }', 2)).toMatchInlineSnapshot(`
      "f2 () arrow in f1
        %2.0 = capture a#1
        return %2.0"
    `);
  });
  test('an inner name shadows an outer one', () => {
    expect(code('const a = 1; function f(a) { { const a = 2; g(a) } return a }', 1)).toMatchInlineSnapshot(`
      "f1 f(a)
        %1.0 = param 0
        %1.1 = num "2"
        %1.2 = global "g"
        %1.3 = call %1.2 %1.1
        return %1.0"
    `);
  });
  test('functions are there before the first statement', () => {
    expect(code('f(); function f() {}')).toMatchInlineSnapshot(`
      "f0 () module
        %0 = func f1
        %1 = call %0"
    `);
  });
  test('names come from where a function is put', () => {
    expect(printed('const o = { a() {}, b: () => 1, c: function () {} }; o.d = () => 2')).toMatchInlineSnapshot(`
      "binding o#0 Const = %3
      f0 () module
        %0 = func f1
        %1 = func f2
        %2 = func f3
        %3 = object {a: %0, b: %1, c: %2}
        %4 = func f4
        %5 = set %3 "d" %4
      f1 a() method
      f2 b() arrow
        %2.0 = num "1"
        return %2.0
      f3 c()
      f4 d() arrow
        %4.0 = num "2"
        return %4.0"
    `);
  });
});
