import { describe, expect, test } from 'vitest';
import { code, printed, rows } from './print.js';

describe('classes', () => {
  test('members, statics and fields', () => {
    expect(printed('class A extends B { #n = 1; static s = f(); get g() { return this.#n } static m() {} }')).toMatchInlineSnapshot(`
      "binding A#0 Class = %1
      class c0 A extends %0 fields f3
        Field #n private = %3.1
        Field s static = %3
        Getter g f1
        Method m static f2
      f0 () module
        %0 = global "B"
        %1 = class c0
        %2 = global "f"
        %3 = call %2
        %4 = set %1 "s" %3
      f1 g() method getter usesthis of c0
        %1.0 = this
        %1.1 = get %1.0 "#n"
        return %1.1
      f2 m() method static of c0
      f3 () fields usesthis of c0
        %3.0 = this
        %3.1 = num "1"
        %3.2 = set %3.0 "#n" %3.1"
    `);
  });
  test('parameter properties and decorators', () => {
    expect(printed('@Injectable() class A { constructor(private readonly redis: Redis, @Inject(K) public q, n: number) {} }'))
      .toMatchInlineSnapshot(`
      "binding A#0 Class = %8
      class c0 A ctor f1 @ %1
        ParamProperty redis private readonly : %3
        ParamProperty q @ %6
      f0 () module
        %0 = global "Injectable"
        %1 = call %0
        %2 = global "Redis"
        %3 = tref %2
        %4 = global "Inject"
        %5 = global "K"
        %6 = call %4 %5
        %7 = tunk
        %8 = class c0
      f1 constructor(redis: %3, q, n: %7) method constructor usesthis of c0
        %1.0 = param 0
        %1.1 = param 1
        %1.2 = this
        %1.3 = set %1.2 "redis" %1.0
        %1.4 = set %1.2 "q" %1.1"
    `);
  });
  test('static blocks run after the class, with the class as `this`', () => {
    expect(code('class A { static { this.x = 1 } }')).toMatchInlineSnapshot(`
      "f0 () module
        %0 = class c0
        %1 = num "1"
        %2 = set %0 "x" %1"
    `);
  });
  test('a private name, a computed name, a well-known symbol', () => {
    expect(rows("class A { #a; [k()]; [Symbol.iterator]() {}; 'b' = 1 }")).toMatchInlineSnapshot(`
      "binding A#0 Class = %2
      class c0 A fields f2
        Field #a private
        Field (computed)
        Method [Symbol.iterator] f1
        Field b = %2.1"
    `);
  });
  test('a class expression may use its own name', () => {
    expect(printed('const A = class B { m() { return B } }')).toMatchInlineSnapshot(`
      "binding A#0 Const = %0
      binding B#1 Class captured = %0
      class c0 B
        Method m f1
      f0 () module
        %0 = class c0
      f1 m() method of c0
        %1.0 = capture B#1
        return %1.0"
    `);
  });
  test('declarations without a body', () => {
    expect(rows('abstract class A { abstract m(): Foo; declare d: Bar }')).toMatchInlineSnapshot(`
      "binding A#0 Class = %4
      class c0 A abstract
        Method m abstract f1
        Field d : %3"
    `);
  });
});

describe('functions with methods on their prototypes', () => {
  test('are classes', () => {
    expect(
      printed('function Store(redis) { this.redis = redis }\nStore.prototype.get = async function (key) { return this.redis.get(key) }'),
    ).toMatchInlineSnapshot(`
      "binding Store#0 Function = %0
      class c0 Store function ctor f1
        Method get f2
      f0 () module
        %0 = class c0
        %1 = get %0 "prototype"
        %2 = func f2
        %3 = set %1 "get" %2
      f1 constructor(redis) method constructor usesthis of c0
        %1.0 = param 0
        %1.1 = this
        %1.2 = set %1.1 "redis" %1.0
      f2 get(key) async method usesthis of c0
        %2.0 = param 0
        %2.1 = this
        %2.2 = get %2.1 "redis"
        %2.3 = get %2.2 "get"
        %2.4 = call %2.3 %2.0
        return %2.4"
    `);
  });
  test('also as expressions, with methods in one object, under two names, and where the last one counts', () => {
    const text = [
      'const A = function () {}',
      'A.prototype = { one: function () {}, two: () => 2 }',
      'A.prototype.three = A.prototype.four = function () {}',
      'A.prototype.one = function () { return 1 }',
    ].join('\n');
    expect(rows(text)).toMatchInlineSnapshot(`
      "binding A#0 Const = %0
      class c0 A function ctor f1
        Method one f2
        Method three f3
        Method four f3"
    `);
  });
  test('stay functions where the name may stand for something else, or lies deeper', () => {
    const text = [
      'let A = function () {}; A = null; A.prototype.get = function () {}',
      'function make() { function B() {} B.prototype.get = function () {}; return B }',
      'C.prototype.get = function () {}',
      'function D() {} D.prototype.get = () => 1',
    ].join('\n');
    expect(rows(text)).not.toContain('class');
  });
});
