import { LOGIC_AND, OBJ_PROP, OBJ_SPREAD, Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import { modelOfCall } from '../link/calls.js';
import { ensure } from '../maps.js';
import type { Frames, Node, Part } from './operations-frames.js';
import type { Occurrence } from './operations.js';
import { isIdentifier } from './same-place-calls.js';
import { entryOf } from './same-place-terms.js';

/** Functions that give back what they are given, in another type. */
export const CONVERSIONS: ReadonlySet<string> = new Set([
  'Number',
  'parseInt',
  'parseFloat',
  'String',
  'Boolean',
  'BigInt',
  'structuredClone',
  'JSON.parse',
  'JSON.stringify',
  'Number.parseInt',
  'Number.parseFloat',
  'Promise.resolve',
]);
const SAME_ENTRY = new Set([
  'toString',
  'toJSON',
  'toObject',
  'valueOf',
  'catch',
  'finally',
  'execute',
  'executeTakeFirst',
  'executeTakeFirstOrThrow',
]);
const ELEMENT = new Set(['at', 'find', 'shift', 'pop']);
const MAX_DEPTH = 40;

/** Members from the result of a read to a value; `*` is any element. */
export type Trail = readonly string[];

/** How an answer is laid out that holds more than what was read, or names it in another way. */
export interface Answer {
  /** The columns that its names stand for, where they differ. */
  readonly names: ReadonlyMap<string, string>;
  /** All that it gives is one number, whatever that is called. */
  readonly isCount: boolean;
  /** What was read is this member of it, and nothing else of it is. */
  readonly within?: string;
}

const AS_NAMED: ReadonlyMap<string, string> = new Map();

/** How the answer of a read is laid out; undefined where it is what was read. */
export function answerOf({ statement, op }: Pick<Occurrence, 'statement' | 'op'>): Answer | undefined {
  if (statement) return { names: statement.sql.names, isCount: statement.sql.gives === 'count' };
  return op.within === undefined ? undefined : { names: AS_NAMED, isCount: op.gives === 'count', within: op.within };
}

/** Follows values back to the result of one read. */
export class Trails {
  private readonly known = new Map<number, Map<Value, Trail | null>>();
  private readonly made = new Map<string, Trail | null>();
  /** Where what was read is a part of the answer: the ways from the answer itself. */
  private readonly around: Trails | undefined;

  constructor(
    readonly frames: Frames,
    readonly read: Node,
    private readonly answer?: Answer,
  ) {
    this.around = answer?.within === undefined ? undefined : new Trails(frames, read);
  }

  /** The way from the read's result to a value that is that result or a part of it, unchanged. */
  of(node: Node, depth = 0): Trail | undefined {
    if (node.value < 0 || depth > MAX_DEPTH) return undefined;
    const memo = ensure(this.known, node.frame.id, () => new Map<Value, Trail | null>());
    const known = memo.get(node.value);
    if (known !== undefined) return known ?? undefined;
    memo.set(node.value, null);
    const found = this.follow(node, depth + 1);
    if (found) memo.set(node.value, found);
    return found;
  }

  private follow(node: Node, depth: number): Trail | undefined {
    const { frame, value } = node;
    const { ir } = frame.unit;
    const at = (index: number): Trail | undefined => this.of({ frame, value: ir.operand(value, index) }, depth);
    const member = (of: Trail | undefined, name: string): Trail | undefined => of && [...of, name];
    switch (ir.op(value)) {
      case Op.await:
      case Op.cast:
      case Op.using:
      case Op.dflt:
      case Op.rest:
        return at(0);
      case Op.store:
        return at(1);
      case Op.logic:
        return ir.operand(value, 0) === LOGIC_AND ? at(2) : at(1);
      case Op.select:
        return at(1) ?? at(2);
      case Op.phi:
        return this.first(
          Array.from({ length: ir.operandCount(value) >> 1 }, (_, i) => ({ frame, value: ir.operand(value, 2 * i + 1) })),
          depth,
        );
      case Op.get:
        return this.member(node, depth);
      case Op.getx:
        return member(at(1), this.keyName({ frame, value: ir.operand(value, 2) }));
      case Op.iter:
        return member(at(0), '*');
      case Op.elem:
        return this.element(node, depth);
      case Op.param:
        return this.part(this.frames.parameter(frame, ir.operand(value, 0)), depth);
      case Op.capture:
        return this.of(
          { frame: this.frames.home(frame, ir.bindingOwner(ir.operand(value, 0))), value: ir.bindingValue(ir.operand(value, 0)) },
          depth,
        );
      case Op.load:
        return this.first(this.stores(node), depth);
      case Op.call:
        return this.call(node, depth);
      default:
        return undefined;
    }
  }

  private first(nodes: readonly Node[], depth: number): Trail | undefined {
    for (const node of nodes) {
      const found = this.of(node, depth);
      if (found) return found;
    }
    return undefined;
  }

  private part(part: Part | undefined, depth: number): Trail | undefined {
    const found = part && this.of(part.node, depth);
    return part?.element === true ? found && [...found, '*'] : found;
  }

  private keyName({ frame, value }: Node): string {
    const { ir } = frame.unit;
    return ir.op(value) === Op.str || ir.op(value) === Op.num ? ir.text(value, 0) : '*';
  }

  private member({ frame, value }: Node, depth: number): Trail | undefined {
    const { ir } = frame.unit;
    const of = { frame, value: ir.operand(value, 1) },
      name = ir.text(value, 2);
    const entry = entryOf(this.frames, of, name);
    if (entry) return this.of(entry, depth);
    if (this.around?.of(of)?.length === 0) return name === this.answer?.within ? [] : undefined;
    const found = this.of(of, depth);
    if (found) return this.answer ? inAnswer(this.answer, found, name) : [...found, name];
    return this.memberOfMade(of, name, depth);
  }

  /** A member of an object that a helper makes of what was read: `return { ...row, tags: JSON.parse(row.tags) }`. */
  private memberOfMade(node: Node, name: string, depth: number): Trail | undefined {
    if (node.value < 0 || depth > MAX_DEPTH) return undefined;
    // Joins of a loop lead to one another: each is asked once.
    const key = `${node.frame.id}:${node.value}:${name}`;
    const known = this.made.get(key);
    if (known !== undefined) return known ?? undefined;
    this.made.set(key, null);
    const found = this.findInMade(node, name, depth);
    if (found) this.made.set(key, found);
    return found;
  }

  private findInMade({ frame, value }: Node, name: string, depth: number): Trail | undefined {
    const { ir } = frame.unit;
    const at = (index: number): Trail | undefined => this.memberOfMade({ frame, value: ir.operand(value, index) }, name, depth + 1);
    switch (ir.op(value)) {
      case Op.await:
      case Op.cast:
        return at(0);
      case Op.logic:
        return ir.operand(value, 0) === LOGIC_AND ? at(2) : (at(1) ?? at(2));
      case Op.select:
        return at(1) ?? at(2);
      case Op.phi:
        return this.oneOf(ir.operandCount(value) >> 1, (i) => at(2 * i + 1));
      case Op.param: {
        const part = this.frames.parameter(frame, ir.operand(value, 0));
        return part && !part.element ? this.memberOfMade(part.node, name, depth + 1) : undefined;
      }
      case Op.call: {
        const inner = this.frames.enter(frame, value).filter((f) => f.edge?.kind === 'call');
        const returned = inner.flatMap((f) => this.frames.program.returnsOf(f.unit, f.fn).map((v): Node => ({ frame: f, value: v })));
        return this.oneOf(returned.length, (i) => this.memberOfMade(returned[i], name, depth + 1));
      }
      case Op.object:
        return this.memberOfLiteral({ frame, value }, name, depth);
      default:
        return undefined;
    }
  }

  /** What stands last under a name in a literal counts: the entry, or what is spread into it. */
  private memberOfLiteral({ frame, value }: Node, name: string, depth: number): Trail | undefined {
    const { ir } = frame.unit;
    for (let i = ir.operandCount(value) - 3; i >= 0; i -= 3) {
      const entry = { frame, value: ir.operand(value, i + 2) };
      const kind = ir.operand(value, i);
      if (kind === OBJ_PROP && ir.string(ir.operand(value, i + 1)) === name) return this.of(entry, depth + 1);
      if (kind !== OBJ_SPREAD) continue;
      const spread = this.of(entry, depth + 1);
      const found = spread
        ? this.answer
          ? inAnswer(this.answer, spread, name)
          : [...spread, name]
        : this.memberOfMade(entry, name, depth + 1);
      if (found) return found;
    }
    return undefined;
  }

  private oneOf(count: number, at: (index: number) => Trail | undefined): Trail | undefined {
    for (let i = 0; i < count; i++) {
      const found = at(i);
      if (found) return found;
    }
    return undefined;
  }

  /** An element of an array pattern: of `Promise.all([a, b])` the one that stands there. */
  private element({ frame, value }: Node, depth: number): Trail | undefined {
    const { ir } = frame.unit;
    const index = ir.operand(value, 1);
    let of = ir.operand(value, 0);
    while (ir.op(of) === Op.await || ir.op(of) === Op.cast) of = ir.operand(of, 0);
    if (ir.op(of) === Op.call && ir.operandCount(of) > 2) {
      const list = ir.operand(of, 2);
      if (ir.op(list) === Op.array && this.isAll({ frame, value: of }))
        return index < ir.operandCount(list) ? this.of({ frame, value: ir.operand(list, index) }, depth) : undefined;
    }
    const found = this.of({ frame, value: of }, depth);
    return found && [...found, String(index)];
  }

  private isAll({ frame, value }: Node): boolean {
    return (
      modelOfCall(this.frames.program, this.frames.program.value(frame.unit, frame.unit.ir.operand(value, 1)), false)?.combines === 'all'
    );
  }

  private stores({ frame, value }: Node): Node[] {
    const binding = frame.unit.ir.operand(value, 0);
    const home = this.frames.home(frame, frame.unit.ir.bindingOwner(binding));
    return (this.frames.program.facts(frame.unit).storesOf.get(binding) ?? []).flatMap(({ fn, value: store }) =>
      frame.unit.ir.op(store) !== Op.store
        ? []
        : fn === home.fn
          ? [{ frame: home, value: store }]
          : fn === frame.fn
            ? [{ frame, value: store }]
            : [],
    );
  }

  private call(node: Node, depth: number): Trail | undefined {
    const { frame, value } = node;
    if (frame.id === this.read.frame.id && value === this.read.value) return this.around ? undefined : [];
    const { ir } = frame.unit;
    const callee = ir.operand(value, 1);
    const argument = ir.operandCount(value) > 2 ? { frame, value: ir.operand(value, 2) } : undefined;
    if (argument && (CONVERSIONS.has(globalName(node)) || isIdentifier(this.frames.program, frame.unit, value)))
      return this.of(argument, depth);
    if (ir.op(callee) === Op.get) {
      const name = ir.text(callee, 2),
        of = { frame, value: ir.operand(callee, 1) };
      if (SAME_ENTRY.has(name) || this.isChain(node)) return this.of(of, depth);
      if (ELEMENT.has(name)) {
        const found = this.of(of, depth);
        if (found) return [...found, '*'];
      }
    }
    return this.returned(node, depth);
  }

  /** A method whose model says that it returns its receiver's kind: `query.lean()`, `client.exec()`. */
  private isChain({ frame, value }: Node): boolean {
    const denotes = this.frames.program.value(frame.unit, frame.unit.ir.operand(value, 1));
    const model = modelOfCall(this.frames.program, denotes, false);
    return model?.returns === 'this' && model.op === undefined;
  }

  /** What a first-party function, or the body of a transaction, returns. */
  private returned({ frame, value }: Node, depth: number): Trail | undefined {
    const { ir } = frame.unit;
    const callee = ir.operand(value, 1);
    const model = modelOfCall(this.frames.program, this.frames.program.value(frame.unit, callee), false);
    const passes =
      (typeof model?.returns === 'string' && model.returns.startsWith('result')) ||
      (ir.op(callee) === Op.get && ir.text(callee, 2) === 'then');
    for (const inner of this.frames.enter(frame, value)) {
      if (inner.edge?.kind === 'runs' && !passes) continue;
      const found = this.first(
        this.frames.program.returnsOf(inner.unit, inner.fn).map((v) => ({ frame: inner, value: v })),
        depth,
      );
      if (found) return found;
    }
    return undefined;
  }
}

/** A member of what a statement gives: its list of rows (`.rows`), how many there are, or a column. */
function inAnswer({ names, isCount, within }: Answer, found: Trail, name: string): Trail {
  if (within !== undefined) return [...found, name];
  const isWhole = found.every((part) => part === '*' || /^\d+$/.test(part));
  if (!isWhole || name === 'length') return [...found, name];
  if (name === 'rows' && !names.has(name)) return found;
  if (name === 'rowCount' && !names.has(name)) return [...found, 'length'];
  return isCount ? found : [...found, names.get(name) ?? name];
}

/** `JSON.parse` for a call of it; empty where the callee is no global. */
export function globalName({ frame, value }: Node): string {
  const { ir } = frame.unit;
  const callee = ir.operand(value, 1);
  if (ir.op(callee) === Op.global) return ir.text(callee, 0);
  if (ir.op(callee) !== Op.get || ir.op(ir.operand(callee, 1)) !== Op.global) return '';
  return `${ir.text(ir.operand(callee, 1), 0)}.${ir.text(callee, 2)}`;
}
