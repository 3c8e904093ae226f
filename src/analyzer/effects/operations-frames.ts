import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { Edge } from '../link/callgraph.js';
import { thisOwner } from '../link/facts.js';
import { ensure } from '../maps.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';

/**
 * A function as it runs on behalf of another: entered by a call whose arguments are its parameters. Frames let a question go
 * from a value in a helper to where the caller took it from, and back.
 */
export interface Frame {
  readonly id: number;
  readonly unit: Unit;
  readonly fn: number;
  /** The call that entered it; null for the function that a question starts with. */
  readonly call: Node | null;
  readonly edge: Edge | null;
  /** The frame that it runs on behalf of. */
  readonly caller: Frame | null;
  /** The object that the method was called on. */
  readonly self: Node | null;
  /** Parameters of a callback that are parts of a value which is there. */
  readonly given: ReadonlyMap<number, Part> | null;
  /** The frame of the function that encloses it. */
  readonly outer: Frame | null;
  readonly depth: number;
}

/** A value in a frame. */
export interface Node {
  readonly frame: Frame;
  /** The instruction; -1 for what is none. */
  readonly value: Value;
  /** The term of a constant that no instruction holds: one in the text of a statement. */
  readonly constant?: string;
}

/** A value, or an element of it. */
export interface Part {
  readonly node: Node;
  readonly element: boolean;
}

/** How deep calls are followed. */
const MAX_DEPTH = 4;

/** Makes frames from one function on, each once. */
export class Frames {
  /** The frames that calls enter, by the frame that the call is in (its id) and the call. */
  private readonly children: (Map<Value, readonly Frame[]> | undefined)[] = [];
  private readonly detached = new Map<string, Frame>();
  private count = 0;
  /** What questions about one operation, or one value of a frame, have answered. */
  private readonly answers = new Map<unknown, Map<unknown, unknown>>();
  /** Terms by frame (its id) and value, and how often one was cut off because it went too deep: `termOf` fills them. */
  readonly terms: (Map<Value, string> | undefined)[] = [];
  cuts = 0;
  readonly root: Frame;

  constructor(
    readonly program: Program,
    unit: Unit,
    fn: number,
  ) {
    this.root = this.make({ unit, fn, call: null, edge: null, caller: null, self: null, given: null, outer: null, depth: 0 });
  }

  /** What a question answers about something in these frames, worked out once. */
  derive<K, T>(question: (frames: Frames, about: K) => T, about: K): T {
    const known = ensure(this.answers, question, () => new Map<unknown, unknown>());
    return ensure(known, about, () => question(this, about)) as T; // the question says which type it is
  }

  private make(frame: Omit<Frame, 'id'>): Frame {
    return { id: this.count++, ...frame };
  }

  /** The frames that a call enters: the function called, and callbacks that run before it returns. */
  enter(frame: Frame, call: Value): readonly Frame[] {
    if (frame.depth >= MAX_DEPTH) return [];
    const byCall = (this.children[frame.id] ??= new Map<Value, readonly Frame[]>());
    let found = byCall.get(call);
    if (!found) byCall.set(call, (found = this.build(frame, call)));
    return found;
  }

  private build(frame: Frame, call: Value): Frame[] {
    return this.program.graph.edgesAt(frame.unit, frame.fn, call).flatMap((edge) => {
      if (!leadsOn(this.program, edge) || isUnderWay(frame, edge)) return [];
      const { unit, fn } = edge.to;
      const outer = frameOf(frame, unit, unit.ir.fnParent(fn)) ?? null;
      const base = { unit, fn, edge, caller: frame, outer, depth: frame.depth + 1 };
      if (edge.kind === 'later') return [this.make({ ...base, call: null, self: null, given: answerTo(frame, call) })];
      if (edge.kind === 'runs') return [this.make({ ...base, call: null, self: null, given: givenTo(frame, call) })];
      return [this.make({ ...base, call: { frame, value: call }, self: receiverOf(frame, call), given: null })];
    });
  }

  /** The frame in which a captured binding lives: one that is under way, or one that stands for any. */
  home(frame: Frame, owner: number): Frame {
    const found = frameOf(frame, frame.unit, owner);
    if (found) return found;
    const key = `${frame.unit.index}:${owner}`;
    let made = this.detached.get(key);
    if (!made)
      this.detached.set(
        key,
        (made = this.make({
          unit: frame.unit,
          fn: owner,
          call: null,
          edge: null,
          caller: null,
          self: null,
          given: null,
          outer: null,
          depth: MAX_DEPTH,
        })),
      );
    return made;
  }

  /** What a parameter is, where the call is known. */
  parameter(frame: Frame, index: number): Part | undefined {
    const given = frame.given?.get(index);
    if (given) return given;
    if (frame.call === null) return undefined;
    const { ir } = frame.call.frame.unit;
    const { value } = frame.call;
    const row = frame.unit.ir.fn(frame.fn);
    if (index >= row.paramCount || (frame.unit.ir.param(row.firstParam + index).flags & 2) !== 0) return undefined;
    if (index >= ir.operandCount(value) - 2) return undefined;
    for (let i = 0; i <= index; i++) if (ir.op(ir.operand(value, 2 + i)) === Op.spread) return undefined;
    return { node: { frame: frame.call.frame, value: ir.operand(value, 2 + index) }, element: false };
  }

  /** What `this` is in a frame, where the call says it. */
  self(frame: Frame): { readonly node: Node | null; readonly owner: Frame } {
    const owner = this.home(frame, thisOwner(frame.unit.ir, frame.fn));
    return { node: owner.self, owner };
  }
}

/** Methods that send a query that others put together. */
const SENDS: ReadonlySet<string> = new Set(['exec', 'toArray']);

/**
 * Does what a call leads to belong to it: a function that it calls, a callback that runs before it returns, or one that a read calls with what it
 * found (`find(query, (err, row) => …)`)? Other callbacks are kept for later.
 */
export function leadsOn(program: Program, { kind, from, to, call }: Edge): boolean {
  if (kind !== 'later') return true;
  if (to.unit.ir.fn(to.fn).paramCount !== 2 || from.unit.ir.op(call) !== Op.call) return false;
  const callee = program.value(from.unit, from.unit.ir.operand(call, 1));
  if (callee.k !== 'lib' || callee.type.owner.system !== 'database') return false;
  return program.library.call(callee.type)?.op?.kind === 'read' || SENDS.has(callee.name.slice(callee.name.lastIndexOf('.') + 1));
}

/** A callback for failure and answer. */
const answerTo = (frame: Frame, call: Value): ReadonlyMap<number, Part> => new Map([[1, { node: { frame, value: call }, element: false }]]);

function isUnderWay(frame: Frame, { to }: Edge): boolean {
  for (let f: Frame | null = frame; f !== null; f = f.caller) if (f.unit === to.unit && f.fn === to.fn) return true;
  return false;
}

function frameOf(frame: Frame, unit: Unit, fn: number): Frame | undefined {
  for (let f: Frame | null = frame; f !== null; f = f.outer) if (f.unit === unit && f.fn === fn) return f;
  return undefined;
}

function receiverOf(frame: Frame, call: Value): Node | null {
  const { ir } = frame.unit;
  const callee = ir.operand(call, 1);
  if (ir.op(callee) !== Op.get) return null;
  const of = ir.operand(callee, 1);
  if (ir.op(of) === Op.super) return null;
  return { frame, value: of };
}

const ELEMENT_CALLBACKS = new Set(['map', 'forEach', 'filter', 'find', 'some', 'every', 'flatMap']);

/** `p.then(f)` gives `f` what `p` resolves to, `list.map(f)` an element. */
function givenTo(frame: Frame, call: Value): ReadonlyMap<number, Part> | null {
  const { ir } = frame.unit;
  const callee = ir.operand(call, 1);
  if (ir.op(callee) !== Op.get) return null;
  const name = ir.text(callee, 2);
  const node = { frame, value: ir.operand(callee, 1) };
  if (name === 'then') return new Map([[0, { node, element: false }]]);
  return ELEMENT_CALLBACKS.has(name) ? new Map([[0, { node, element: true }]]) : null;
}

/** The frames from the first one to this. */
export function chainOf(frame: Frame): Frame[] {
  const chain: Frame[] = [];
  for (let f: Frame | null = frame; f !== null; f = f.caller) chain.unshift(f);
  return chain;
}

/** Where an instruction stands in a frame further out: the call that leads to it. */
export function positionIn(frame: Frame, { frame: from, value }: Node): Value | undefined {
  let v = value;
  for (let f: Frame | null = from; f !== null; f = f.caller) {
    if (f === frame) return v;
    if (f.edge === null) return undefined;
    v = f.edge.call;
  }
  return undefined;
}
