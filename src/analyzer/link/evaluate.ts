import type { Value } from '../ir/module.js';
import { CALL_NEW, Export, LOGIC_AND, Op } from '../ir/ops.js';
import { bindingValue, isVague } from './bindings.js';
import { calleeOf, callResult, modelOfCall } from './calls.js';
import { storedUnderKey } from './containers.js';
import { thisOwner } from './facts.js';
import { memberOf } from './members.js';
import type { Program } from './program.js';
import type { Memo, Sources } from './trail.js';
import { ensure } from '../maps.js';
import { instanceOfType } from './types.js';
import { armsOf, CYCLE, constant, join, unknown, type Const, type Env, type Unit, type Val } from './values.js';

/** Evaluates a value: from the memo, or by its instruction. Never throws; what cannot be known is `unknown`. */
export function evaluate(program: Program, unit: Unit, value: Value, env: Env | null): Val {
  if (value < 0) return unknown('there is no value');
  const memo = env === null ? program.memoOf(unit) : env.memo;
  const { trail } = program;
  const known = trail === undefined ? memo.get(value) : trail.recall(memo, value, unit.index);
  if (known !== undefined) return known;
  if (!program.enter()) return unknown('the trail is too long');
  memo.set(value, CYCLE);
  const outer = trail?.begin();
  trail?.touch(unit.index);
  const result = compute(program, unit, value, env);
  program.leave();
  if (trail !== undefined) note(trail.end(outer), trail.content(unit.index), { memo, key: value, isOwn: env === null });
  if (result === CYCLE) memo.delete(value);
  else memo.set(value, result);
  return result;
}

/** Where an answer is remembered: in the memo of its own module, or of an activation. */
interface Place {
  readonly memo: Memo<Value, unknown>;
  readonly key: Value;
  readonly isOwn: boolean;
}

/** An answer about a module from a memo of it, or worked out and put there. */
export function remembered<T>(program: Program, { unit, memo }: { unit: Unit; memo: Memo<Value, T> }, key: Value, work: () => T): T {
  const { trail } = program;
  if (trail === undefined) return ensure(memo, key, work);
  const known = trail.recall(memo, key, unit.index);
  if (known !== undefined) return known;
  const outer = trail.begin();
  trail.touch(unit.index);
  const result = work();
  note(trail.end(outer), trail.content(unit.index), { memo, key, isOwn: true });
  memo.set(key, result);
  return result;
}

/** Notes what an answer was read from. A module's memo goes when the module does. */
function note(sources: Sources, content: Sources, { memo, key, isOwn }: Place): void {
  if (!isOwn || sources !== content) memo.sources.set(key, sources);
}

function compute(program: Program, unit: Unit, v: Value, env: Env | null): Val {
  const { ir } = unit;
  const ev = (index: number): Val => evaluate(program, unit, ir.operand(v, index), env);
  switch (ir.op(v)) {
    case Op.undef:
      return constant(undefined);
    case Op.null:
      return constant(null);
    case Op.bool:
      return constant(ir.operand(v, 0) === 1);
    case Op.num:
      return constant(Number(ir.text(v, 0)));
    case Op.str:
      return constant(ir.text(v, 0));
    case Op.tmpl:
      return template(program, unit, v, env);
    case Op.param:
      return parameter(program, unit, v, env);
    case Op.this:
      return selfOf(program, unit, v, env);
    case Op.super:
      return superOf(program, unit, v, env);
    case Op.global:
      return globalValue(program, ir.text(v, 0));
    case Op.import:
      return program.importRow(unit, ir.operand(v, 0));
    case Op.dynimport:
      return program.importRow(unit, ir.operand(v, 0));
    case Op.capture:
    case Op.load:
      return env === null ? program.binding(unit, ir.operand(v, 0)) : bindingValue(program, unit, ir.operand(v, 0), env);
    case Op.store:
      return ev(1);
    case Op.get: {
      const of = evaluate(program, unit, ir.operand(v, 1), env);
      return ownExport(program, unit, of, ir.text(v, 2)) ?? memberOf(program, of, ir.text(v, 2));
    }
    case Op.getx: {
      const found = indexed(program, ev(1), ev(2));
      return found.k === 'unknown' || isFalsy(found) ? (storedUnderKey(program, { unit, value: v, env }) ?? found) : found;
    }
    case Op.set:
      return ev(2);
    case Op.setx:
      return ev(2);
    case Op.call:
      return callResult(program, { unit, value: v, env });
    case Op.await:
    case Op.using:
      return ev(0);
    case Op.object:
      return { k: 'obj', unit, value: v, env };
    case Op.array:
      return { k: 'arr', unit, value: v, env };
    case Op.func:
      return { k: 'fn', unit, fn: ir.operand(v, 0), env, self: null };
    case Op.class:
      return { k: 'class', unit, cls: ir.operand(v, 0), env };
    case Op.bin:
      return binary(ir.text(v, 0), ev(1), ev(2));
    case Op.un:
      return unary(ir.text(v, 0), ev(1));
    case Op.logic:
      return ir.operand(v, 0) === LOGIC_AND ? afterAnd(ev(1), ev(2)) : join([truthyArm(ev(1)), ev(2)]);
    case Op.select:
      return join([ev(1), ev(2)], true);
    case Op.phi:
      return phi(program, unit, v, env);
    case Op.dflt:
      return withDefault(ev(0), () => ev(1));
    case Op.elem:
      return element(program, ev(0), ir.operand(v, 1));
    case Op.iter:
      return element(program, ev(0), -1);
    case Op.cast:
      return cast(program, unit, v, env);
    case Op.tquery:
      return ev(0);
    default:
      return unknown(`\`${ir.opName(v)}\` is not followed`);
  }
}

/** `exports.name` within the module that exports it: what it is, or may have become. */
function ownExport(program: Program, unit: Unit, of: Val, name: string): Val | undefined {
  if (of.k !== 'global' || (of.path !== 'exports' && of.path !== 'module.exports')) return undefined;
  const { ir } = unit;
  const values: Val[] = [];
  for (let i = 0, n = ir.count('exports'); i < n; i++) {
    const row = ir.export(i);
    if (row.name === name && row.kind === (Export.Value as number)) values.push(evaluate(program, unit, row.target, null));
  }
  return values.length > 1 ? join(values) : program.exported(unit, name);
}

function template(program: Program, unit: Unit, v: Value, env: Env | null): Val {
  const { ir } = unit;
  let text = '';
  for (let i = 0; i < ir.operandCount(v); i++) {
    // What a call puts into a text is never a constant; the others may be.
    if (ir.op(ir.operand(v, i)) === Op.call || ir.op(ir.operand(v, i)) === Op.await) return { k: 'text', unit, value: v, env };
    const part = evaluate(program, unit, ir.operand(v, i), env);
    if (part.k !== 'const') return { k: 'text', unit, value: v, env };
    text += String(part.value);
  }
  return constant(text);
}

function phi(program: Program, unit: Unit, v: Value, env: Env | null): Val {
  const { ir } = unit;
  const arms: Val[] = [];
  for (let i = 1; i < ir.operandCount(v); i += 2) arms.push(evaluate(program, unit, ir.operand(v, i), env));
  return join(arms, true);
}

function parameter(program: Program, unit: Unit, v: Value, env: Env | null): Val {
  const { ir } = unit;
  const index = ir.operand(v, 0);
  const fn = program.functionAt(unit, v);
  let e = env;
  while (e !== null && !(e.unit === unit && e.fn === fn)) e = e.outer;
  const row = ir.fn(fn);
  const param = index < row.paramCount ? ir.param(row.firstParam + index) : undefined;
  const rest = param !== undefined && (param.flags & 2) !== 0;
  if (e !== null && !rest) {
    const given = argumentOf(program, e, index);
    if (given !== undefined && !(isVague(given) && given.k !== 'const')) return given;
    if (given !== undefined && (param === undefined || param.type < 0)) return given;
  }
  if (param !== undefined && param.type >= 0 && !rest) {
    const typed = instanceOfType(program, unit, param.type, env);
    // A library says more about what it gives than the type that is written beside it.
    if (typed.k !== 'unknown' && typed.k !== 'const')
      return (typed.k === 'lib' ? givenByLibrary(program, unit, fn, index) : undefined) ?? typed;
  }
  return givenByLibrary(program, unit, fn, index) ?? { k: 'param', unit, fn, index, path: '' };
}

/**
 * What a library gives to a callback that is handed to it (`new Worker(name, (job) => …)`). The client of a transaction is not the
 * one that the transaction was opened on: it is made by the call that opens it.
 */
function givenByLibrary(program: Program, unit: Unit, fn: number, index: number): Val | undefined {
  const { ir } = unit;
  for (const call of program.facts(unit).takers[fn] ?? []) {
    const site = { unit, value: call, env: null };
    const callee = calleeOf(program, site);
    const model = modelOfCall(program, callee, (ir.operand(call, 0) & CALL_NEW) !== 0);
    const gives = model?.gives;
    if (callee.k !== 'lib' || gives === undefined || index >= gives.length) continue;
    const type = program.library.resolve(callee.type, gives[index], `${callee.name}(${index})`);
    if (type)
      return {
        k: 'lib',
        type,
        name: type.id.slice(type.pkg.length + 1),
        recv: null,
        origin: callee.origin === 'export' || model?.region?.handle === index ? site : callee.origin,
      };
  }
  return undefined;
}

/** The argument that entered an activation; undefined where no caller is known. */
function argumentOf(program: Program, env: Env, index: number): Val | undefined {
  if (env.given !== null) return env.given[index] ?? (index < env.given.length ? undefined : constant(undefined));
  if (env.call === null) return undefined;
  const { unit, value, env: outer } = env.call;
  const { ir } = unit;
  const count = ir.operandCount(value) - 2;
  for (let i = 0; i <= Math.min(index, count - 1); i++) {
    if (ir.op(ir.operand(value, 2 + i)) === Op.spread) return unknown('a spread argument');
  }
  return index < count ? evaluate(program, unit, ir.operand(value, 2 + index), outer) : constant(undefined);
}

function selfOf(program: Program, unit: Unit, v: Value, env: Env | null): Val {
  const { ir } = unit;
  const owner = thisOwner(ir, program.functionAt(unit, v));
  let e = env;
  while (e !== null && !(e.unit === unit && e.fn === owner)) e = e.outer;
  if (e?.self) return e.self;
  const cls = owner > 0 ? ir.fn(owner).cls : -1;
  if (cls < 0) return ownerObject(program, unit, owner, env) ?? unknown('`this` of a plain function');
  const classVal: Val = { k: 'class', unit, cls, env: null };
  if ((ir.fn(owner).flags & 128) !== 0) return classVal;
  return { k: 'inst', cls: classVal, site: null };
}

/** `this` of a method in an object literal is the literal. */
function ownerObject(program: Program, unit: Unit, fn: number, env: Env | null): Val | undefined {
  const { ir } = unit;
  const closure = fn > 0 ? program.facts(unit).closures[fn] : undefined;
  if (!closure) return undefined;
  for (const user of program.usersOf(unit, closure.fn).get(closure.value) ?? []) {
    if (ir.op(user) === Op.object) return { k: 'obj', unit, value: user, env: env?.outer ?? null };
  }
  return undefined;
}

function superOf(program: Program, unit: Unit, v: Value, env: Env | null): Val {
  const self = selfOf(program, unit, v, env);
  const cls = self.k === 'inst' ? self.cls : self.k === 'class' ? self : undefined;
  if (!cls) return unknown('`super` of a plain function');
  const { heritage } = cls.unit.ir.cls(cls.cls);
  if (heritage < 0) return unknown('a class that extends nothing');
  const parent = evaluate(program, cls.unit, heritage, cls.env);
  return parent.k === 'class' && self.k === 'inst' ? { k: 'inst', cls: parent, site: null } : parent;
}

function globalValue(program: Program, name: string): Val {
  if (name === 'undefined') return constant(undefined);
  if (name === 'Infinity') return constant(Infinity);
  if (name === 'NaN') return constant(NaN);
  const type = program.library.global(name);
  return type ? { k: 'lib', type, name, recv: null, origin: 'export' } : { k: 'global', path: name };
}

function indexed(program: Program, of: Val, key: Val): Val {
  if (key.k === 'const' && (typeof key.value === 'string' || typeof key.value === 'number')) {
    if (of.k === 'arr' && typeof key.value === 'number') return element(program, of, key.value);
    return memberOf(program, of, String(key.value));
  }
  return of.k === 'arr'
    ? element(program, of, -1)
    : of.k === 'lib' && of.type.model.is === 'env'
      ? { k: 'unknown', why: 'the environment', fromEnv: true }
      : unknown('a computed member');
}

/** The i-th element of an array, or (-1) any of them. */
export function element(program: Program, of: Val, index: number): Val {
  if (of.k === 'join') return join(of.arms.map((arm) => element(program, arm, index)));
  if (of.k === 'lib' && of.type.model.element !== undefined) {
    const type = program.library.resolve(of.type, of.type.model.element, 'element');
    if (type) return { ...of, type };
  }
  if (of.k !== 'arr') return unknown('an element of a collection');
  const { ir } = of.unit;
  const arms: Val[] = [];
  for (let i = 0; i < ir.operandCount(of.value); i++) {
    const item = ir.operand(of.value, i);
    if (ir.op(item) === Op.spread) return unknown('an element of a spread');
    const v = evaluate(program, of.unit, item, of.env);
    if (i === index) return v;
    arms.push(v);
  }
  return index < 0 && arms.length > 0 ? join(arms) : index < 0 ? unknown('an element of an empty array') : constant(undefined);
}

function cast(program: Program, unit: Unit, v: Value, env: Env | null): Val {
  const { ir } = unit;
  const value = evaluate(program, unit, ir.operand(v, 0), env);
  if (!isVague(value) || value.k === 'const' || ir.operand(v, 1) < 0) return value;
  const typed = instanceOfType(program, unit, ir.operand(v, 1), env);
  return isVague(typed) ? value : typed;
}

/** `undefined` becomes the default; what may be `undefined` becomes either. */
function withDefault(value: Val, fallback: () => Val): Val {
  if (value.k === 'const') return value.value === undefined ? fallback() : value;
  const open = armsOf(value).some((arm) => arm.k === 'param' || arm.k === 'unknown' || (arm.k === 'const' && arm.value === undefined));
  return open ? join([value, fallback()]) : value;
}

const isFalsy = (v: Val): boolean => v.k === 'const' && !v.value;

function truthyArm(v: Val): Val {
  if (v.k === 'join') return join(v.arms.filter((arm) => !isFalsy(arm)));
  return isFalsy(v) ? CYCLE : v;
}

function afterAnd(left: Val, right: Val): Val {
  return isFalsy(left) ? left : right;
}

function binary(operator: string, a: Val, b: Val): Val {
  if (a.k === 'const' && b.k === 'const') {
    const folded = fold(operator, a.value, b.value);
    if (folded) return folded;
  }
  const fromEnv = [a, b].some((x) => x.k === 'unknown' && x.fromEnv === true);
  return { k: 'unknown', why: `the result of \`${operator}\``, primitive: true, ...(fromEnv ? { fromEnv } : {}) };
}

function fold(operator: string, a: Const['value'], b: Const['value']): Const | undefined {
  if (typeof a === 'number' && typeof b === 'number') {
    switch (operator) {
      case '+':
        return constant(a + b);
      case '-':
        return constant(a - b);
      case '*':
        return constant(a * b);
      case '/':
        return constant(a / b);
      case '**':
        return constant(a ** b);
      default:
        return undefined;
    }
  }
  return operator === '+' && (typeof a === 'string' || typeof b === 'string') ? constant(String(a) + String(b)) : undefined;
}

function unary(operator: string, a: Val): Val {
  if (operator === 'void') return constant(undefined);
  if (a.k === 'const') {
    if (operator === '!') return constant(!a.value);
    if (operator === '-' && typeof a.value === 'number') return constant(-a.value);
    if (operator === '+') return constant(Number(a.value));
  }
  return a.k === 'unknown' ? a : unknown(`the result of \`${operator}\``);
}
