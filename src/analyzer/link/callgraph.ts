import { CALL_NEW, CALL_SUPER, Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { CallModel } from '../models/types.js';
import { argument, argumentCount, calleeOf, modelOfCall } from './calls.js';
import { append, ensure } from '../maps.js';
import type { Program } from './program.js';
import { armsOf, type ClassVal, type Unit, type Val } from './values.js';

/** A function of a program. */
export interface FnRef {
  readonly unit: Unit;
  readonly fn: number;
}

/**
 * How one function leads to another: `call`, at once; `runs`, as a callback that runs before the call returns or resolves;
 * `later`, as a callback that is kept (an event handler, a timer) or given to something unknown.
 */
export type EdgeKind = 'call' | 'runs' | 'later';

export interface Edge {
  readonly kind: EdgeKind;
  readonly from: FnRef;
  readonly to: FnRef;
  /** The call instruction, in `from`. */
  readonly call: Value;
}

/** A call whose callee has a model. */
export interface LibCall extends FnRef {
  readonly call: Value;
  readonly callee: Val & { readonly k: 'lib' };
  readonly model: CallModel;
}

/** Who calls whom, over the whole program. */
export interface CallGraph {
  callersOf(unit: Unit, fn: number): readonly Edge[];
  calleesOf(unit: Unit, fn: number): readonly Edge[];
  /** Every call whose callee a model describes, in order of files and offsets. */
  readonly libCalls: readonly LibCall[];
  /** Those of one module. */
  libCallsIn(unit: Unit): readonly LibCall[];
  /** Calls that make a process-wide setting of that name. */
  settersOf(name: string): readonly LibCall[];
  /** Calls and constructions of first-party classes, by class. */
  newSitesOf(unit: Unit, cls: number): readonly { unit: Unit; fn: number; call: Value }[];
}

class Graph implements CallGraph {
  readonly libCalls: LibCall[] = [];
  private readonly byUnit = new Map<Unit, LibCall[]>();
  private readonly setters = new Map<string, LibCall[]>();
  private readonly into = new Map<Unit, Map<number, Edge[]>>();
  private readonly outOf = new Map<Unit, Map<number, Edge[]>>();
  private readonly news = new Map<Unit, Map<number, { unit: Unit; fn: number; call: Value }[]>>();

  constructor(private readonly program: Program) {
    for (const unit of program.active) for (const { fn, value } of program.facts(unit).calls) this.addCall({ unit, fn }, value);
  }

  callersOf(unit: Unit, fn: number): readonly Edge[] {
    return this.into.get(unit)?.get(fn) ?? [];
  }
  calleesOf(unit: Unit, fn: number): readonly Edge[] {
    return this.outOf.get(unit)?.get(fn) ?? [];
  }
  newSitesOf(unit: Unit, cls: number): readonly { unit: Unit; fn: number; call: Value }[] {
    return this.news.get(unit)?.get(cls) ?? [];
  }

  settersOf(name: string): readonly LibCall[] {
    return this.setters.get(name) ?? [];
  }
  libCallsIn(unit: Unit): readonly LibCall[] {
    return this.byUnit.get(unit) ?? [];
  }

  private edge(kind: EdgeKind, from: FnRef, to: FnRef, call: Value): void {
    const edge = { kind, from, to, call };
    put(this.into, to, edge);
    put(this.outOf, from, edge);
  }

  private addCall(from: FnRef, call: Value): void {
    const { ir } = from.unit;
    const site = { unit: from.unit, value: call, env: null };
    const flags = ir.operand(call, 0);
    const callee = calleeOf(this.program, site);
    let model: CallModel | undefined;
    for (const arm of armsOf(callee)) {
      if (arm.k === 'fn') this.edge('call', from, arm, call);
      else if (arm.k === 'class' && (flags & (CALL_NEW | CALL_SUPER)) !== 0) this.construct(from, arm, call);
      else if (arm.k === 'lib') {
        const found = modelOfCall(this.program, arm, (flags & CALL_NEW) !== 0);
        if (found) {
          model ??= found;
          this.addLibCall({ ...from, call, callee: arm, model: found });
        }
      }
    }
    this.callbacks(from, call, callee, model);
  }

  private addLibCall(call: LibCall): void {
    this.libCalls.push(call);
    append(this.byUnit, call.unit, call);
    if (call.model.sets !== undefined) append(this.setters, call.model.sets, call);
  }

  private construct(from: FnRef, cls: ClassVal, call: Value): void {
    const row = cls.unit.ir.cls(cls.cls);
    if (row.ctor >= 0) this.edge('call', from, { unit: cls.unit, fn: row.ctor }, call);
    if (row.fields >= 0) this.edge('call', from, { unit: cls.unit, fn: row.fields }, call);
    const byClass = ensure(this.news, cls.unit, () => new Map<number, { unit: Unit; fn: number; call: Value }[]>());
    append(byClass, cls.cls, { ...from, call });
  }

  /** Functions handed to a call. */
  private callbacks(from: FnRef, call: Value, callee: Val, model: CallModel | undefined): void {
    const { ir } = from.unit;
    const site = { unit: from.unit, value: call, env: null };
    const promised = isPromiseMethod(from.unit, call);
    for (let i = 0, n = argumentCount(site); i < n; i++) {
      const op = ir.op(ir.operand(call, 2 + i));
      if (
        op !== Op.func &&
        op !== Op.capture &&
        op !== Op.import &&
        !(op === Op.get && (model !== undefined || ir.op(ir.operand(ir.operand(call, 2 + i), 1)) === Op.this))
      )
        continue;
      const value = argument(this.program, site, i);
      if (value?.k !== 'fn') continue;
      if (callee.k === 'fn' && this.passedOn(from, callee, i, value, call)) continue;
      const now =
        promised ||
        (model?.runs?.includes(i) ?? false) ||
        (callee.k === 'fn' && !this.stored(callee, i)) ||
        isPromiseExecutor(callee) ||
        (i === 0 && model === undefined && isArrayMethod(from.unit, call, callee));
      this.edge(now ? 'runs' : 'later', from, value, call);
    }
  }

  /** A callback given to a first-party function that calls it: the edge starts there. */
  private passedOn(from: FnRef, callee: FnRef, index: number, value: FnRef, call: Value): boolean {
    const { ir } = callee.unit;
    const row = ir.fn(callee.fn);
    if (index >= row.paramCount) return false;
    const param = ir.param(row.firstParam + index).value;
    if (param < 0) return false;
    const calls = this.program
      .facts(callee.unit)
      .calls.filter((c) => ir.op(c.value) === Op.call && isParameter(callee.unit, ir.operand(c.value, 1), param));
    for (const inner of calls) {
      if (inner.fn === callee.fn || !this.isKept(callee.unit, inner.fn)) this.edge('runs', from, value, call);
      // A function that is made here, to run later, calls it then.
      else this.edge('call', { unit: callee.unit, fn: inner.fn }, value, inner.value);
    }
    return calls.length > 0;
  }

  /** Does a first-party function put its parameter away, for somebody else to call: `handlers.set(name, handler)`, `this.handler = handler`? */
  private stored({ unit, fn }: FnRef, index: number, depth = 3): boolean {
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

  /** Does a closure outlive the call that makes it: is it returned or stored, not just handed to a call? */
  private isKept(unit: Unit, fn: number): boolean {
    const closure = this.program.facts(unit).closures[fn];
    if (!closure) return true;
    return !(this.program.usersOf(unit, closure.fn).get(closure.value) ?? []).some(
      (user) => unit.ir.op(user) === Op.call && unit.ir.operand(user, 1) !== closure.value,
    );
  }
}

/** Is a value that parameter, directly or as a closure sees it? */
function isParameter({ ir }: Unit, value: Value, param: Value): boolean {
  return value === param || (ir.op(value) === Op.capture && ir.bindingValue(ir.operand(value, 0)) === param);
}

function put(map: Map<Unit, Map<number, Edge[]>>, at: FnRef, edge: Edge): void {
  append(
    ensure(map, at.unit, () => new Map<number, Edge[]>()),
    at.fn,
    edge,
  );
}

function isPromiseMethod(unit: Unit, call: Value): boolean {
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

/** Is it such a method of something that is not followed (rows of a query, a parameter)? */
function isArrayMethod({ ir }: Unit, call: Value, callee: Val): boolean {
  const op = ir.operand(call, 1);
  return (callee.k === 'unknown' || callee.k === 'param') && ir.op(op) === Op.get && ARRAY_METHODS.has(ir.text(op, 2));
}

const isPromiseExecutor = (callee: Val): boolean => callee.k === 'lib' && callee.type.id.startsWith('global#') && callee.name === 'Promise';

/** Builds the call graph of a program. */
export const buildCallGraph = (program: Program): CallGraph => new Graph(program);
