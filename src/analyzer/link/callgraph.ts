import { CALL_NEW, CALL_SUPER, Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { CallModel } from '../models/types.js';
import { argument, argumentCount, boundBy, calleeOf, modelOfCall } from './calls.js';
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
  /** Whether the callback runs then, or is kept by something that no model describes, is not known. */
  readonly unsure?: true;
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
  /** Those of one call in a function. */
  edgesAt(unit: Unit, fn: number, call: Value): readonly Edge[];
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
  private readonly byCall = new Map<readonly Edge[], Map<Value, Edge[]>>();
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
  edgesAt(unit: Unit, fn: number, call: Value): readonly Edge[] {
    const edges = this.outOf.get(unit)?.get(fn);
    return (edges && ensure(this.byCall, edges, () => edgesByCall(edges)).get(call)) ?? [];
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

  private edge(kind: EdgeKind, from: FnRef, to: FnRef, call: Value, unsure = false): void {
    const edge: Edge = unsure ? { kind, from, to, call, unsure } : { kind, from, to, call };
    put(this.into, to, edge);
    put(this.outOf, from, edge);
  }

  private addCall(from: FnRef, call: Value): void {
    const { ir } = from.unit;
    const site = { unit: from.unit, value: call, env: null };
    const flags = ir.operand(call, 0);
    const bound = boundBy(this.program, site);
    for (const fn of bound) this.edge('later', from, fn, call);
    if (bound.length > 0) return;
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
      if (!this.mayBeCallback(from.unit, ir.operand(call, 2 + i), model)) continue;
      const value = argument(this.program, site, i);
      if (value?.k !== 'fn') continue;
      if (callee.k === 'fn' && this.passedOn(from, callee, i, value, call)) continue;
      const now =
        promised ||
        (model?.runs?.includes(i) ?? false) ||
        (callee.k === 'fn' && !this.stored(callee, i)) ||
        isPromiseExecutor(callee) ||
        (i === 0 && model === undefined && isArrayMethod(from.unit, call, callee));
      this.edge(now ? 'runs' : 'later', from, value, call, callee.k === 'fn' && now && this.handedOut(callee, i));
    }
  }

  /** Is an argument written as a function, a name, a member that is worth a look, or a function that is bound? */
  private mayBeCallback(unit: Unit, argument: Value, model: CallModel | undefined): boolean {
    const { ir } = unit;
    switch (ir.op(argument)) {
      case Op.func:
      case Op.capture:
      case Op.import:
        return true;
      case Op.get:
        return model !== undefined || ir.op(ir.operand(argument, 1)) === Op.this;
      case Op.call:
        return ir.op(ir.operand(argument, 1)) === Op.get && ir.text(ir.operand(argument, 1), 2) === 'bind';
      default:
        return false;
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
      const takers = inner.fn === callee.fn ? undefined : this.takersOf(callee.unit, inner.fn);
      const unsure = takers?.every((taker) => this.isForeign(callee.unit, taker)) ?? false;
      if (takers === undefined || takers.length > 0) this.edge('runs', from, value, call, unsure && takers !== undefined);
      // A function that is made here, to run later, calls it then.
      if (takers !== undefined && (takers.length === 0 || unsure))
        this.edge('call', { unit: callee.unit, fn: inner.fn }, value, inner.value);
    }
    return calls.length > 0;
  }

  /** Does a first-party function only hand its parameter to calls that nothing describes? */
  private handedOut({ unit, fn }: FnRef, index: number): boolean {
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
  return value === param || (ir.op(value) === Op.capture && ir.bindingValue(ir.operand(value, 0)) === param);
}

function put(map: Map<Unit, Map<number, Edge[]>>, at: FnRef, edge: Edge): void {
  append(
    ensure(map, at.unit, () => new Map<number, Edge[]>()),
    at.fn,
    edge,
  );
}

function edgesByCall(edges: readonly Edge[]): Map<Value, Edge[]> {
  const byCall = new Map<Value, Edge[]>();
  for (const edge of edges) append(byCall, edge.call, edge);
  return byCall;
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

/** Is it such a method of something that is not followed (rows of a query, a parameter, a member of a package's type)? */
function isArrayMethod({ ir }: Unit, call: Value, callee: Val): boolean {
  const op = ir.operand(call, 1);
  if (ir.op(op) !== Op.get || !ARRAY_METHODS.has(ir.text(op, 2))) return false;
  return armsOf(callee).every((arm) => arm.k === 'unknown' || arm.k === 'param' || arm.k === 'pkg');
}

const isPromiseExecutor = (callee: Val): boolean => callee.k === 'lib' && callee.type.id.startsWith('global#') && callee.name === 'Promise';

/** Builds the call graph of a program. */
export const buildCallGraph = (program: Program): CallGraph => new Graph(program);
