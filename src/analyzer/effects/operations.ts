import type { Value } from '../ir/module.js';
import type { FnRef, LibCall } from '../link/callgraph.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import { ensure } from '../maps.js';
import { Op } from '../ir/ops.js';
import type { Operation } from '../models/types.js';
import { fateOf } from './awaited.js';
import { Frames, type Frame, type Node } from './operations-frames.js';
import { Statements, type Statement } from './operations-sql.js';

/** One operation on state, as one function does it: itself, or through a helper that it calls. */
export interface Occurrence {
  readonly node: Node;
  readonly lib: LibCall;
  readonly op: Operation;
  /** What a text says that it does, where that is a statement: then no path of `op` leads to anything. */
  readonly statement?: Statement;
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

const MAX_OPERATIONS = 80;
const MAX_FRAMES = 160;

/** Collects operations; knows beforehand which functions lead to one. */
export class OperationFinder {
  private readonly own = new Map<Unit, Map<number, LibCall[]>>();
  private readonly leading = new Map<Unit, Set<number>>();
  private readonly statements = new Statements();
  private readonly steps = new Map<Unit, Map<number, readonly Step[]>>();

  constructor(private readonly program: Program) {
    for (const call of program.graph.libCalls)
      if (counts(call))
        ensure(
          ensure(this.own, call.unit, () => new Map<number, LibCall[]>()),
          call.fn,
          (): LibCall[] => [],
        ).push(call);
    this.spread();
  }

  private spread(): void {
    let wave: FnRef[] = [...this.own].flatMap(([unit, fns]) => [...fns.keys()].map((fn) => ({ unit, fn })));
    for (let depth = 0; depth < 4 && wave.length > 0; depth++) {
      const next: FnRef[] = [];
      for (const { unit, fn } of wave) {
        const known = ensure(this.leading, unit, () => new Set<number>());
        if (known.has(fn)) continue;
        known.add(fn);
        for (const edge of this.program.graph.callersOf(unit, fn)) if (edge.kind !== 'later') next.push(edge.from);
      }
      wave = next;
    }
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
    for (const { value, lib, leads } of this.stepsOf(frame)) {
      if (list.length > MAX_OPERATIONS || entered.length > MAX_FRAMES) return;
      const node = { frame, value };
      if (lib?.model.op) list.push({ node, lib, op: lib.model.op, top: top ?? value });
      else if (lib) {
        const said = this.statements.of(frames, node, lib);
        if (said) list.push({ node, lib, ...said, top: top ?? value });
      }
      if (!leads) continue;
      for (const inner of frames.enter(frame, value))
        if (this.leading.get(inner.unit)?.has(inner.fn) === true) this.collect(frames, inner, top ?? value, list, entered);
    }
  }

  /** The calls of a function that matter here, in order. A function is entered many times. */
  private stepsOf({ unit, fn }: FnRef): readonly Step[] {
    return ensure(
      ensure(this.steps, unit, () => new Map<number, readonly Step[]>()),
      fn,
      () => this.findSteps(unit, fn),
    );
  }

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
        .flatMap((edge) => (edge.kind !== 'later' && this.leading.get(edge.to.unit)?.has(edge.to.fn) === true ? [edge.call] : [])),
    );
  }
}

/** Operations on entries. What the language's own arrays do is left to the rule about module state. */
const counts = ({ model, callee }: LibCall): boolean =>
  model.op === undefined ? model.sql !== undefined : callee.type.owner.package !== 'global' || model.op.key !== undefined;

/** Is the store asked, and waited for, or does it answer at once? */
export function isAsynchronous(program: Program, { lib, node }: Occurrence): boolean {
  if (lib.callee.type.owner.system !== undefined || lib.model.waits !== undefined) return true;
  const fate = fateOf(program, node.frame.unit, node.value);
  return lib.callee.type.owner.package !== 'global' && (fate === 'awaited' || fate === 'returned');
}
