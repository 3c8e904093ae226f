import { Op } from '../ir/ops.js';
import { evaluate } from './evaluate.js';
import type { Program } from './program.js';
import { CYCLE, join, keyOf, type CallSite, type LibVal, type Val } from './values.js';

/** What a container gives back in the function that puts it there: `if (!map.has(k)) map.set(k, make()); return map.get(k)`. */
export function storedBefore(program: Program, callee: LibVal, site: CallSite): Val | undefined {
  const { recv } = callee;
  if (recv?.k !== 'lib' || recv.type.model.is !== 'container') return undefined;
  const { unit, env } = site;
  const { ir } = unit;
  const fn = program.functionAt(unit, site.value);
  const container = keyOf(recv);
  const arms: Val[] = [];
  for (const { fn: at, value } of program.facts(unit).calls) {
    const method = ir.operand(value, 1);
    if (at !== fn || ir.op(method) !== Op.get || value === site.value) continue;
    const putter = ir.text(method, 2) === 'set' && ir.operandCount(value) === 4;
    if (!putter || keyOf(evaluate(program, unit, ir.operand(method, 1), env)) !== container) continue;
    arms.push(evaluate(program, unit, ir.operand(value, 3), env));
  }
  const stored = arms.length === 0 ? CYCLE : join(arms);
  return stored === CYCLE ? undefined : stored;
}
