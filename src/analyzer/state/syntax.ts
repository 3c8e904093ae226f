import type { Value } from '../ir/module.js';
import { Op } from '../ir/ops.js';
import type { Unit } from '../link/values.js';

/** A value without casts and awaits around it. */
export function strip(unit: Unit, value: Value): Value {
  let v = value;
  while (v >= 0 && (unit.ir.op(v) === Op.cast || unit.ir.op(v) === Op.await)) v = unit.ir.operand(v, 0);
  return v;
}

/** The property of an object literal that holds a value. */
export function keyIn(unit: Unit, object: Value, value: Value): string | undefined {
  const { ir } = unit;
  for (let i = 0; i < ir.operandCount(object); i += 3)
    if (ir.operand(object, i + 2) === value && ir.operand(object, i) === 0) return ir.string(ir.operand(object, i + 1));
  return undefined;
}
