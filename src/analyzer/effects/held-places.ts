import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';

/** A text that is equal for values of one function (and the closures in it) that are the same object, or undefined. */
export function placeOf(program: Program, unit: Unit, value: Value, depth = 0): string | undefined {
  const { ir } = unit;
  if (value < 0 || depth > 8) return undefined;
  switch (ir.op(value)) {
    case Op.await:
    case Op.cast:
    case Op.using:
      return placeOf(program, unit, ir.operand(value, 0), depth + 1);
    case Op.capture: {
      const held = ir.bindingValue(ir.operand(value, 0));
      return held >= 0 ? placeOf(program, unit, held, depth + 1) : `binding:${ir.operand(value, 0)}`;
    }
    case Op.load:
      return `binding:${ir.operand(value, 0)}`;
    case Op.store:
      return `binding:${ir.operand(value, 0)}`;
    case Op.import:
      return `import:${ir.operand(value, 0)}`;
    case Op.this:
      return 'this';
    case Op.get: {
      const of = placeOf(program, unit, ir.operand(value, 1), depth + 1);
      return of === undefined ? undefined : `${of}.${ir.text(value, 2)}`;
    }
    case Op.phi:
      return samePlace(program, unit, value, depth);
    case Op.undef:
    case Op.null:
      return undefined;
    default:
      return `value:${value}`;
  }
}

/** A variable that is one object, or nothing yet, whichever way was taken. */
function samePlace(program: Program, unit: Unit, phi: Value, depth: number): string | undefined {
  const { ir } = unit;
  const places = new Set<string>();
  for (let i = 1; i < ir.operandCount(phi); i += 2) {
    const arm = ir.operand(phi, i);
    if (arm === phi || ir.op(arm) === Op.undef || ir.op(arm) === Op.null) continue;
    places.add(placeOf(program, unit, arm, depth + 1) ?? `value:${arm}`);
  }
  return places.size === 1 ? [...places][0] : `value:${phi}`;
}
