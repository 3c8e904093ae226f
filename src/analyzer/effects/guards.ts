import { Op, Term } from '../ir/ops.js';
import type { BlockRow, Value } from '../ir/module.js';
import { blocksOf } from '../flow/paths.js';
import type { Unit } from '../link/values.js';
import type { Node } from './operations-frames.js';
import type { Trail, Trails } from './operations-trail.js';

/** A condition that decides whether an instruction runs, and how it turned out where it does. */
export interface Control {
  readonly condition: Value;
  readonly outcome: boolean;
  /** The instruction is not reached where the condition turns out otherwise. */
  readonly strict: boolean;
}

const holds = (block: BlockRow, value: Value): boolean => value >= block.codeStart && value < block.codeEnd;

/** Blocks that may follow; a throw goes to the handler, if there is one. */
const nextOf = (block: BlockRow): readonly number[] =>
  block.term === (Term.Throw as number) && block.handler >= 0 ? [block.handler] : block.successors;

/** Blocks reached from one, without going through `barrier`. */
function reach(blocks: readonly BlockRow[], from: number, barrier: number): Set<number> {
  const seen = new Set<number>();
  const queue = from === barrier ? [] : [from];
  for (let b = queue.pop(); b !== undefined; b = queue.pop()) {
    if (seen.has(b)) continue;
    seen.add(b);
    for (const next of nextOf(blocks[b])) if (next !== barrier) queue.push(next);
  }
  return seen;
}

/** The conditions that decide whether an instruction of a function runs. */
export function controlsOf(unit: Unit, fn: number, value: Value): Control[] {
  const blocks = blocksOf(unit.ir, fn);
  const target = blocks.findIndex((block) => holds(block, value));
  if (target < 0) return [];
  return blocks.flatMap((block): Control[] => {
    if (block.term !== (Term.Branch as number) || block.successors.length !== 2 || block.index === target) return [];
    const reaches = block.successors.map((s) => s === target || reach(blocks, s, block.index).has(target));
    const avoids = block.successors.map((s) => s !== target && [...reach(blocks, s, target)].some((b) => isEnd(blocks[b])));
    return [0, 1].flatMap((i): Control[] =>
      reaches[i] && avoids[1 - i] && !(reaches[1 - i] && avoids[i])
        ? [{ condition: block.operand, outcome: i === 0, strict: !reaches[1 - i] }]
        : [],
    );
  });
}

const isEnd = (block: BlockRow): boolean => nextOf(block).length === 0;

/** May the second instruction run after the first, in one run of the function? */
export const mayFollow = (unit: Unit, fn: number, first: Value, second: Value): boolean => orderIn(unit, fn)(first, second);

/** {@link mayFollow}, for many questions about one function. */
export function orderIn(unit: Unit, fn: number): (first: Value, second: Value) => boolean {
  const blocks = blocksOf(unit.ir, fn);
  const blockOf = (value: Value): number => blocks.findIndex((block) => holds(block, value));
  const after: (ReadonlySet<number> | undefined)[] = [];
  return (first, second) => {
    const from = blockOf(first),
      to = blockOf(second);
    if (from < 0 || to < 0) return false;
    if (from === to) return first < second;
    return (after[from] ??= new Set(blocks[from].successors.flatMap((s) => [...reach(blocks, s, -1)]))).has(to);
  };
}

/** What a condition that turned out so says about a part of what was read. */
export interface Test {
  readonly trail: Trail;
  /** `absent`, `present`: nothing, zero or empty, or not. `equal`, `unequal`, `compared`: with another value. */
  readonly says: 'absent' | 'present' | 'equal' | 'unequal' | 'compared';
  readonly other: Node | null;
}

/** What is known of a read's result where a condition turned out so. */
export function testsOf(trails: Trails, node: Node, outcome: boolean, depth = 0, joins = new Set<string>()): Test[] {
  const { frame, value } = node;
  const { ir } = frame.unit;
  if (value < 0 || depth > 12) return [];
  const at = (index: number): Node => ({ frame, value: ir.operand(value, index) });
  switch (ir.op(value)) {
    case Op.un:
      if (ir.text(value, 0) === '!') return testsOf(trails, at(1), !outcome, depth + 1, joins);
      break;
    case Op.cast:
      return testsOf(trails, at(0), outcome, depth + 1, joins);
    case Op.logic:
      if (ir.operand(value, 0) < 2) return both(trails, node, outcome, depth, joins);
      break;
    case Op.phi:
      return fromJoin(trails, node, outcome, depth, joins);
    case Op.bin:
      return compared(trails, node, outcome);
    case Op.call:
      return included(trails, node, outcome);
    default:
  }
  const trail = trails.of(node);
  return trail ? [{ trail, says: outcome ? 'present' : 'absent', other: null }] : [];
}

/** `a && b` that holds says both. One that fails says that one of them does: enough for a decision to rest on it. */
function both(trails: Trails, { frame, value }: Node, outcome: boolean, depth: number, joins: Set<string>): Test[] {
  const { ir } = frame.unit;
  return [1, 2].flatMap((i) => testsOf(trails, { frame, value: ir.operand(value, i) }, outcome, depth + 1, joins));
}

/** `a && b()` is control flow: its phi joins what `a` was with what `b` gave. Joins that lead to one another are each asked once. */
function fromJoin(trails: Trails, { frame, value }: Node, outcome: boolean, depth: number, joins: Set<string>): Test[] {
  const { ir } = frame.unit;
  const key = `${frame.id}:${value}:${outcome}`;
  if (joins.has(key)) return [];
  joins.add(key);
  return Array.from({ length: ir.operandCount(value) >> 1 }, (_, i) =>
    testsOf(trails, { frame, value: ir.operand(value, 2 * i + 1) }, outcome, depth + 1, joins),
  ).flat();
}

/** `['open', 'new'].includes(row.status)`, `row.getStatus()`. */
function included(trails: Trails, node: Node, outcome: boolean): Test[] {
  const { frame, value } = node;
  const { ir } = frame.unit;
  const callee = ir.operand(value, 1);
  const own = trails.of(node);
  if (own) return [{ trail: own, says: outcome ? 'present' : 'absent', other: null }];
  if (ir.op(callee) !== Op.get || ir.operandCount(value) !== 3) return [];
  const name = ir.text(callee, 2);
  const list = { frame, value: ir.operand(callee, 1) };
  if ((name !== 'includes' && name !== 'has') || trails.of(list)) return [];
  const trail = trails.of({ frame, value: ir.operand(value, 2) });
  return trail ? [{ trail, says: outcome ? 'equal' : 'unequal', other: list }] : [];
}

const OPPOSITE: Readonly<Record<string, string>> = {
  '==': '!=',
  '===': '!==',
  '!=': '==',
  '!==': '===',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};
const FLIPPED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

function compared(trails: Trails, { frame, value }: Node, outcome: boolean): Test[] {
  const { ir } = frame.unit;
  const written = ir.text(value, 0);
  const holdsAs = outcome ? written : OPPOSITE[written];
  if (OPPOSITE[written] === undefined || holdsAs === undefined) return [];
  const left = { frame, value: ir.operand(value, 1) },
    right = { frame, value: ir.operand(value, 2) };
  return [side(trails, left, right, holdsAs), side(trails, right, left, FLIPPED[holdsAs] ?? holdsAs)].flat();
}

function side(trails: Trails, node: Node, other: Node, operator: string): Test[] {
  const trail = trails.of(node) ?? sumOf(trails, node);
  if (!trail) return [];
  const value = literal(other);
  const nothing = value === null || value === undefined || value === 0 || value === false || value === '';
  if (operator === '==' || operator === '===') return [{ trail, says: value === undefined || !nothing ? 'equal' : 'absent', other }];
  if (operator === '!=' || operator === '!==') return [{ trail, says: value === undefined || !nothing ? 'unequal' : 'present', other }];
  if (value === 0 && operator === '>') return [{ trail, says: 'present', other }];
  if ((value === 0 && operator === '<=') || (value === 1 && operator === '<')) return [{ trail, says: 'absent', other }];
  return [{ trail, says: 'compared', other }];
}

/** `count + 1` and `a + b` stand for what was counted. */
function sumOf(trails: Trails, { frame, value }: Node): Trail | undefined {
  const { ir } = frame.unit;
  if (ir.op(value) !== Op.bin || !['+', '-'].includes(ir.text(value, 0))) return undefined;
  return trails.of({ frame, value: ir.operand(value, 1) }) ?? trails.of({ frame, value: ir.operand(value, 2) });
}

/** A constant; `null` for `null` and `undefined`, `undefined` for what is no constant. */
function literal({ frame, value }: Node): string | number | boolean | null | undefined {
  const { ir } = frame.unit;
  switch (ir.op(value)) {
    case Op.null:
    case Op.undef:
      return null;
    case Op.num:
      return Number(ir.text(value, 0));
    case Op.str:
      return ir.text(value, 0);
    case Op.bool:
      return ir.operand(value, 0) === 1;
    default:
      return undefined;
  }
}
