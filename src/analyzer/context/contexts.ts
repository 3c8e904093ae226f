import { Fn, Member, MemberFlag } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { CallModel, Registration } from '../models/types.js';
import { argument, argumentCount } from '../link/calls.js';
import { entriesOf } from './entries.js';
import { handedIn, handedInExport } from './handed.js';
import { proofsOf, type Proofs } from './proofs.js';
import { typedByFramework } from './typed.js';
import type { CallGraph, CallQuestion, Edge, FnRef } from '../link/callgraph.js';
import { memberOf } from '../link/members.js';
import { overridesOf } from '../link/overrides.js';
import { ensure } from '../maps.js';
import type { Program } from '../link/program.js';
import { armsOf, unknown, type Unit, type Val } from '../link/values.js';

/** Where code runs. `startup` is a module's top-level code and what it calls at once. */
export type Context = 'handler' | 'job' | 'startup' | 'script' | 'client';

/** Why a function runs in a context: it was registered there, or an edge leads from a function that does. */
export type Reason = { readonly kind: 'root'; readonly how: string } | { readonly kind: 'edge'; readonly edge: Edge };

/** Contexts of all functions, inherited along calls. */
export interface Contexts {
  of(unit: Unit, fn: number): ReadonlyMap<Context, Reason>;
  /** Does the function only run while modules load: called from top-level code, directly or through others, and nowhere else? */
  loadOnly(unit: Unit, fn: number): boolean;
}

/** Objects and lists in one another that a registration is looked for in. */
const MAX_NESTING = 4;

const NONE: ReadonlyMap<Context, Reason> = new Map();

const registers: CallQuestion = ({ model }) => model.registers !== undefined;

class ContextMap implements Contexts {
  private readonly map = new Map<Unit, Map<number, Map<Context, Reason>>>();
  private readonly queue: { ref: FnRef; context: Context }[] = [];
  private readonly proofs: Proofs;
  private readonly loadMemo = new Map<string, boolean>();

  constructor(
    private readonly program: Program,
    private readonly graph: CallGraph,
  ) {
    this.proofs = proofsOf(program);
    this.roots();
    this.spread();
  }

  of(unit: Unit, fn: number): ReadonlyMap<Context, Reason> {
    return this.map.get(unit)?.get(fn) ?? NONE;
  }

  loadOnly(unit: Unit, fn: number): boolean {
    const key = `${unit.index}:${fn}`;
    const known = this.loadMemo.get(key);
    if (known !== undefined) return known;
    if ((unit.ir.fnFlags(fn) & Fn.Module) !== 0) return true;
    this.loadMemo.set(key, true); // a cycle of functions that only load leaves the answer to the others
    const callers = this.graph.callersOf(unit, fn);
    const answer =
      callers.length > 0 &&
      this.of(unit, fn).has('handler') === false &&
      callers.every((edge) => edge.kind !== 'later' && edge.unsure !== true && this.loadOnly(edge.from.unit, edge.from.fn));
    this.loadMemo.set(key, answer);
    return answer;
  }

  private add(ref: FnRef, context: Context, reason: Reason): void {
    const byFn = ensure(this.map, ref.unit, () => new Map<number, Map<Context, Reason>>());
    const contexts = ensure(byFn, ref.fn, () => new Map<Context, Reason>());
    if (contexts.has(context)) return;
    contexts.set(context, reason);
    this.queue.push({ ref, context });
  }

  private spread(): void {
    // The queue grows meanwhile. Taking from its front would move all the rest.
    for (const { ref, context } of this.queue) {
      for (const edge of this.graph.calleesOf(ref.unit, ref.fn)) {
        // What a handler or job registers for later still happens on its behalf; what start-up registers does not run then.
        if (edge.kind === 'later' && context === 'startup') continue;
        if (context === 'handler' && this.isJob(edge.to) && (edge.kind === 'later' || this.proofs.job(edge.to))) continue;
        if (edge.unsure === true && context === 'startup') continue;
        this.add(edge.to, context, { kind: 'edge', edge });
      }
    }
    this.queue.length = 0;
  }

  /** A job that a request hands over, as what runs after its answer: no request waits for it. */
  private isJob({ unit, fn }: FnRef): boolean {
    return this.of(unit, fn).get('job')?.kind === 'root';
  }

  private roots(): void {
    for (const unit of this.program.active) {
      this.add({ unit, fn: 0 }, 'startup', { kind: 'root', how: 'runs when the module loads' });
      this.entryFiles(unit);
      this.serverFunctions(unit);
      this.decorated(unit);
      for (const { context, type, ...ref } of typedByFramework(this.program, unit)) this.root(ref, context, `is given a \`${type}\``);
    }
    for (const { unit, call, callee, model } of this.graph.libCallsWhere(registers)) {
      if (model.registers) this.registered(unit, call, model.registers, callee.name);
    }
  }

  private rootOf(value: Val | undefined, context: Context, how: string): void {
    for (const arm of value ? armsOf(value) : []) if (arm.k === 'fn') this.root(arm, context, how);
  }

  private root(ref: FnRef, context: Context, how: string): void {
    this.add(ref, context === 'handler' && this.proofs.job(ref) ? 'job' : context, { kind: 'root', how });
  }

  /** What a name is exported as, and the functions that it calls in turn: all of them are entered by it, as a request or as a job. */
  private rootsOfExport(unit: Unit, name: string, context: Context, how: string): void {
    const own = armsOf(this.program.exported(unit, name) ?? unknown('no such export')).filter((arm) => arm.k === 'fn');
    const all: FnRef[] = [...own, ...handedInExport(this.program, unit, name)];
    const as = context === 'handler' && all.some((ref) => this.proofs.job(ref)) ? 'job' : context;
    for (const ref of all) this.add(ref, as, { kind: 'root', how });
  }

  private registered(unit: Unit, call: Value, registration: Registration, name: string): void {
    const site = { unit, value: call, env: null };
    const count = argumentCount(site);
    const how = `is registered by \`${name}\``;
    const from = registration.from < 0 ? count + registration.from : registration.from;
    for (let i = Math.max(from, 0); i < (registration.rest === true ? count : from + 1); i++) {
      const value = argument(this.program, site, i);
      for (const arm of value ? armsOf(value) : []) {
        if (arm.k === 'fn') this.rootOf(arm, registration.context, how);
        else if (arm.k === 'arr') this.listed(arm, registration, how, MAX_NESTING);
        else if (arm.k === 'obj') this.membersOf(arm, registration, how, MAX_NESTING);
        // What a wrapper of another package makes of a function is called in its place.
        else if (arm.k === 'unknown' && value?.k === 'unknown')
          this.handed({ unit, value: argumentAt(unit, call, i), env: null }, registration.context, how);
      }
    }
  }

  private handed(place: { unit: Unit; value: Value; env: null }, context: Context, how: string): void {
    for (const ref of handedIn(this.program, place)) this.root(ref, context, how);
  }

  private membersOf(of: Val & { k: 'obj' }, registration: Registration, how: string, depth: number): void {
    const { ir } = of.unit;
    const { members: names = [], context } = registration;
    for (let i = 0; i < ir.operandCount(of.value); i += 3) {
      const key = ir.operand(of.value, i) === 0 ? ir.string(ir.operand(of.value, i + 1)) : undefined;
      if (key === undefined) continue;
      const member = memberOf(this.program, of, key);
      if (names.includes('*') || names.includes(key)) this.rootOf(member, context, how);
      if (registration.deep === true) this.within(member, registration, how, depth - 1);
    }
  }

  private listed(list: Val & { k: 'arr' }, registration: Registration, how: string, depth: number): void {
    const { ir } = list.unit;
    for (let i = 0; i < ir.operandCount(list.value); i++) {
      const item = this.program.value(list.unit, ir.operand(list.value, i), list.env);
      this.rootOf(item, registration.context, how);
      if (registration.deep === true) this.within(item, registration, how, depth - 1);
    }
  }

  private within(value: Val, registration: Registration, how: string, depth: number): void {
    if (depth === 0) return;
    for (const arm of armsOf(value)) {
      if (arm.k === 'obj') this.membersOf(arm, registration, how, depth);
      else if (arm.k === 'arr') this.listed(arm, registration, how, depth);
    }
  }

  /** Methods that a library's class calls on what extends it. */
  private overridden(unit: Unit, cls: number): void {
    for (const [method, context] of Object.entries(overridesOf(this.program, { k: 'class', unit, cls, env: null }))) {
      const row = unit.ir.cls(cls);
      for (let i = 0; i < row.memberCount; i++) {
        const member = unit.ir.member(row, i);
        if (member.name === method && member.fn >= 0 && (member.flags & MemberFlag.Static) === 0)
          this.root({ unit, fn: member.fn }, context, 'is called by the class that it extends');
      }
    }
  }

  /** Exports of files that a framework loads by their path. */
  private entryFiles(unit: Unit): void {
    for (const { packages, model } of entriesOf(this.program, unit)) {
      for (let i = 0, n = unit.ir.count('exports'); i < n; i++) {
        const { name } = unit.ir.export(i);
        if (!model.exports.includes('*') && !model.exports.includes(name)) continue;
        this.rootsOfExport(unit, name, model.context, `is loaded by ${packages[0]} as \`${name}\` of ${unit.file}`);
      }
    }
  }

  private serverFunctions(unit: Unit): void {
    const { ir } = unit;
    const whole = (ir.flags & 2) !== 0;
    for (let f = 1, n = ir.count('functions'); f < n; f++) {
      if ((ir.fnFlags(f) & Fn.UseServer) !== 0) this.add({ unit, fn: f }, 'handler', { kind: 'root', how: 'is a server action' });
    }
    if (!whole) return;
    for (let i = 0, n = ir.count('exports'); i < n; i++) this.rootsOfExport(unit, ir.export(i).name, 'handler', 'is a server action');
  }

  private decorated(unit: Unit): void {
    const { ir } = unit;
    for (let c = 0, n = ir.count('classes'); c < n; c++) {
      const row = ir.cls(c);
      if (row.heritage >= 0) this.overridden(unit, c);
      const onClass = this.decorations(unit, row.decorators);
      for (let i = 0; i < row.memberCount; i++) {
        const member = ir.member(row, i);
        if (member.kind !== (Member.Method as number) || member.fn < 0 || (member.flags & MemberFlag.Static) !== 0) continue;
        for (const what of this.decorations(unit, member.decorators)) {
          if (what.decorates === 'handler' || what.decorates === 'job') {
            this.add({ unit, fn: member.fn }, what.decorates, {
              kind: 'root',
              how: `is a ${what.decorates === 'job' ? 'job' : 'handler'} by its decorator`,
            });
          }
        }
        if (onClass.some((what) => what.decorates === 'job') && member.name === 'process') {
          this.add({ unit, fn: member.fn }, 'job', { kind: 'root', how: 'processes jobs' });
        }
      }
    }
  }

  private decorations(unit: Unit, decorators: readonly Value[]): CallModel[] {
    const { ir } = unit;
    return decorators.flatMap((d) => {
      const callee = this.program.value(unit, ir.opName(d) === 'call' ? ir.operand(d, 1) : d);
      const model = callee.k === 'lib' ? this.program.library.call(callee.type) : undefined;
      return model?.decorates ? [model] : [];
    });
  }
}

const argumentAt = ({ ir }: Unit, call: Value, index: number): Value => ir.operand(call, 2 + index);

/** Computes where every function runs. */
export const findContexts = (program: Program, graph: CallGraph): Contexts => new ContextMap(program, graph);
