import { Term } from '../ir/ops.js';
import type { BlockRow, ModuleIR, Value } from '../ir/module.js';

/** The blocks of a function, indexed. */
export const blocksOf = (ir: ModuleIR, fn: number): readonly BlockRow[] => ir.blocksOf(fn);

const holds = (block: BlockRow, value: Value): boolean => value >= block.codeStart && value < block.codeEnd;

/**
 * Does every path from an instruction to the function's end pass one of `stops`? Exceptions count where a `try` would catch them;
 * outside of one they leave the function, which no cleanup could see.
 */
export function everyPathPasses(ir: ModuleIR, fn: number, from: Value, stops: readonly Value[]): boolean {
  const blocks = blocksOf(ir, fn);
  const first = blocks.find((block) => holds(block, from));
  if (!first) return false;
  if (stops.some((stop) => holds(first, stop) && stop > from)) return true;
  const stopBlocks = new Set(blocks.filter((block) => stops.some((stop) => holds(block, stop))).map((block) => block.index));
  const seen = new Set<number>();
  const queue: BlockRow[] = [first];
  let ends = 0;
  for (let block = queue.pop(); block !== undefined; block = queue.pop()) {
    const out = [...block.successors, ...(block.handler >= 0 ? [block.handler] : [])];
    const leaves =
      block.term === (Term.Return as number) ||
      (block.term === (Term.Throw as number) && block.handler < 0) ||
      (out.length === 0 && block.term !== (Term.End as number));
    if (leaves) return false;
    if (out.length === 0) ends += 1;
    for (const next of out) {
      if (seen.has(next) || stopBlocks.has(next)) continue;
      seen.add(next);
      queue.push(blocks[next]);
    }
  }
  return stopBlocks.size > 0 && ends === 0;
}

/** The blocks that run only because a branch went one way: those that the other way does not come to. */
export function onlyBehind(ir: ModuleIR, fn: number, branch: BlockRow): BlockRow[] {
  const blocks = blocksOf(ir, fn);
  const ways = branch.successors.map((next) => reachedFrom(blocks, next));
  return blocks.filter((block) => ways.some((way) => way.has(block.index)) && !ways.every((way) => way.has(block.index)));
}

function reachedFrom(blocks: readonly BlockRow[], start: number): ReadonlySet<number> {
  const seen = new Set([start]);
  for (const index of seen) for (const next of blocks[index].successors) seen.add(next);
  return seen;
}
