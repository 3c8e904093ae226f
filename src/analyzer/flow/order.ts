import type { Value } from '../ir/module.js';
import { Op } from '../ir/ops.js';
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
