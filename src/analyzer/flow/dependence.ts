import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { Unit } from '../link/values.js';

/** Walks from a value to what it is computed from, within its function and through captured bindings of one value. */
export function derivesFrom(unit: Unit, value: Value, matches: (value: Value) => boolean, limit = 200): boolean {
  const { ir } = unit;
  const seen = new Set<Value>();
  const queue = [value];
  for (let v = queue.pop(); v !== undefined; v = queue.pop()) {
    if (v < 0 || seen.has(v) || seen.size > limit) continue;
    seen.add(v);
    if (matches(v)) return true;
    if (ir.op(v) === Op.capture) queue.push(ir.bindingValue(ir.operand(v, 0)));
    ir.eachOperandValue(v, (operand) => queue.push(operand));
  }
  return false;
}
