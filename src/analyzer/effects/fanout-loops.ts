import { Op, Term } from '../ir/ops.js';
import type { BlockRow, Value } from '../ir/module.js';
import { derivesFrom } from '../flow/dependence.js';
import { blocksOf } from '../flow/paths.js';
import type { Unit } from '../link/values.js';

/** The loops of a function: for an instruction, the blocks that lie on a way from it back to itself. Worked out once for all of them. */
export function loopsOf(unit: Unit, fn: number): (head: Value) => ReadonlySet<number> {
  const blocks = blocksOf(unit.ir, fn);
  const circles = circlesOf(blocks);
  return (head) => circles.get(blocks.findIndex((block) => head >= block.codeStart && head < block.codeEnd)) ?? NO_LOOP;
}

const NO_LOOP: ReadonlySet<number> = new Set();

/** The strongly connected blocks that one can come back to, by each of their indexes (Tarjan's, without recursion). */
function circlesOf(blocks: readonly BlockRow[]): ReadonlyMap<number, ReadonlySet<number>> {
  const order = new Int32Array(blocks.length).fill(-1);
  const low = new Int32Array(blocks.length);
  const isOpen = new Uint8Array(blocks.length);
  const open: number[] = [];
  const found = new Map<number, ReadonlySet<number>>();
  let count = 0;
  const enter = (block: number): { readonly block: number; next: number } => {
    order[block] = low[block] = count++;
    isOpen[block] = 1;
    open.push(block);
    return { block, next: 0 };
  };
  const close = (block: number): void => {
    const circle = open.splice(open.lastIndexOf(block));
    for (const index of circle) isOpen[index] = 0;
    const isLoop = circle.length > 1 || blocks[block].successors.includes(block);
    if (!isLoop) return;
    const members = new Set(circle);
    for (const index of circle) found.set(index, members);
  };
  for (const { index: root } of blocks) {
    if (order[root] >= 0) continue;
    const stack = [enter(root)];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { block } = top;
      const next = blocks[block].successors[top.next++];
      if (next === undefined) {
        stack.pop();
        const above = stack.at(-1)?.block;
        if (above !== undefined) low[above] = Math.min(low[above], low[block]);
        if (low[block] === order[block]) close(block);
      } else if (order[next] < 0) stack.push(enter(next));
      else if (isOpen[next] === 1) low[block] = Math.min(low[block], order[next]);
    }
  }
  return found;
}

/** Does a branch on the answer leave the loop with it, or note that it was found? Neither where every answer is taken. */
export function hitOf(unit: Unit, fn: number, ask: Value, loop: ReadonlySet<number>): 'leaves' | 'goes-on' | undefined {
  const blocks = blocksOf(unit.ir, fn);
  const tests = testsOf(unit, blocks, (v) => v === ask, loop);
  if (tests.length === 0) return undefined;
  const leaves = tests.some(({ successors }) => successors.some((next) => !loop.has(next) && !throws(blocks[next])));
  if (leaves) return 'leaves';
  return notesHit(unit, fn, loop) ? 'goes-on' : undefined;
}

/** An element of a list as a loop sees it: what the loop takes out, or each mention of `list[i]`. */
export type IsElement = (value: Value) => boolean;

/** Does a loop over answers end at one of them, and take that one along: `for (const answer of answers) if (answer) return answer`? */
export function endsWithOne(unit: Unit, fn: number, element: Value, is: IsElement): boolean {
  const blocks = blocksOf(unit.ir, fn);
  const loop = loopsOf(unit, fn)(element);
  const tests = testsOf(unit, blocks, is, loop);
  const exits = tests.flatMap(({ successors }) => successors.filter((next) => !loop.has(next) && !throws(blocks[next])));
  return exits.some((exit) => takesAlong(unit, blocks, exit, is)) || keepsOne(unit, blocks, loop, is);
}

/** Does a variable become what is made of an answer that is there: `for (const answer of answers) { if (!answer) continue; found = answer; }`? No sum, no best one. */
function keepsOne(unit: Unit, blocks: readonly BlockRow[], loop: ReadonlySet<number>, is: IsElement): boolean {
  const { ir } = unit;
  const isThere = ({ operand }: BlockRow): boolean => is(ir.op(operand) === Op.un ? ir.operand(operand, 1) : operand);
  if (!testsOf(unit, blocks, is, loop).some(isThere)) return false;
  for (const { index, codeStart, codeEnd } of blocks) {
    if (!loop.has(index)) continue;
    for (let v = codeStart; v < codeEnd; v = ir.next(v))
      if (ir.op(v) === Op.phi && carriedBy(unit, v).some((x) => derivesFrom(unit, x, is) && !derivesFrom(unit, x, (y) => y === v)))
        return true;
  }
  return false;
}

/** What a variable becomes in a loop, through the places where ways join. */
function carriedBy({ ir }: Unit, phi: Value): Value[] {
  const seen = new Set([phi]);
  const found: Value[] = [];
  for (const each of seen)
    for (let i = 1; i < ir.operandCount(each); i += 2) {
      const from = ir.operand(each, i);
      if (ir.op(from) === Op.phi) seen.add(from);
      else found.push(from);
    }
  return found;
}

const testsOf = (unit: Unit, blocks: readonly BlockRow[], is: IsElement, loop: ReadonlySet<number>): readonly BlockRow[] =>
  blocks.filter(
    ({ index, term, operand }) => loop.has(index) && term === (Term.Branch as number) && operand >= 0 && derivesFrom(unit, operand, is),
  );

const throws = (block: { readonly term: number }): boolean => block.term === (Term.Throw as number);

/** Does the way out of a loop use the element, or say that there is one? */
function takesAlong(unit: Unit, blocks: readonly BlockRow[], exit: number, is: IsElement): boolean {
  const { ir } = unit;
  const block = blocks[exit];
  const isHit = (value: Value): boolean =>
    value >= 0 && ((ir.op(value) === Op.bool && ir.operand(value, 0) === 1) || derivesFrom(unit, value, is));
  if (block.term === (Term.Return as number) && isHit(block.operand)) return true;
  for (let v = block.codeStart; v < block.codeEnd; v = ir.next(v)) {
    const op = ir.op(v);
    if ((op === Op.call || op === Op.set || op === Op.store) && derivesFrom(unit, v, is)) return true;
  }
  return block.successors.some((next) => {
    for (let v = blocks[next].codeStart; v < blocks[next].codeEnd; v = ir.next(v)) {
      if (ir.op(v) !== Op.phi) continue;
      for (let i = 0; i < ir.operandCount(v); i += 2) if (ir.operand(v, i) === exit && isHit(ir.operand(v, i + 1))) return true;
    }
    return false;
  });
}

/** A variable becomes `true` in the loop, and nothing else. */
function notesHit(unit: Unit, fn: number, loop: ReadonlySet<number>): boolean {
  const { ir } = unit;
  return blocksOf(ir, fn).some((block) => {
    if (!loop.has(block.index)) return false;
    for (let v = block.codeStart; v < block.codeEnd; v = ir.next(v)) {
      if (ir.op(v) !== Op.phi) continue;
      for (let i = 1; i < ir.operandCount(v); i += 2)
        if (ir.op(ir.operand(v, i)) === Op.bool && ir.operand(ir.operand(v, i), 0) === 1) return true;
    }
    return false;
  });
}
