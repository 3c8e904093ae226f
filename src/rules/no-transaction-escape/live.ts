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
  const other = sides.find((side) => ir.op(side) !== Op.null && ir.op(side) !== Op.undef);
  if (other === undefined || sides.every((side) => side === other || (ir.op(side) !== Op.null && ir.op(side) !== Op.undef)))
    return undefined;
  const there = isThere(program.value(unit, other, env));
  if (there === undefined) return undefined;
  const operator = ir.text(condition, 0);
  return operator.startsWith('!=') ? there : operator.startsWith('==') ? !there : undefined;
}

function isThere(v: Val): boolean | undefined {
  if (v.k === 'const') return Boolean(v.value);
  return v.k === 'lib' || v.k === 'inst' || v.k === 'pkg' ? true : undefined;
}
