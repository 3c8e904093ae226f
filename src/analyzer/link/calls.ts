import { CALL_NEW, CALL_SUPER, Cls, Fn, Op } from '../ir/ops.js';
import type { CallModel } from '../models/types.js';
import { storedBefore } from './containers.js';
import { evaluate } from './evaluate.js';
import type { Program } from './program.js';
import { Memo } from './trail.js';
import { instanceOfType } from './types.js';
import {
  armsOf,
  CYCLE,
  join,
  unknown,
  type CallSite,
  type ClassVal,
  type Env,
  type FnVal,
  type LibVal,
  type Unit,
  type Val,
} from './values.js';

/** How many activations deep values are followed. */
const MAX_DEPTH = 8;

/** Enters a function from a call, or with given parameters. Null where it would go too deep: then parameters stay unknown. */
export function activate(
  program: Program,
  fn: { unit: Unit; fn: number; env: Env | null; self: Val | null },
  call: CallSite | null,
  given: readonly Val[] | null = null,
): Env | null {
  const depth = Math.max(call?.env?.depth ?? 0, fn.env?.depth ?? 0) + 1;
  if (depth > MAX_DEPTH) return null;
  return { unit: fn.unit, fn: fn.fn, call, given, self: fn.self, outer: fn.env, depth, memo: new Memo() };
}

/** What a function returns when entered that way; promises are transparent. */
export function returned(program: Program, fn: FnVal, call: CallSite | null, given: readonly Val[] | null = null): Val {
  const { ir } = fn.unit;
  const row = ir.fn(fn.fn);
  if ((row.flags & Fn.Generator) !== 0) return unknown('what a generator yields');
  const values = program.returnsOf(fn.unit, fn.fn);
  const env = call === null && given === null && fn.env === null && fn.self === null ? null : activate(program, fn, call, given);
  const inner = env ?? fn.env;
  const arms = values.map((v) => evaluate(program, fn.unit, v, inner));
  const result = join(arms);
  const vague = result === CYCLE || result.k === 'unknown' || result.k === 'param';
  if (vague && row.returnType >= 0) {
    const typed = instanceOfType(program, fn.unit, row.returnType, fn.env);
    if (typed.k !== 'unknown') return typed;
  }
  return result === CYCLE ? unknown('a function that returns nothing') : result;
}

/** The callee and the object it is taken from. */
export function calleeOf(program: Program, site: CallSite): Val {
  return evaluate(program, site.unit, site.unit.ir.operand(site.value, 1), site.env);
}

/** Argument `index` of a call as a value, or undefined where there is none; unknown behind a spread. */
export function argument(program: Program, site: CallSite, index: number): Val | undefined {
  const { ir } = site.unit;
  const count = ir.operandCount(site.value) - 2;
  const at = index < 0 ? count + index : index;
  for (let i = 0; i <= Math.min(at, count - 1); i++) {
    if (ir.op(ir.operand(site.value, 2 + i)) === Op.spread) return unknown('a spread argument');
  }
  return at >= 0 && at < count ? evaluate(program, site.unit, ir.operand(site.value, 2 + at), site.env) : undefined;
}

export const argumentCount = (site: CallSite): number => site.unit.ir.operandCount(site.value) - 2;

/** What a call returns or resolves to. */
export function callResult(program: Program, site: CallSite): Val {
  const { ir } = site.unit;
  const flags = ir.operand(site.value, 0);
  if ((flags & CALL_SUPER) !== 0) return unknown('a `super` call');
  const chained = (flags & CALL_NEW) === 0 ? (promiseMethod(program, site) ?? boundResult(program, site)) : undefined;
  if (chained) return chained;
  const callee = calleeOf(program, site);
  return resultOf(program, callee, site, (flags & CALL_NEW) !== 0);
}

function resultOf(program: Program, callee: Val, site: CallSite, isNew: boolean): Val {
  switch (callee.k) {
    case 'fn':
      return isNew ? unknown('an instance of a function') : returned(program, callee, site);
    case 'class':
      return isNew ? { k: 'inst', cls: callee, site } : calledClass(program, callee, site);
    case 'lib':
      return libResult(program, callee, site, isNew);
    case 'pkg':
      return { k: 'pkg', pkg: callee.pkg, path: `${callee.path}()` };
    case 'global':
      return builtinResult(program, callee.path, site) ?? unknown(`what \`${callee.path}()\` returns`);
    case 'fntype':
      return instanceOfType(program, callee.unit, callee.result, null);
    case 'join':
      return join(callee.arms.map((arm) => resultOf(program, arm, site, isNew)));
    case 'param':
      return unknown('what a function that is a parameter returns');
    default:
      return unknown(callee.k === 'unknown' ? callee.why : `a call of a ${callee.k}`);
  }
}

/** What a class gives that is called without `new`, as only one that is a function can be. */
function calledClass(program: Program, callee: ClassVal, site: CallSite): Val {
  const fn = callableOf(callee);
  return fn ? returned(program, fn, site) : unknown('a class that is called');
}

/** The function that a class is, where it is one. */
export function callableOf({ unit, cls, env }: ClassVal): FnVal | undefined {
  const { flags, ctor } = unit.ir.cls(cls);
  return (flags & Cls.Function) !== 0 && ctor >= 0 ? { k: 'fn', unit, fn: ctor, env, self: null } : undefined;
}

/** `p.then(f)` is what `f` returns; `catch` and `finally` leave the value. */
function promiseMethod(program: Program, site: CallSite): Val | undefined {
  const { ir } = site.unit;
  const callee = ir.operand(site.value, 1);
  if (ir.op(callee) !== Op.get) return undefined;
  const name = ir.text(callee, 2);
  if (name !== 'then' && name !== 'catch' && name !== 'finally') return undefined;
  const promise = evaluate(program, site.unit, ir.operand(callee, 1), site.env);
  if (promise.k === 'obj' || promise.k === 'inst' || (promise.k === 'lib' && program.library.member(promise.type, name))) return undefined;
  if (name !== 'then') return promise;
  const handler = argument(program, site, 0);
  return handler?.k === 'fn' ? returned(program, handler, null, [promise]) : unknown('what a `then` callback returns');
}

/** The functions that a call of `bind` binds: `f` of `f.bind(self)`. Empty for every other call. */
export function boundBy(program: Program, site: CallSite): readonly FnVal[] {
  const { ir } = site.unit;
  if (ir.op(site.value) !== Op.call || (ir.operand(site.value, 0) & CALL_NEW) !== 0) return [];
  const callee = ir.operand(site.value, 1);
  if (ir.op(callee) !== Op.get || ir.text(callee, 2) !== 'bind') return [];
  return armsOf(evaluate(program, site.unit, ir.operand(callee, 1), site.env)).filter((arm): arm is FnVal => arm.k === 'fn');
}

/** A bound function is the function. Where arguments are bound, too, its parameters are others than its callers pass. */
function boundResult(program: Program, site: CallSite): Val | undefined {
  const bound = boundBy(program, site);
  if (bound.length === 0) return undefined;
  if (argumentCount(site) > 1) return unknown('a function with bound arguments');
  const self = argument(program, site, 0);
  return join(bound.map((fn) => ({ ...fn, self: fn.self ?? (self && self.k !== 'unknown' ? self : null) })));
}

/** The model of what a call does, if the callee has one. */
export function modelOfCall(program: Program, callee: Val, isNew: boolean): CallModel | undefined {
  if (callee.k !== 'lib') return undefined;
  return isNew ? program.library.construct(callee.type) : program.library.call(callee.type);
}

function libResult(program: Program, callee: LibVal, site: CallSite, isNew: boolean): Val {
  const model = modelOfCall(program, callee, isNew);
  if (!model) return unknown(`no model says what \`${callee.name}()\` returns`);
  const { returns } = model;
  if (model.combines !== undefined) return combined(program, model.combines, site);
  if (returns === undefined)
    return (
      (model.op?.kind === 'read' ? storedBefore(program, callee, site) : undefined) ??
      unknown(`no model says what \`${callee.name}()\` returns`)
    );
  if (returns === 'this') return callee.recv ?? callee;
  if (typeof returns === 'string' && returns.startsWith('arg'))
    return argument(program, site, Number(returns.slice(3))) ?? unknown('a missing argument');
  if (typeof returns === 'string' && returns.startsWith('result')) {
    const fn = argument(program, site, Number(returns.slice(6)));
    return fn?.k === 'fn' ? returned(program, fn, null) : unknown('what a callback returns');
  }
  const type = program.library.resolve(callee.type, returns, callee.name);
  if (!type) return unknown(`the model of \`${callee.name}\` names an unknown type`);
  const makes = isNew || model.client !== undefined || callee.origin === 'export';
  // The handle of a transaction is not the client that it was begun on.
  const opens = model.region?.until?.holder === 'result';
  return { k: 'lib', type, name: makes ? callee.name : `${callee.name}()`, recv: null, origin: makes || opens ? site : callee.origin };
}

/** `Promise.all` gives its array; `Promise.race` any of its elements. */
function combined(program: Program, how: 'race' | 'all', site: CallSite): Val {
  const list = argument(program, site, 0) ?? unknown('nothing');
  if (how === 'all' || list.k !== 'arr') return list;
  const { ir } = list.unit;
  const arms: Val[] = [];
  for (let i = 0; i < ir.operandCount(list.value); i++) arms.push(evaluate(program, list.unit, ir.operand(list.value, i), list.env));
  return join(arms);
}

/** A copy says what the original says, and is another thing: what is done to it is not done to the original. */
function copied(original: Val | undefined): Val | undefined {
  switch (original?.k) {
    case 'obj':
      return { k: 'merge', parts: [original] };
    case 'arr':
    case 'param':
      return unknown('a copy');
    case 'join':
      return join(armsOf(original).map((arm) => copied(arm) ?? arm));
    default:
      return original;
  }
}

/** The few functions of the language that pass values on. */
function builtinResult(program: Program, path: string, site: CallSite): Val | undefined {
  switch (path) {
    case 'Object.freeze':
    case 'Object.seal':
    case 'Promise.resolve':
      return argument(program, site, 0);
    case 'structuredClone':
      return copied(argument(program, site, 0));
    case 'Object.assign': {
      const parts = Array.from({ length: argumentCount(site) }, (_, i) => argument(program, site, i) ?? unknown('nothing'));
      return { k: 'merge', parts };
    }
    case 'Number':
    case 'parseInt':
    case 'parseFloat':
    case 'String':
    case 'Boolean':
    case 'Number.parseInt':
    case 'Number.parseFloat': {
      const from = argument(program, site, 0);
      return from?.k === 'unknown' && from.fromEnv === true ? from : unknown(`what \`${path}()\` returns`);
    }
    case 'JSON.parse':
      return unknown('parsed JSON');
    default:
      return undefined;
  }
}
