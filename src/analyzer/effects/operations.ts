import type { Value } from '../ir/module.js';
import type { FnRef, LibCall } from '../link/callgraph.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import { append, ensure, PairMemo } from '../maps.js';
import { Op } from '../ir/ops.js';
import type { Model, Operation } from '../models/types.js';
import { fateOf } from './awaited.js';
import { Frames, leadsOn, type Frame, type Node } from './operations-frames.js';
import { familyOf, isOwnStore, keyedCalls } from './operations-keyed.js';
import { asMade } from './operations-made.js';
import type { Scope } from './reach.js';
import { Statements, type Statement } from './operations-sql.js';

/** One operation on state, as one function does it: itself, or through a helper that it calls. */
export interface Occurrence {
  readonly node: Node;
  readonly lib: LibCall;
  readonly op: Operation;
  /** What a text says that it does, where that is a statement: then no path of `op` leads to anything. */
  readonly statement?: Statement;
  /** Where what is stored was made new (`new User(…)`, `users.create(…)`): then it is a `create`. */
  readonly made?: Node;
  /** The call in the function that the question is about: the operation itself, or what leads to it. */
  readonly top: Value;
}

/** Operations of a function and of all that runs on its behalf. */
export interface Operations {
  readonly frames: Frames;
  readonly list: readonly Occurrence[];
  /** Every frame that was entered. */
  readonly entered: readonly Frame[];
}

/** A call that is an operation, or leads to one, or both. */
interface Step {
  readonly value: Value;
  readonly lib: LibCall | undefined;
  readonly leads: boolean;
}

/** The libraries whose stores are read, and written to. */
interface Asked {
  readonly read: Set<Model>;
  readonly written: Set<Model>;
}

const none = (): Asked => ({ read: new Set(), written: new Set() });

/** What a call does to a store; a statement in a text may do either. */
function add({ read, written }: Asked, call: LibCall): void {
  const owner = familyOf(call);
  const kind = call.model.op?.kind;
  if (kind === undefined || kind === 'read') read.add(owner);
  if (kind !== 'read' && kind !== 'clear') written.add(owner);
}

function isShared(read: ReadonlySet<Model>, written: ReadonlySet<Model>): boolean {
  for (const owner of read) if (written.has(owner)) return true;
  return false;
}

function addAll(to: Asked, from: Asked): void {
  for (const owner of from.read) to.read.add(owner);
  for (const owner of from.written) to.written.add(owner);
}

const MAX_OPERATIONS = 80;
const MAX_FRAMES = 160;

/** Collects operations; knows beforehand which functions lead to one, of all or of those `within`. */
export class OperationFinder {
  private readonly own = new Map<Unit, Map<number, LibCall[]>>();
  private readonly leading = new Map<Unit, Set<number>>();
  private readonly statements = new Statements();
  private readonly steps = new PairMemo<Unit, number, readonly Step[]>((unit, fn) => this.findSteps(unit, fn));
  private readonly asked = new Map<Unit, Map<number, Asked>>();

  constructor(
    private readonly program: Program,
    private readonly within?: Scope,
  ) {
    for (const call of [...program.graph.libCallsWhere(counts), ...keyedCalls(program, within)]) {
      if (!this.isAsked(call)) continue;
      const own = ensure(this.own, call.unit, () => new Map<number, LibCall[]>());
      append(own, call.fn, call);
    }
    this.spread();
    this.spreadAsked();
  }

  private isAsked(at: FnRef): boolean {
    return this.within?.has(at) !== false;
  }

  private spread(): void {
    let wave: FnRef[] = [...this.own].flatMap(([unit, fns]) => [...fns.keys()].map((fn) => ({ unit, fn })));
    for (let depth = 0; depth < 4 && wave.length > 0; depth++) {
      const next: FnRef[] = [];
      for (const { unit, fn } of wave) {
        const known = ensure(this.leading, unit, () => new Set<number>());
        if (known.has(fn)) continue;
        known.add(fn);
        for (const edge of this.program.graph.callersOf(unit, fn))
          if (leadsOn(this.program, edge) && this.isAsked(edge.from)) next.push(edge.from);
      }
      wave = next;
    }
  }

  /** What functions ask of stores, with all that they lead to: more than is found later, which does not go so deep. */
  private spreadAsked(): void {
    const queue: FnRef[] = [];
    for (const [unit, fns] of this.own) {
      const here = ensure(this.asked, unit, () => new Map<number, Asked>());
      for (const [fn, calls] of fns) {
        const asked = none();
        for (const call of calls) add(asked, call);
        here.set(fn, asked);
        queue.push({ unit, fn });
      }
    }
    for (let ref = queue.pop(); ref !== undefined; ref = queue.pop()) {
      const asked = this.askedBy(ref.unit, ref.fn);
      for (const edge of this.program.graph.callersOf(ref.unit, ref.fn)) {
        const { from } = edge;
        if (!leadsOn(this.program, edge) || !this.isAsked(from)) continue;
        const above = ensure(
          ensure(this.asked, from.unit, () => new Map<number, Asked>()),
          from.fn,
          none,
        );
        const before = above.read.size + above.written.size;
        addAll(above, asked);
        if (above.read.size + above.written.size > before) queue.push(from);
      }
    }
  }

  private askedBy(unit: Unit, fn: number): Asked {
    return this.asked.get(unit)?.get(fn) ?? none();
  }

  /** May one call of a function lead to a read, and another one to a write of the same library's stores? */
  mayPair({ unit, fn }: FnRef): boolean {
    const steps = this.steps.of(unit, fn);
    if (!steps.some(({ lib, leads }) => steps.length > 1 || (lib !== undefined && leads))) return false;
    const asked = steps.map(({ value, lib, leads }) => {
      const all = none();
      if (lib) add(all, lib);
      if (leads)
        for (const edge of this.program.graph.edgesAt(unit, fn, value))
          if (leadsOn(this.program, edge)) addAll(all, this.askedBy(edge.to.unit, edge.to.fn));
      return all;
    });
    const isBoth = (i: number): boolean => steps[i].lib !== undefined && steps[i].leads;
    return asked.some(({ read }, i) => asked.some(({ written }, j) => (i !== j || isBoth(i)) && isShared(read, written)));
  }

  /** Functions that may do more than one operation. */
  *functions(): Iterable<FnRef> {
    for (const [unit, fns] of this.leading) for (const fn of [...fns].sort((a, b) => a - b)) yield { unit, fn };
  }

  of({ unit, fn }: FnRef): Operations {
    const frames = new Frames(this.program, unit, fn);
    const list: Occurrence[] = [],
      entered: Frame[] = [];
    this.collect(frames, frames.root, undefined, list, entered);
    return { frames, list, entered };
  }

  private collect(frames: Frames, frame: Frame, top: Value | undefined, list: Occurrence[], entered: Frame[]): void {
    entered.push(frame);
    for (const { value, lib, leads } of this.steps.of(frame.unit, frame.fn)) {
      if (list.length > MAX_OPERATIONS || entered.length > MAX_FRAMES) return;
      const node = { frame, value };
      const isOwn = lib !== undefined && isOwnStore(lib);
      const before = list.length;
      if (lib?.model.op && !isOwn) list.push({ node, lib, ...asMade(frames, node, lib, lib.model.op), top: top ?? value });
      else if (lib && !isOwn) {
        const said = this.statements.of(frames, node, lib);
        if (said) list.push({ node, lib, ...said, top: top ?? value });
      }
      if (leads)
        for (const inner of frames.enter(frame, value))
          if (this.leading.get(inner.unit)?.has(inner.fn) === true) this.collect(frames, inner, top ?? value, list, entered);
      // What a method of one's own does counts by itself where that is in sight.
      if (isOwn && lib.model.op && !list.slice(before).some(asksStore))
        list.push({ node, lib, ...asMade(frames, node, lib, lib.model.op), top: top ?? value });
    }
  }

  /** The calls of a function that matter here, in order. A function is entered many times. */
  private findSteps(unit: Unit, fn: number): Step[] {
    const { ir } = unit;
    const own = this.own.get(unit)?.get(fn),
      leading = this.leadingCalls(unit, fn);
    const steps: Step[] = [];
    if (own === undefined && leading.size === 0) return steps;
    const [start, end] = ir.fnCode(fn);
    for (let value = start; value < end; value = ir.next(value)) {
      if (ir.op(value) !== Op.call) continue;
      const lib = own?.find((call) => call.call === value);
      const leads = leading.has(value);
      if (leads || lib) steps.push({ value, lib, leads });
    }
    return steps;
  }

  /** Calls of a function that lead to an operation. */
  private leadingCalls(unit: Unit, fn: number): ReadonlySet<Value> {
    return new Set(
      this.program.graph
        .calleesOf(unit, fn)
        .flatMap((edge) => (leadsOn(this.program, edge) && this.leading.get(edge.to.unit)?.has(edge.to.fn) === true ? [edge.call] : [])),
    );
  }
}

/** A database or a store is asked, in a way that is known. */
const asksStore = ({ lib }: Occurrence): boolean => ['database', 'store'].includes(lib.callee.type.owner.system ?? '');

/** Finds operations; once for a program. Handed to {@link Program.derive}. */
export const findOperations = (program: Program): OperationFinder => new OperationFinder(program);

/** Operations on entries. What the language's own arrays do is left to the rule about module state. */
const counts = ({ model, callee }: LibCall): boolean =>
  model.op === undefined ? model.sql !== undefined : callee.type.owner.package !== 'global' || model.op.key !== undefined;

/** Is the store asked, and waited for, or does it answer at once? */
export function isAsynchronous(program: Program, { lib, node }: Occurrence): boolean {
  if (lib.callee.type.owner.system !== undefined || lib.model.waits !== undefined) return true;
  const fate = fateOf(program, node.frame.unit, node.value);
  return lib.callee.type.owner.package !== 'global' && (fate === 'awaited' || fate === 'returned');
}
