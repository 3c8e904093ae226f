import type { Value } from '../ir/module.js';
import { Fn, Op } from '../ir/ops.js';
import type { Program } from './program.js';
import type { Unit } from './values.js';

/** How a reader would write an expression, short: `axios.get`, `this.pool.query`, `createClient()`. For messages only. */
export function describe(unit: Unit, value: Value, depth = 0): string {
  const { ir } = unit;
  if (value < 0 || depth > 6) return '…';
  const named = bindingName(unit, value);
  if (named !== undefined) return named;
  switch (ir.op(value)) {
    case Op.get: {
      const holder = describe(unit, ir.operand(value, 1), depth + 1);
      return holder === '…' ? ir.text(value, 2) : `${holder}.${ir.text(value, 2)}`;
    }
    case Op.getx:
      return `${describe(unit, ir.operand(value, 1), depth + 1)}[…]`;
    case Op.import: {
      const row = ir.import(ir.operand(value, 0));
      return row.local || (row.name === '*' || row.name === 'default' ? row.specifier : row.name);
    }
    case Op.dynimport:
      return ir.import(ir.operand(value, 0)).specifier;
    case Op.capture:
    case Op.load:
      return ir.binding(ir.operand(value, 0)).name;
    case Op.global:
      return ir.text(value, 0);
    case Op.this:
      return 'this';
    case Op.super:
      return 'super';
    case Op.param:
      return paramName(unit, value);
    case Op.await:
    case Op.cast:
    case Op.using:
      return describe(unit, ir.operand(value, 0), depth + 1);
    case Op.call:
      return `${describe(unit, ir.operand(value, 1), depth + 1)}()`;
    case Op.str:
      return `'${ir.text(value, 0)}'`;
    case Op.num:
      return ir.text(value, 0);
    default:
      return '…';
  }
}

function paramName(unit: Unit, value: Value): string {
  const { ir } = unit;
  const index = ir.operand(value, 0);
  for (let f = 0, n = ir.count('functions'); f < n; f++) {
    const [start, end] = ir.fnCode(f);
    if (value < start || value >= end) continue;
    const row = ir.fn(f);
    return (index < row.paramCount && ir.param(row.firstParam + index).name) || '…';
  }
  return '…';
}

function bindingName(unit: Unit, value: Value): string | undefined {
  const { ir } = unit;
  for (let b = 0, n = ir.count('bindings'); b < n; b++) if (ir.bindingValue(b) === value) return ir.binding(b).name;
  return undefined;
}

/** What a function is called in messages: its name, `Class.method`, or where it stands. */
export function functionName(program: Program, unit: Unit, fn: number): string {
  const row = unit.ir.fn(fn);
  if ((row.flags & Fn.Module) !== 0) return `the top level of ${unit.file}`;
  if (row.name !== '') {
    const cls = row.cls >= 0 ? unit.ir.cls(row.cls).name : '';
    return cls === '' ? row.name : `${cls}.${row.name}`;
  }
  return `the function on line ${unit.ir.position(row.start).line}`;
}

/**
 * Who does what an instruction does, in a message about something in module `from`: a function by its name, in backticks, or the line, where
 * it has none.
 */
export function doerName(
  program: Program,
  { unit, fn, value }: { readonly unit: Unit; readonly fn: number; readonly value: Value },
  from: Unit,
): string {
  const { name, flags } = unit.ir.fn(fn);
  const called = functionName(program, unit, fn);
  if (name !== '') return `\`${called}\``;
  if ((flags & Fn.Module) !== 0) return called;
  const { line } = unit.ir.position(unit.ir.start(value));
  return unit === from ? `the code on line ${line}` : `the code at ${unit.file}:${line}`;
}
