import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { FnRef } from './callgraph.js';
import { calleeOf, modelOfCall } from './calls.js';
import type { Program } from './program.js';
import { armsOf, type Unit, type Val } from './values.js';

/** How a function that is given to another one comes to run: before that one returns, or when a function that it makes is called. */
export interface Way {
  readonly now: boolean;
  /** Only somebody that nothing describes knows whether it runs before. */
  readonly unsure: boolean;
  readonly later: (FnRef & { readonly call: Value }) | undefined;
}

/** Functions that hand a callback on to one another. */
const MAX_WRAPPERS = 3;

/** What becomes of functions that are given to first-party functions. */
export class Callbacks {
  private readonly ways = new Map<string, readonly Way[]>();

  constructor(private readonly program: Program) {}

  /** Where a first-party function, or one that it hands it on to, calls its parameter. */
  waysInto(callee: FnRef, index: number, depth = MAX_WRAPPERS): readonly Way[] {
    const key = `${callee.unit.index}:${callee.fn}:${index}`;
    const known = this.ways.get(key);
    if (known !== undefined) return known;
    this.ways.set(key, []); // a function that hands it to itself adds nothing
    const found = this.findWays(callee, index, depth);
    this.ways.set(key, found);
    return found;
  }

  private findWays({ unit, fn }: FnRef, index: number, depth: number): Way[] {
    const { ir } = unit;
    const row = ir.fn(fn);
    const param = index < row.paramCount ? ir.param(row.firstParam + index).value : -1;
    if (param < 0) return [];
    const found: Way[] = [];
    for (const { fn: inner, value } of this.program.facts(unit).calls) {
      if (ir.op(value) !== Op.call || !isParameter(unit, ir.operand(value, 1), param)) continue;
      found.push(this.wayAt(unit, fn, inner, value));
    }
    if (found.length > 0 || depth === 0) return found;
    for (const { fn: within, value } of this.program.facts(unit).calls) {
      if (within !== fn || ir.op(value) !== Op.call) continue;
      const at = Array.from({ length: ir.operandCount(value) - 2 }, (_, i) => i).find((i) =>
        isParameter(unit, ir.operand(value, 2 + i), param),
      );
      if (at === undefined) continue;
      for (const arm of armsOf(calleeOf(this.program, { unit, value, env: null })))
        if (arm.k === 'fn') found.push(...this.waysInto(arm, at, depth - 1));
    }
    return found;
  }

  private wayAt(unit: Unit, outer: number, inner: number, call: Value): Way {
    const later = { unit, fn: inner, call };
    if (inner === outer) return { now: true, unsure: false, later: undefined };
    // A function that is made here, to run later, calls it then, also from a callback of its own.
    if (this.outlives(unit, inner, outer)) return { now: false, unsure: false, later };
    const unsure = this.takersOf(unit, inner).every((taker) => this.isForeign(unit, taker));
    return { now: true, unsure, later: unsure ? later : undefined };
  }

  /** Is a function, or one around it, handed to nobody where it is made: returned, or stored? */
  private outlives(unit: Unit, inner: number, outer: number): boolean {
    for (let fn = inner; fn > 0 && fn !== outer; fn = unit.ir.fnParent(fn)) if (this.takersOf(unit, fn).length === 0) return true;
    return false;
  }

  /** Does a first-party function only hand its parameter to calls that nothing describes? */
  handedOut({ unit, fn }: FnRef, index: number): boolean {
    const row = unit.ir.fn(fn);
    const param = index < row.paramCount ? unit.ir.param(row.firstParam + index).value : -1;
    const users = param < 0 ? [] : (this.program.usersOf(unit, fn).get(param) ?? []);
    const calls = users.filter((user) => unit.ir.op(user) === Op.call);
    return calls.length > 0 && calls.every((call) => this.isForeign(unit, call));
  }

  /** Is it a call of which neither code nor a model says whether it runs what it is given, and nobody waits for what it returns? */
  private isForeign(unit: Unit, call: Value): boolean {
    const { ir } = unit;
    const callee = calleeOf(this.program, { unit, value: call, env: null });
    if (isPromiseMethod(unit, call) || isArrayMethod(unit, call, callee) || isPromiseExecutor(callee)) return false;
    const foreign = armsOf(callee).every(
      (arm) =>
        arm.k === 'unknown' ||
        arm.k === 'pkg' ||
        arm.k === 'param' ||
        (arm.k === 'lib' && modelOfCall(this.program, arm, false) === undefined),
    );
    return (
      foreign && !(this.program.usersOf(unit, this.program.functionAt(unit, call)).get(call) ?? []).some((user) => ir.op(user) === Op.await)
    );
  }

  /** Does a first-party function put its parameter away, for somebody else to call: `handlers.set(name, handler)`, `this.handler = handler`? */
  stored({ unit, fn }: FnRef, index: number, depth = 3): boolean {
    const { ir } = unit;
    const row = ir.fn(fn);
    const param = index < row.paramCount ? ir.param(row.firstParam + index).value : -1;
    if (param < 0 || depth === 0) return false;
    return (this.program.usersOf(unit, fn).get(param) ?? []).some((user) => {
      const op = ir.op(user);
      if (op === Op.set || op === Op.setx) return ir.operand(user, 2) === param;
      return op === Op.call && ir.operand(user, 1) !== param && this.keeps(unit, user, param, depth - 1);
    });
  }

  /** Does a call keep the function it is given: a container's method, a registration, or another function that puts it away? */
  private keeps(unit: Unit, call: Value, value: Value, depth: number): boolean {
    const { ir } = unit;
    const callee = calleeOf(this.program, { unit, value: call, env: null });
    let index = 0;
    while (ir.operand(call, 2 + index) !== value) index += 1; // the call uses the value, and not as its callee
    return armsOf(callee).some((arm) => {
      if (arm.k === 'fn') return this.stored(arm, index, depth);
      const model = arm.k === 'lib' ? modelOfCall(this.program, arm, false) : undefined;
      return model?.registers !== undefined || model?.op?.kind === 'write';
    });
  }

  /** The calls that a closure is handed to where it is made. None: it outlives the call that makes it, being returned or stored. */
  private takersOf(unit: Unit, fn: number): readonly Value[] {
    const closure = this.program.facts(unit).closures[fn];
    if (!closure) return [];
    return (this.program.usersOf(unit, closure.fn).get(closure.value) ?? []).filter(
      (user) => unit.ir.op(user) === Op.call && unit.ir.operand(user, 1) !== closure.value,
    );
  }
}

/** Is a value that parameter, directly or as a closure sees it? */
function isParameter({ ir }: Unit, value: Value, param: Value): boolean {
  let v = value;
  while (v >= 0 && ir.op(v) === Op.cast) v = ir.operand(v, 0);
  return v === param || (v >= 0 && ir.op(v) === Op.capture && ir.bindingValue(ir.operand(v, 0)) === param);
}

/** Is it a call of `then`, `catch` or `finally`? */
export function isPromiseMethod(unit: Unit, call: Value): boolean {
  const { ir } = unit;
  const callee = ir.operand(call, 1);
  return ir.op(callee) === Op.get && ['then', 'catch', 'finally'].includes(ir.text(callee, 2));
}

/** Methods that arrays have and that call what they are given at once; few other things have methods of these names, and none keeps the callback. */
const ARRAY_METHODS = new Set([
  'map',
  'flatMap',
  'forEach',
  'filter',
  'some',
  'every',
  'reduce',
  'reduceRight',
  'findIndex',
  'findLast',
  'findLastIndex',
  'toSorted',
]);

/** Is it such a method of something that is not followed (rows of a query, a parameter, a member of a package's type)? */
export function isArrayMethod({ ir }: Unit, call: Value, callee: Val): boolean {
  const op = ir.operand(call, 1);
  if (ir.op(op) !== Op.get || !ARRAY_METHODS.has(ir.text(op, 2))) return false;
  return armsOf(callee).every((arm) => arm.k === 'unknown' || arm.k === 'param' || arm.k === 'pkg');
}

/** Is it `new Promise(f)`, which runs `f` at once? */
export const isPromiseExecutor = (callee: Val): boolean =>
  callee.k === 'lib' && callee.type.id.startsWith('global#') && callee.name === 'Promise';
