import type { BlockRow, Value } from '../ir/module.js';
import { Op, Term } from '../ir/ops.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import { blocksOf } from './paths.js';

/** Where control may go from an instruction's block: as it comes, without exceptions; `again` follows loops back to their heads, too. */
function reachable(unit: Unit, fn: number, from: Value, again: boolean): { readonly start: number; readonly blocks: ReadonlySet<number> } {
  const blocks = blocksOf(unit.ir, fn);
  const start = blocks.findIndex((block) => from >= block.codeStart && from < block.codeEnd);
  const seen = new Set<number>();
  const queue = start < 0 ? [] : [start];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const next of blocks[at].successors) {
      // Blocks lie in the order of the text: what leads back is a loop.
      if (seen.has(next) || (!again && next <= at)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return { start, blocks: seen };
}

const blockOf = (unit: Unit, fn: number, value: Value): number =>
  blocksOf(unit.ir, fn).findIndex((block) => value >= block.codeStart && value < block.codeEnd);

/** Does some path without an exception lead from one instruction to another, in the same round of each loop? */
export function mayPrecede(unit: Unit, fn: number, first: Value, second: Value): boolean {
  const { start, blocks } = reachable(unit, fn, first, false);
  const target = blockOf(unit, fn, second);
  return start === target ? first < second : blocks.has(target);
}

/** Does every path without an exception to the second instruction pass the first one? */
export function isPassedBefore(unit: Unit, fn: number, first: Value, second: Value): boolean {
  const blocks = blocksOf(unit.ir, fn);
  const [from, to] = [blockOf(unit, fn, first), blockOf(unit, fn, second)];
  if (from === to) return first < second;
  return from === 0 || (from > 0 && !wayAround(blocks, from).has(to));
}

/** Do two instructions stand in opposite arms of branches on the very same value? */
export function isExcludedBy(unit: Unit, fn: number, first: Value, second: Value): boolean {
  const [a, b] = [conditionsOf(unit, fn, first), conditionsOf(unit, fn, second)];
  return [...a].some(([condition, holds]) => b.has(condition) && b.get(condition) !== holds);
}

/** The conditions under which an instruction runs, and how they must turn out. */
function conditionsOf(unit: Unit, fn: number, value: Value): ReadonlyMap<Value, boolean> {
  const blocks = blocksOf(unit.ir, fn);
  const at = blockOf(unit, fn, value);
  const found = new Map<Value, boolean>();
  for (const { index, term, operand, successors } of blocks) {
    if (term !== (Term.Branch as number) || operand < 0 || successors.length !== 2 || index === at) continue;
    const [yes, no] = successors.map((next) => next === at || reaches(blocks, next, index).has(at));
    if (yes === no || wayAround(blocks, index).has(at)) continue;
    const isNot = unit.ir.op(operand) === Op.un && unit.ir.text(operand, 0) === '!';
    found.set(isNot ? unit.ir.operand(operand, 1) : operand, yes !== isNot);
  }
  return found;
}

/** Blocks that the function's first one leads to past another one. */
const wayAround = (blocks: readonly BlockRow[], without: number): ReadonlySet<number> =>
  without === 0 ? new Set() : reaches(blocks, 0, without).add(0);

function reaches(blocks: readonly BlockRow[], from: number, without: number): Set<number> {
  const seen = new Set<number>();
  const queue = [from];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const next of [...blocks[at].successors, ...(blocks[at].handler >= 0 ? [blocks[at].handler] : [])]) {
      if (next === without || seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return seen;
}

/** Does an instruction run once for each round of a loop? */
export function isRepeated(unit: Unit, fn: number, value: Value): boolean {
  const { start, blocks } = reachable(unit, fn, value, true);
  return blocks.has(start);
}

/** Is the instruction waited for together with another one: are both elements of one list? */
export function inOneList(program: Program, unit: Unit, fn: number, a: Value, b: Value): boolean {
  const users = program.usersOf(unit, fn);
  const lists = (value: Value): Value[] => {
    const found: Value[] = [];
    const queue = [value];
    for (let i = 0; i < queue.length && i < 20; i++) {
      for (const user of users.get(queue[i]) ?? []) {
        const op = unit.ir.op(user);
        if (op === Op.array) found.push(user);
        else if (
          op === Op.cast ||
          op === Op.select ||
          op === Op.phi ||
          op === Op.logic ||
          op === Op.get ||
          op === Op.call ||
          op === Op.spread
        )
          queue.push(user);
      }
    }
    return found;
  };
  const others = new Set(lists(b));
  return lists(a).some((list) => others.has(list));
}
