import { CALL_NEW, CALL_SUPER, Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { CallModel } from '../models/types.js';
import { argument, argumentCount, boundBy, callableOf, calleeOf, modelOfCall } from './calls.js';
import { append, ensure } from '../maps.js';
import { Callbacks, isArrayMethod, isPromiseExecutor, isPromiseMethod } from './callbacks.js';
import { implementersOf } from './implementers.js';
import type { Program } from './program.js';
import type { Sources } from './trail.js';
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
  /** Functions that the call may lead to instead, where only an interface says what it calls. */
  readonly beside?: readonly FnRef[];
  /** The call runs what a function around it was given when the caller was made: each time another one. */
  readonly given?: true;
}

/** A call whose callee has a model. */
export interface LibCall extends FnRef {
  readonly call: Value;
  readonly callee: Val & { readonly k: 'lib' };
  readonly model: CallModel;
}

/** A question about a call of a library that needs nothing but the call. */
export type CallQuestion = (call: LibCall) => boolean;

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
  /**
   * Those that a question answers yes for, in the same order. Answers outlive the program, so the question may look at the call, its
   * callee and its model alone, and has to be one function, not one that is made anew each time.
   */
  libCallsWhere(is: CallQuestion): readonly LibCall[];
  /** Calls that make a process-wide setting of that name. */
  settersOf(name: string): readonly LibCall[];
  /** Calls and constructions of first-party classes, by class. */
  newSitesOf(unit: Unit, cls: number): readonly { unit: Unit; fn: number; call: Value }[];
}

/** Where a class is called or constructed. */
interface NewSite extends FnRef {
  readonly call: Value;
}

/** What the calls of one module add to the graph. It is kept while all modules are the same that it was read from. */
export interface Part {
  /** By the module that an edge starts in, which may be another one, and by the one that it leads to. */
  readonly outOf: ReadonlyMap<Unit, readonly Edge[]>;
  readonly into: ReadonlyMap<Unit, readonly Edge[]>;
  readonly libCalls: readonly LibCall[];
  /** Those of its `libCalls` that a question was answered yes for. */
  readonly picked: Map<CallQuestion, readonly LibCall[]>;
  readonly news: readonly { readonly cls: ClassVal; readonly site: NewSite }[];
  readonly sources: readonly Sources[];
  readonly since: number;
}

/** What is kept for the next call graph. */
export class KeptParts {
  private readonly parts = new Map<Unit, Part>();
  /** For each question, all that the parts have picked; missing where a part has come or gone that has picked something. */
  private readonly picked = new Map<CallQuestion, readonly LibCall[]>();

  get(unit: Unit): Part | undefined {
    return this.parts.get(unit);
  }
  set(unit: Unit, part: Part): void {
    this.delete(unit);
    this.parts.set(unit, part);
    for (const is of this.picked.keys()) if (pickedBy(part, is).length > 0) this.picked.delete(is);
  }
  delete(unit: Unit): void {
    const part = this.parts.get(unit);
    this.parts.delete(unit);
    for (const [is, calls] of part?.picked ?? []) if (calls.length > 0) this.picked.delete(is);
  }
  /** What a graph of these parts, all of them, picks. */
  calls(parts: Iterable<Part>, is: CallQuestion): readonly LibCall[] {
    return ensure(this.picked, is, () => [...parts].flatMap((part) => pickedBy(part, is)));
  }
}

const pickedBy = (part: Part, is: CallQuestion): readonly LibCall[] =>
  ensure(part.picked, is, () => part.libCalls.filter((call) => is(call)));

/** The parts of all modules, put together where somebody asks. */
class Graph implements CallGraph {
  readonly libCalls: LibCall[] = [];
  private readonly into = new Map<Unit, Part[]>();
  private readonly outOf = new Map<Unit, Part[]>();
  private readonly intoFns = new Map<Unit, Map<number, Edge[]>>();
  private readonly outOfFns = new Map<Unit, Map<number, Edge[]>>();
  private readonly byCall = new Map<readonly Edge[], Map<Value, Edge[]>>();
  private settersMemo: Map<string, LibCall[]> | undefined;
  private newsMemo: Map<Unit, Map<number, NewSite[]>> | undefined;

  constructor(
    private readonly parts: ReadonlyMap<Unit, Part>,
    private readonly kept: KeptParts,
  ) {
    for (const part of parts.values()) {
      for (const call of part.libCalls) this.libCalls.push(call);
      for (const unit of part.into.keys()) append(this.into, unit, part);
      for (const unit of part.outOf.keys()) append(this.outOf, unit, part);
    }
  }

  callersOf(unit: Unit, fn: number): readonly Edge[] {
    const byFn = ensure(this.intoFns, unit, () => byFunction(this.into.get(unit), unit, 'into'));
    return byFn.get(fn) ?? NO_EDGES;
  }
  calleesOf(unit: Unit, fn: number): readonly Edge[] {
    return this.edgesFrom(unit, fn) ?? NO_EDGES;
  }
  edgesAt(unit: Unit, fn: number, call: Value): readonly Edge[] {
    const edges = this.edgesFrom(unit, fn);
    return (edges && ensure(this.byCall, edges, () => edgesByCall(edges)).get(call)) ?? NO_EDGES;
  }
  newSitesOf(unit: Unit, cls: number): readonly NewSite[] {
    this.newsMemo ??= newSites(this.parts.values());
    return this.newsMemo.get(unit)?.get(cls) ?? [];
  }
  libCallsWhere(is: CallQuestion): readonly LibCall[] {
    return this.kept.calls(this.parts.values(), is);
  }
  settersOf(name: string): readonly LibCall[] {
    this.settersMemo ??= setters(this.libCallsWhere(setsSomething));
    return this.settersMemo.get(name) ?? [];
  }
  libCallsIn(unit: Unit): readonly LibCall[] {
    return this.parts.get(unit)?.libCalls ?? [];
  }

  private edgesFrom(unit: Unit, fn: number): readonly Edge[] | undefined {
    return ensure(this.outOfFns, unit, () => byFunction(this.outOf.get(unit), unit, 'outOf')).get(fn);
  }
}

const NO_EDGES: readonly Edge[] = Object.freeze([]);

function byFunction(parts: readonly Part[] = [], unit: Unit, side: 'into' | 'outOf'): Map<number, Edge[]> {
  const byFn = new Map<number, Edge[]>();
  for (const part of parts)
    for (const edge of part[side].get(unit) ?? NO_EDGES) append(byFn, side === 'into' ? edge.to.fn : edge.from.fn, edge);
  return byFn;
}

const setsSomething: CallQuestion = ({ model }) => model.sets !== undefined;

function setters(calls: readonly LibCall[]): Map<string, LibCall[]> {
  const found = new Map<string, LibCall[]>();
  for (const call of calls) if (call.model.sets !== undefined) append(found, call.model.sets, call);
  return found;
}

function newSites(parts: Iterable<Part>): Map<Unit, Map<number, NewSite[]>> {
  const found = new Map<Unit, Map<number, NewSite[]>>();
  for (const { news } of parts) {
    for (const { cls, site } of news)
      append(
        ensure(found, cls.unit, () => new Map<number, NewSite[]>()),
        cls.cls,
        site,
      );
  }
  return found;
}

/** Finds what the calls of one module lead to. */
class PartFinder {
  private readonly libCalls: LibCall[] = [];
  private readonly into = new Map<Unit, Edge[]>();
  private readonly outOf = new Map<Unit, Edge[]>();
  private readonly news: { readonly cls: ClassVal; readonly site: NewSite }[] = [];
  private readonly given: Callbacks;

  constructor(private readonly program: Program) {
    this.given = new Callbacks(program); // one for each part: what it remembers was read for that part
  }

  of(unit: Unit): Part {
    const { trail } = this.program;
    const work = (): void => {
      for (const { fn, value } of this.program.facts(unit).calls) this.addCall({ unit, fn }, value);
    };
    const sources = trail === undefined ? [] : trail.collect(work);
    if (trail === undefined) work();
    const { into, outOf, libCalls, news } = this;
    return { into, outOf, libCalls, picked: new Map(), news, sources, since: trail?.now ?? 0 };
  }

  private edge(kind: EdgeKind, from: FnRef, to: FnRef, call: Value, unsure = false): void {
    const edge: Edge = unsure ? { kind, from, to, call, unsure } : { kind, from, to, call };
    append(this.into, to.unit, edge);
    append(this.outOf, from.unit, edge);
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
      else if (arm.k === 'class') this.callClass(from, arm, call);
      else if (arm.k === 'lib') {
        const found = modelOfCall(this.program, arm, (flags & CALL_NEW) !== 0);
        if (found) {
          model ??= found;
          this.libCalls.push({ ...from, call, callee: arm, model: found });
        }
      }
    }
    if (callee.k === 'unknown' || callee.k === 'fntype') this.dispatched(from, call);
    this.callbacks(from, call, callee, model);
  }

  /** A method of something that is known by its interface: those of the classes that implement it. */
  private dispatched(from: FnRef, call: Value): void {
    const { ir } = from.unit;
    const callee = ir.operand(call, 1);
    if (ir.op(callee) !== Op.get) return;
    const methods = implementersOf(this.program, this.program.value(from.unit, ir.operand(callee, 1)), ir.text(callee, 2));
    for (const to of methods) {
      const beside = methods.filter((other) => other !== to);
      const edge: Edge = beside.length === 0 ? { kind: 'call', from, to, call } : { kind: 'call', from, to, call, unsure: true, beside };
      append(this.into, to.unit, edge);
      append(this.outOf, from.unit, edge);
    }
  }

  private callClass(from: FnRef, cls: ClassVal, call: Value): void {
    if ((from.unit.ir.operand(call, 0) & (CALL_NEW | CALL_SUPER)) !== 0) return this.construct(from, cls, call);
    const fn = callableOf(cls);
    if (fn) this.edge('call', from, fn, call);
  }

  private construct(from: FnRef, cls: ClassVal, call: Value): void {
    const row = cls.unit.ir.cls(cls.cls);
    if (row.ctor >= 0) this.edge('call', from, { unit: cls.unit, fn: row.ctor }, call);
    if (row.fields >= 0) this.edge('call', from, { unit: cls.unit, fn: row.fields }, call);
    this.news.push({ cls, site: { ...from, call } });
  }

  /** Functions handed to a call. */
  private callbacks(from: FnRef, call: Value, callee: Val, model: CallModel | undefined): void {
    const { ir } = from.unit;
    const site = { unit: from.unit, value: call, env: null };
    const promised = isPromiseMethod(from.unit, call);
    for (let i = 0, n = argumentCount(site); i < n; i++) {
      if (!this.mayBeCallback(from.unit, ir.operand(call, 2 + i), model, callee)) continue;
      const value = argument(this.program, site, i);
      if (value?.k !== 'fn') continue;
      if (callee.k === 'fn' && this.passedOn(from, callee, i, value, call)) continue;
      const now =
        promised ||
        (model?.runs?.includes(i) ?? false) ||
        (callee.k === 'fn' && !this.given.stored(callee, i)) ||
        isPromiseExecutor(callee) ||
        (i === 0 && model === undefined && isArrayMethod(from.unit, call, callee));
      this.edge(now ? 'runs' : 'later', from, value, call, callee.k === 'fn' && now && this.given.handedOut(callee, i));
    }
  }

  /** A function that is kept by a closure, which calls it later: `memo(load)` makes one for each `load`. */
  private kept(later: FnRef & { readonly call: Value }, to: FnRef): void {
    const edge: Edge = { kind: 'call', from: { unit: later.unit, fn: later.fn }, to, call: later.call, given: true };
    append(this.into, to.unit, edge);
    append(this.outOf, later.unit, edge);
  }

  /** Is an argument written as a function, a name, a member that is worth a look, or a function that is bound? */
  private mayBeCallback(unit: Unit, argument: Value, model: CallModel | undefined, callee: Val): boolean {
    const { ir } = unit;
    switch (ir.op(argument)) {
      case Op.func:
      case Op.capture:
      case Op.import:
        return true;
      case Op.get:
        // What a wrapper of ours is given may be another module's function: `wrap(controller.create)`.
        return (
          model !== undefined ||
          ir.op(ir.operand(argument, 1)) === Op.this ||
          (callee.k === 'fn' && isModule(unit, ir.operand(argument, 1)))
        );
      case Op.call:
        return ir.op(ir.operand(argument, 1)) === Op.get && ir.text(ir.operand(argument, 1), 2) === 'bind';
      default:
        return false;
    }
  }

  /** A callback given to a first-party function that calls it: the edge starts there. */
  private passedOn(from: FnRef, callee: FnRef, index: number, value: FnRef, call: Value): boolean {
    const ways = this.given.waysInto(callee, index);
    for (const { later, now, unsure } of ways) {
      if (now) this.edge('runs', from, value, call, unsure);
      if (later) this.kept(later, value);
    }
    return ways.length > 0;
  }
}

function edgesByCall(edges: readonly Edge[]): Map<Value, Edge[]> {
  const byCall = new Map<Value, Edge[]>();
  for (const edge of edges) append(byCall, edge.call, edge);
  return byCall;
}

/** Is a value an imported name, here or where a closure sees it? */
function isModule({ ir }: Unit, value: Value): boolean {
  const op = ir.op(value);
  if (op === Op.import) return true;
  const bound = op === Op.capture || op === Op.load ? ir.bindingValue(ir.operand(value, 0)) : -1;
  return bound >= 0 && ir.op(bound) === Op.import;
}

/** Builds the call graph of a program; the parts of an earlier one that still hold are taken over, and all are put there. */
export function buildCallGraph(program: Program, kept: KeptParts): CallGraph {
  const parts = new Map<Unit, Part>();
  for (const unit of program.active) {
    const known = kept.get(unit);
    const holds = known !== undefined && program.trail?.holds(known.sources, known.since) === true;
    const part = holds ? known : new PartFinder(program).of(unit);
    parts.set(unit, part);
    if (!holds) kept.set(unit, part);
  }
  return new Graph(parts, kept);
}
