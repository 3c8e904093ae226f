import { Export, Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import { returned } from '../link/calls.js';
import { element } from '../link/evaluate.js';
import type { Program } from '../link/program.js';
import { instanceOfType } from '../link/types.js';
import { armsOf, unknown, type Unit, type Val } from '../link/values.js';

/** What one element of a collection is: by its literal, by the callback that mapped it, or by its declared type. */
export function elementOf(program: Program, unit: Unit, collection: Value): Val {
  const direct = element(program, program.value(unit, collection), -1);
  if (direct.k !== 'unknown') return direct;
  const home = homeOf(program, unit, collection);
  return mapped(program, home.unit, home.value) ?? declared(program, unit, collection) ?? direct;
}

/** Where a collection was made, behind captures, awaits and casts. */
function homeOf(program: Program, unit: Unit, value: Value, depth = 0): { readonly unit: Unit; readonly value: Value } {
  let v = value;
  for (let i = 0; i < 8 && v >= 0; i++) {
    const op = unit.ir.op(v);
    if (op === Op.await || op === Op.cast) v = unit.ir.operand(v, 0);
    else if ((op === Op.capture || op === Op.load) && unit.ir.bindingValue(unit.ir.operand(v, 0)) >= 0)
      v = unit.ir.bindingValue(unit.ir.operand(v, 0));
    else if (op === Op.import) return importedHome(program, unit, unit.ir.operand(v, 0), depth) ?? { unit, value: v };
    else break;
  }
  return { unit, value: v };
}

const MAX_MODULES = 6;

/** The value of a constant that another module exports, or hands on. */
function importedHome(
  program: Program,
  unit: Unit,
  row: number,
  depth: number,
): { readonly unit: Unit; readonly value: Value } | undefined {
  const target = unit.targets[row];
  if (target?.kind !== 'unit' || depth > MAX_MODULES) return undefined;
  const to = program.units[target.unit];
  const { name } = unit.ir.import(row);
  for (let i = 0, n = to.ir.count('exports'); i < n; i++) {
    const exported = to.ir.export(i);
    if (exported.name !== name) continue;
    if (exported.kind === (Export.Import as number)) return importedHome(program, to, exported.target, depth + 1);
    if (exported.kind === (Export.Binding as number) && to.ir.bindingValue(exported.target) >= 0)
      return homeOf(program, to, to.ir.bindingValue(exported.target), depth + 1);
  }
  return undefined;
}

/** `urls.map((url) => new Redis(url))`: what the callback returns. */
function mapped(program: Program, unit: Unit, value: Value): Val | undefined {
  const { ir } = unit;
  if (value < 0 || ir.op(value) !== Op.call || ir.operandCount(value) < 3) return undefined;
  const method = ir.operand(value, 1);
  if (ir.op(method) !== Op.get) return undefined;
  const name = ir.text(method, 2);
  if (name === 'filter' || name === 'slice') return mapped(program, unit, homeOf(program, unit, ir.operand(method, 1)).value);
  const fn = name === 'map' ? program.value(unit, ir.operand(value, 2)) : undefined;
  return fn?.k === 'fn' ? returned(program, fn, null) : undefined;
}

/** `nodes: Redis[]` as a parameter, a variable or a field. */
function declared(program: Program, unit: Unit, value: Value): Val | undefined {
  const { ir } = unit;
  const type = declaredType(program, unit, value);
  if (type === undefined || type < 0) return undefined;
  if (ir.op(type) === Op.tarr) return instanceOfType(program, unit, ir.operand(type, 0), null);
  const listed =
    ir.op(type) === Op.tref &&
    ir.op(ir.operand(type, 0)) === Op.global &&
    ['Array', 'ReadonlyArray', 'Set'].includes(ir.text(ir.operand(type, 0), 0));
  return listed && ir.operandCount(type) > 1 ? instanceOfType(program, unit, ir.operand(type, 1), null) : undefined;
}

function declaredType(program: Program, unit: Unit, value: Value): Value | undefined {
  const { ir } = unit;
  switch (ir.op(value)) {
    case Op.param: {
      const row = ir.fn(program.functionAt(unit, value));
      return ir.operand(value, 0) < row.paramCount ? ir.param(row.firstParam + ir.operand(value, 0)).type : undefined;
    }
    case Op.capture:
    case Op.load: {
      const binding = ir.binding(ir.operand(value, 0));
      return binding.type >= 0 ? binding.type : binding.value >= 0 ? declaredType(program, unit, binding.value) : undefined;
    }
    case Op.get: {
      const owner = program.value(unit, ir.operand(value, 1));
      const cls =
        owner.k === 'inst' && owner.cls.unit === unit ? owner.cls.cls : owner.k === 'iface' && owner.unit === unit ? owner.cls : undefined;
      if (cls === undefined) return undefined;
      const row = ir.cls(cls);
      for (let i = 0; i < row.memberCount; i++) if (ir.member(row, i).name === ir.text(value, 2)) return ir.member(row, i).type;
      return undefined;
    }
    default:
      return undefined;
  }
}

/** What sort of node an element is: a client of a library, or an instance of the project's own class that talks to one. */
export function isNode(value: Val): boolean {
  const arms = armsOf(value);
  return arms.length > 0 && arms.every((arm) => arm.k === 'lib' && arm.type.model.is === 'handle');
}

/** An element that nothing is known of. */
export const UNKNOWN_ELEMENT: Val = unknown('an element of a collection');
