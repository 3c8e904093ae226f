import type { Value } from '../ir/module.js';
import type { FnRef, LibCall } from '../link/callgraph.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import { ensure } from '../maps.js';
import { Op } from '../ir/ops.js';
import type { Operation } from '../models/types.js';
import { fateOf } from './awaited.js';
import { Frames, type Frame, type Node } from './operations-frames.js';

/** One operation on state, as one function does it: itself, or through a helper that it calls. */
export interface Occurrence {
  readonly node: Node;
  readonly lib: LibCall;
  readonly op: Operation;
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

const MAX_OPERATIONS = 80;
const MAX_FRAMES = 160;

/** Collects operations; knows beforehand which functions lead to one. */
export class OperationFinder {
  private readonly own = new Map<Unit, Map<number, LibCall[]>>();
  private readonly leading = new Map<Unit, Set<number>>();
  private readonly calls = new Map<Unit, Map<number, ReadonlySet<Value>>>();

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
    const { ir } = frame.unit;
    const own = this.own.get(frame.unit)?.get(frame.fn),
      leading = this.leadingCalls(frame);
    if (own === undefined && leading.size === 0) return;
    const [start, end] = ir.fnCode(frame.fn);
    for (let v = start; v < end; v = ir.next(v)) {
      if (ir.op(v) !== Op.call || list.length > MAX_OPERATIONS || entered.length > MAX_FRAMES) continue;
      const lib = own?.find((call) => call.call === v);
      if (lib?.model.op) list.push({ node: { frame, value: v }, lib, op: lib.model.op, top: top ?? v });
      if (!leading.has(v)) continue;
      for (const inner of frames.enter(frame, v))
        if (this.leading.get(inner.unit)?.has(inner.fn) === true) this.collect(frames, inner, top ?? v, list, entered);
    }
  }

  /** Calls of a function that lead to an operation. */
  private leadingCalls({ unit, fn }: Frame): ReadonlySet<Value> {
    return ensure(
      ensure(this.calls, unit, () => new Map<number, ReadonlySet<Value>>()),
      fn,
      () =>
        new Set(
          this.program.graph
            .calleesOf(unit, fn)
            .flatMap((edge) => (edge.kind !== 'later' && this.leading.get(edge.to.unit)?.has(edge.to.fn) === true ? [edge.call] : [])),
        ),
    );
  }
}

/** Operations on entries. What the language's own arrays do is left to the rule about module state. */
const counts = ({ model, callee }: LibCall): boolean =>
  model.op !== undefined && (callee.type.owner.package !== 'global' || model.op.key !== undefined);

/** Is the store asked, and waited for, or does it answer at once? */
export function isAsynchronous(program: Program, { lib, node }: Occurrence): boolean {
  if (lib.callee.type.owner.system !== undefined || lib.model.waits !== undefined) return true;
  const fate = fateOf(program, node.frame.unit, node.value);
  return lib.callee.type.owner.package !== 'global' && (fate === 'awaited' || fate === 'returned');
}
