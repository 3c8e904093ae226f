import { LOGIC_AND, OBJ_COMPUTED, OBJ_PROP, Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { EdgeKind } from '../link/callgraph.js';
import { modelOfCall } from '../link/calls.js';
import { armsOf } from '../link/values.js';
import type { Frames, Node } from './operations-frames.js';
import { CONVERSIONS, globalName, type Trail, type Trails } from './operations-trail.js';

/** A part of what was read that a value is made of. */
export interface Source {
  readonly trail: Trail;
  /** It was computed with; false where the value may be that part as it was read. */
  readonly changed: boolean;
}

const MAX_STEPS = 400;

/**
 * The parts of a read's result that go into a value: through operators, texts, literals, spreads and functions. What another
 * read or an effect gives back does not count as made of what it was asked with.
 */
export function sourcesOf(trails: Trails, start: Node): Source[] {
  const found: Source[] = [];
  const seen = new Set<string>();
  const queue: ValuePart[] = [{ node: start, changed: false }];
  for (let next = queue.pop(), steps = 0; next !== undefined && steps < MAX_STEPS; next = queue.pop(), steps++) {
    const { node, changed, spread, member } = next;
    const key = `${node.frame.id}:${node.value}:${changed}:${spread}:${member}`;
    if (node.value < 0 || seen.has(key)) continue;
    seen.add(key);
    const trail = trails.of(node);
    if (trail) found.push({ trail: member === undefined ? trail : [...trail, member], changed: changed || spread === true });
    // A join may hold what was read on one way and something made of it on the other.
    if (trail && !isPassage(node)) continue;
    queue.push(...(member === undefined ? [] : membersOf(node, changed, member)));
    if (member !== undefined && node.frame.unit.ir.op(node.value) === Op.object) continue;
    const handsOn = isChoice(node) || (node.frame.unit.ir.op(node.value) === Op.call && member !== undefined);
    for (const part of partsOf(trails.frames, node, changed)) {
      queue.push(
        !handsOn ? part : { ...part, ...(spread === true ? { spread } : {}), ...(member !== undefined && !part.changed ? { member } : {}) },
      );
    }
  }
  return found;
}

/** What a literal holds under a name: the entry, or a member of what is spread into it. */
function membersOf({ frame, value }: Node, changed: boolean, member: string): ValuePart[] {
  const { ir } = frame.unit;
  const parts: ValuePart[] = [];
  if (ir.op(value) !== Op.object) return parts;
  for (let i = 0; i < ir.operandCount(value); i += 3) {
    const node = { frame, value: ir.operand(value, i + 2) };
    if (ir.operand(value, i) === OBJ_PROP && ir.string(ir.operand(value, i + 1)) === member) parts.push({ node, changed });
    else if (ir.operand(value, i) !== OBJ_PROP) parts.push({ node, changed, member });
  }
  return parts;
}

/** May something else come through, too? */
function isPassage({ frame, value }: Node): boolean {
  const { ir } = frame.unit;
  const op = ir.op(value);
  return (
    op === Op.phi ||
    op === Op.await ||
    op === Op.cast ||
    op === Op.param ||
    op === Op.capture ||
    op === Op.dflt ||
    op === Op.logic ||
    (op === Op.call && CONVERSIONS.has(globalName({ frame, value })))
  );
}

/** Does a value hand on one of others as it is? */
const isChoice = ({ frame, value }: Node): boolean =>
  ['phi', 'select', 'logic', 'cast', 'param', 'capture', 'await'].includes(frame.unit.ir.opName(value));

/** A part of a value; `changed` where the value is computed from it, `spread` where its members are put beside others. */
export interface ValuePart {
  readonly node: Node;
  readonly changed: boolean;
  readonly spread?: boolean;
  /** Only this member of it. */
  readonly member?: string;
}

/** What a value is made of, one step back. */
export function partsOf(frames: Frames, { frame, value }: Node, changed: boolean): ValuePart[] {
  const { ir } = frame.unit;
  const same = (...values: Value[]): ValuePart[] => values.map((v) => ({ node: { frame, value: v }, changed }));
  switch (ir.op(value)) {
    case Op.phi:
      return same(...Array.from({ length: ir.operandCount(value) >> 1 }, (_, i) => ir.operand(value, 2 * i + 1)));
    case Op.select:
      return same(ir.operand(value, 1), ir.operand(value, 2));
    case Op.logic:
      return same(...(ir.operand(value, 0) === LOGIC_AND ? [ir.operand(value, 2)] : [ir.operand(value, 1), ir.operand(value, 2)]));
    case Op.await:
    case Op.cast:
    case Op.using:
    case Op.dflt:
    case Op.rest:
      return same(ir.operand(value, 0));
    case Op.store:
      return same(ir.operand(value, 1));
    case Op.get:
      return [{ node: { frame, value: ir.operand(value, 1) }, changed, member: ir.text(value, 2) }];
    case Op.param: {
      const part = frames.parameter(frame, ir.operand(value, 0));
      return part ? [{ node: part.node, changed }] : [];
    }
    case Op.capture:
      return [
        {
          node: { frame: frames.home(frame, ir.bindingOwner(ir.operand(value, 0))), value: ir.bindingValue(ir.operand(value, 0)) },
          changed,
        },
      ];
    case Op.call:
      return callParts(frames, { frame, value }, changed);
    case Op.func:
    case Op.class:
    case Op.dynimport:
      return [];
    case Op.object:
    case Op.array:
      return [...operands({ frame, value }, true, changed), ...filledIn(frames, { frame, value })];
    default:
      return operands({ frame, value }, true, true);
  }
}

function operands({ frame, value }: Node, changed: boolean, before: boolean): ValuePart[] {
  const { ir } = frame.unit;
  const nodes: ValuePart[] = [];
  if (ir.op(value) === Op.object) {
    for (let i = 0; i < ir.operandCount(value); i += 3) {
      // A member taken over as it is changes nothing; what is spread is rebuilt with others beside it.
      nodes.push({ node: { frame, value: ir.operand(value, i + 2) }, changed: before, spread: ir.operand(value, i) !== OBJ_PROP });
      if (ir.operand(value, i) === OBJ_COMPUTED) nodes.push({ node: { frame, value: ir.operand(value, i + 1) }, changed });
    }
    return nodes;
  }
  ir.eachOperandValue(value, (v) => nodes.push({ node: { frame, value: v }, changed }));
  return nodes;
}

/** What is put into a literal after it was made. */
function filledIn(frames: Frames, { frame, value }: Node): ValuePart[] {
  return setsOn(frames, { frame, value }).map((user) => ({ node: { frame, value: frame.unit.ir.operand(user, 2) }, changed: true }));
}

/** The instructions that set members of an object where it is made, by the name that it has there, with a declared type or without. */
export function setsOn(frames: Frames, { frame, value }: Node): Value[] {
  const { ir } = frame.unit;
  const users = frames.program.usersOf(frame.unit, frame.fn);
  const found: Value[] = [];
  const queue = [value];
  for (let of = queue.pop(); of !== undefined; of = queue.pop()) {
    for (const user of users.get(of) ?? []) {
      if ((ir.op(user) === Op.set || ir.op(user) === Op.setx) && ir.operand(user, 0) === of) found.push(user);
      else if (ir.op(user) === Op.cast) queue.push(user);
    }
  }
  return found;
}

/** What the functions return that a call enters. */
const returnedBy = (frames: Frames, { frame, value }: Node, kind: EdgeKind, changed: boolean): ValuePart[] =>
  frames
    .enter(frame, value)
    .filter((f) => f.edge?.kind === kind)
    .flatMap((f) => frames.program.returnsOf(f.unit, f.fn).map((v) => ({ node: { frame: f, value: v }, changed })));

/** A call of the project is what it returns; any other is made of its arguments and receiver, unless it asks somebody else. */
function callParts(frames: Frames, { frame, value }: Node, changed: boolean): ValuePart[] {
  const { ir } = frame.unit;
  const { program } = frames;
  const callee = ir.operand(value, 1);
  if (CONVERSIONS.has(globalName({ frame, value })) && ir.operandCount(value) > 2)
    return [{ node: { frame, value: ir.operand(value, 2) }, changed }];
  const denotes = program.value(frame.unit, callee);
  for (const arm of armsOf(denotes)) {
    const model = modelOfCall(program, arm, false);
    // All of several promises are what they come to.
    if (model?.combines === 'all' && ir.operandCount(value) > 2) return [{ node: { frame, value: ir.operand(value, 2) }, changed }];
    // The body of a transaction gives what the transaction does.
    if (typeof model?.returns === 'string' && model.returns.startsWith('result'))
      return returnedBy(frames, { frame, value }, 'runs', changed);
    const asks =
      model !== undefined &&
      (model.waits !== undefined ||
        model.system !== undefined ||
        (model.op !== undefined && arm.k === 'lib' && arm.type.owner.system !== undefined));
    if (asks) return [];
  }
  if (frames.enter(frame, value).some((f) => f.edge?.kind === 'call')) return returnedBy(frames, { frame, value }, 'call', changed);
  // Whoever has to be waited for has an answer of their own.
  if ((program.usersOf(frame.unit, frame.fn).get(value) ?? []).some((user) => ir.op(user) === Op.await)) return [];
  const parts: ValuePart[] = [];
  if (ir.op(callee) === Op.get) parts.push({ node: { frame, value: ir.operand(callee, 1) }, changed: true });
  for (let i = 2; i < ir.operandCount(value); i++) parts.push({ node: { frame, value: ir.operand(value, i) }, changed: true });
  return parts;
}
