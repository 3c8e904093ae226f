import { Op, Term } from '../../analyzer/ir/ops.js';
import type { BlockRow, Value } from '../../analyzer/ir/module.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Env, Unit, Val } from '../../analyzer/link/values.js';

/** Which instructions of a function may run in one activation: `if (tx)` is decided where `tx` is known. */
export function liveIn(program: Program, unit: Unit, fn: number, env: Env | null): (value: Value) => boolean {
  if (env === null) return () => true;
  const blocks = unit.ir.blocksOf(fn);
  const seen = new Set<number>();
  const queue = [0];
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    if (seen.has(index) || blocks[index] === undefined) continue;
    seen.add(index);
    const block = blocks[index];
    if (block.handler >= 0) queue.push(block.handler);
    const taken = block.term === (Term.Branch as number) ? truth(program, unit, block.operand, env) : undefined;
    queue.push(...(taken === undefined ? block.successors : [block.successors[taken ? 0 : 1]]));
  }
  const live: BlockRow[] = [...seen].map((index) => blocks[index]);
  return (value) => live.some(({ codeStart, codeEnd }) => value >= codeStart && value < codeEnd);
}

/** Is a condition true in that activation? Undefined where it depends on more than what was passed. */
function truth(program: Program, unit: Unit, condition: Value, env: Env): boolean | undefined {
  const { ir } = unit;
  if (ir.op(condition) !== Op.bin) return isThere(program.value(unit, condition, env));
  const sides = [ir.operand(condition, 1), ir.operand(condition, 2)];
  const others = sides.filter((side) => ir.op(side) !== Op.null && ir.op(side) !== Op.undef);
  const [first, second] = others.map((side) => program.value(unit, side, env));
  const differ = others.length === 2 ? areApart(first, second) : others.length === 1 ? isThere(first) : undefined;
  if (differ === undefined) return undefined;
  const operator = ir.text(condition, 0);
  return operator.startsWith('!=') ? differ : operator.startsWith('==') ? !differ : undefined;
}

/** `executor === db`, where `executor` is the handle of a transaction: two objects that are made at different places. */
const areApart = (a: Val, b: Val): true | undefined =>
  a.k === 'lib' &&
  b.k === 'lib' &&
  typeof a.origin !== 'string' &&
  typeof b.origin !== 'string' &&
  (a.origin.unit !== b.origin.unit || a.origin.value !== b.origin.value)
    ? true
    : undefined;

function isThere(v: Val): boolean | undefined {
  if (v.k === 'const') return Boolean(v.value);
  return v.k === 'lib' || v.k === 'inst' || v.k === 'pkg' ? true : undefined;
}
