import { Op, Term } from '../ir/ops.js';
import type { BlockRow, Value } from '../ir/module.js';
import type { Unit } from '../link/values.js';

/** What happens in a function from an instruction on, until something is given back. */
export interface Held {
  /** The calls that may run meanwhile. */
  readonly calls: ReadonlySet<Value>;
  /** A way out of the function that gives nothing back: a `return`, or an exception out of a call. */
  readonly left: { readonly how: 'return' | 'end' | 'throw'; readonly at: Value } | undefined;
  /** Is it given back on some way? */
  readonly closes: boolean;
}

/** What a walk asks about single instructions. */
export interface Walk {
  /** Are exceptions ways, too? After a `finally` they cannot be told from the others. */
  readonly exceptions: boolean;
  readonly unit: Unit;
  readonly fn: number;
  isClose(value: Value): boolean;
  /** A call whose failure changes nothing: nothing was taken yet, or it is being given back. */
  isHarmless(call: Value): boolean;
  /** Which successor a branch takes while it is held, where its condition asks just that: 0, 1, or -1. */
  taken(condition: Value): number;
}

interface Collected {
  readonly calls: Set<Value>;
  left: Held['left'];
  closes: boolean;
}

/** Follows every way from after an instruction. */
export function walkHeld(walk: Walk, from: Value): Held {
  const {
    unit: { ir },
    fn,
  } = walk;
  const blocks = ir.blocksOf(fn);
  const first = blockAt(blocks, from);
  const found: Collected = { calls: new Set(), left: undefined, closes: false };
  if (!first) return found;
  const seen = new Set<number>();
  const queue: BlockRow[] = [];
  const go = (index: number): void => {
    if (index < 0 || seen.has(index)) return;
    seen.add(index);
    queue.push(blocks[index]);
  };
  for (const next of through(walk, blocks, first, ir.next(from), found)) go(next);
  for (let block = queue.pop(); block !== undefined; block = queue.pop())
    for (const next of through(walk, blocks, block, block.codeStart, found)) go(next);
  return found;
}

/** The block that holds an instruction. Blocks lie in the order of their code. */
function blockAt(blocks: readonly BlockRow[], value: Value): BlockRow | undefined {
  let [low, high] = [0, blocks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle].codeEnd <= value) low = middle + 1;
    else high = middle;
  }
  return low < blocks.length && blocks[low].codeStart <= value ? blocks[low] : undefined;
}

/** Runs through a block from an instruction on; gives the blocks in which it is held still. */
function through(walk: Walk, blocks: readonly BlockRow[], block: BlockRow, from: Value, found: Collected): number[] {
  const { ir } = walk.unit;
  const next: number[] = [];
  for (let v = from; v < block.codeEnd; v = ir.next(v)) {
    if (ir.op(v) === Op.dispose && walk.isClose(v)) return closed(found, next);
    if (ir.op(v) !== Op.call) continue;
    if (walk.isClose(v)) return closed(found, next);
    found.calls.add(v);
    if (!walk.exceptions || walk.isHarmless(v)) continue;
    if (block.handler >= 0) next.push(block.handler);
    else if (found.left === undefined && isThrowing(walk.unit, v)) found.left = { how: 'throw', at: v };
  }
  const last = block.codeEnd > block.codeStart ? lastOf(walk.unit, block) : from;
  if (block.term === (Term.Return as number)) leave(found, 'return', block.operand >= 0 ? block.operand : last);
  else if (block.term === (Term.Throw as number)) {
    if (block.handler >= 0) next.push(block.handler);
    else if (found.left === undefined && walk.exceptions) found.left = { how: 'throw', at: last };
  } else if (block.term === (Term.Branch as number)) next.push(...branch(walk, blocks, block, found));
  else next.push(...block.successors);
  return next;
}

function closed(found: Collected, next: number[]): number[] {
  found.closes = true;
  return next;
}

function leave(found: Collected, how: 'return' | 'end', at: Value): void {
  if (found.left === undefined || found.left.how === 'throw') found.left = { how, at };
}

/** A branch that asks whether it is held is taken; one that guards nothing but the giving back is taken to know why. */
function branch(walk: Walk, blocks: readonly BlockRow[], block: BlockRow, found: Collected): readonly number[] {
  const taken = walk.taken(block.operand);
  if (taken >= 0) return [block.successors[taken]];
  const [yes, no] = block.successors;
  const guards = (close: number, other: number): boolean => closesAtOnce(walk, blocks[close]) && blocks[close].successors.includes(other);
  if (block.successors.length === 2 && (guards(yes, no) || guards(no, yes))) {
    found.closes = true;
    return [];
  }
  return block.successors;
}

function closesAtOnce(walk: Walk, block: BlockRow): boolean {
  const { ir } = walk.unit;
  for (let v = block.codeStart; v < block.codeEnd; v = ir.next(v)) if (ir.op(v) === Op.call && walk.isClose(v)) return true;
  return false;
}

function lastOf({ ir }: Unit, block: BlockRow): Value {
  let last = block.codeStart;
  for (let v = block.codeStart; v < block.codeEnd; v = ir.next(v)) last = v;
  return last;
}

/** Calls that are waited for may always fail; of the others one cannot say. */
function isThrowing({ ir }: Unit, call: Value): boolean {
  const next = ir.next(call);
  return ir.op(next) === Op.await && ir.operand(next, 0) === call;
}
