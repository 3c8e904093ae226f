import type { Value } from '../ir/module.js';
import { Op } from '../ir/ops.js';
import { evaluate } from './evaluate.js';
import type { Program } from './program.js';
import { CYCLE, join, keyOf, type CallSite, type LibVal, type Unit, type Val } from './values.js';

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

/** The same for objects and arrays: `cache[key] ??= make(); return cache[key]`. */
export function storedUnderKey(program: Program, { unit, value, env }: CallSite): Val | undefined {
  const { ir } = unit;
  const fn = program.functionAt(unit, value);
  const arms: Val[] = [];
  for (const { fn: at, value: set } of program.facts(unit).keyedSets) {
    if (at !== fn || ir.operand(set, 1) !== ir.operand(value, 2)) continue;
    if (isSameAccess(unit, ir.operand(set, 0), ir.operand(value, 1))) arms.push(evaluate(program, unit, ir.operand(set, 2), env));
  }
  const stored = arms.length === 0 ? CYCLE : join(arms);
  return stored === CYCLE ? undefined : stored;
}

/** Are two expressions of one function the same variable, or the same members of it? */
function isSameAccess(unit: Unit, a: Value, b: Value): boolean {
  const { ir } = unit;
  if (a === b) return true;
  if (ir.op(a) !== ir.op(b)) return false;
  switch (ir.op(a)) {
    case Op.cast:
      return isSameAccess(unit, ir.operand(a, 0), ir.operand(b, 0));
    case Op.get:
      return ir.operand(a, 2) === ir.operand(b, 2) && isSameAccess(unit, ir.operand(a, 1), ir.operand(b, 1));
    case Op.global:
    case Op.capture:
    case Op.load:
    case Op.import:
      return ir.operand(a, 0) === ir.operand(b, 0);
    case Op.this:
      return true;
    default:
      return false;
  }
}
