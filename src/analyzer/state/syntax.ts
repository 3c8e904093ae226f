import type { Value } from '../ir/module.js';
import { derivesFrom } from '../flow/dependence.js';
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

/** `[list[i], list[j]] = [list[j], list[i]]`: what was there is somewhere else now, and there is no more of it. */
export function isMoved({ unit, value, stored }: { readonly unit: Unit; readonly value: Value; readonly stored: Value }): boolean {
  const { ir } = unit;
  if (stored < 0 || ir.op(value) !== Op.setx || ![Op.getx, Op.elem].includes(ir.op(strip(unit, stored)))) return false;
  const list = ir.operand(value, 0);
  return derivesFrom(unit, stored, (v) => ir.op(v) === Op.getx && ir.operand(v, 1) === list, 12);
}
