import { Export, OBJ_PROP, Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';

/** An instruction of a module: where something was made. */
export interface Made {
  readonly unit: Unit;
  readonly value: Value;
}

const MAX_STEPS = 20;

/** The instruction that made a value, through bindings of one value and imports: `users` → `pgTable('users', …)`. */
export function madeAt(program: Program, unit: Unit, value: Value): Made {
  let at: Made = { unit, value };
  for (let steps = 0; steps < MAX_STEPS && at.value >= 0; steps++) {
    const next = step(program, at);
    if (next === undefined) return at;
    at = next;
  }
  return at;
}

function step(program: Program, { unit, value }: Made): Made | undefined {
  const { ir } = unit;
  switch (ir.op(value)) {
    case Op.cast:
    case Op.await:
      return { unit, value: ir.operand(value, 0) };
    case Op.capture:
      return { unit, value: ir.bindingValue(ir.operand(value, 0)) };
    case Op.import:
      return imported(program, unit, ir.operand(value, 0));
    case Op.get:
      return memberOf(program, { unit, value });
    default:
      return undefined;
  }
}

/** `schema.users` of a namespace, or of a literal that is in sight. */
function memberOf(program: Program, { unit, value }: Made): Made | undefined {
  const { ir } = unit;
  const name = ir.text(value, 2);
  const of = ir.operand(value, 1);
  if (ir.op(of) === Op.import) {
    const row = ir.operand(of, 0);
    const target = unit.targets[row];
    if (ir.import(row).name === '*' && target?.kind === 'unit') return exported(program, program.units[target.unit], name, 0);
  }
  const made = madeAt(program, unit, of);
  return made.value >= 0 && made.unit.ir.op(made.value) === Op.object ? entryOf(made, name) : undefined;
}

/** A named entry of an object literal. */
export function entryOf({ unit, value }: Made, name: string): Made | undefined {
  const { ir } = unit;
  for (let i = ir.operandCount(value) - 3; i >= 0; i -= 3)
    if (ir.operand(value, i) === OBJ_PROP && ir.string(ir.operand(value, i + 1)) === name) return { unit, value: ir.operand(value, i + 2) };
  return undefined;
}

/** The named entries of an object literal, in their order. */
export function entriesOf({ unit, value }: Made): (readonly [string, Made])[] {
  const { ir } = unit;
  const entries: (readonly [string, Made])[] = [];
  if (value < 0 || ir.op(value) !== Op.object) return entries;
  for (let i = 0; i < ir.operandCount(value); i += 3)
    if (ir.operand(value, i) === OBJ_PROP) entries.push([ir.string(ir.operand(value, i + 1)), { unit, value: ir.operand(value, i + 2) }]);
  return entries;
}

function imported(program: Program, unit: Unit, row: number): Made | undefined {
  const target = unit.targets[row];
  return target?.kind === 'unit' ? exported(program, program.units[target.unit], unit.ir.import(row).name, 0) : undefined;
}

function exported(program: Program, unit: Unit, name: string, depth: number): Made | undefined {
  const { ir } = unit;
  if (depth > 6) return undefined;
  const stars: number[] = [];
  for (let i = 0, n = ir.count('exports'); i < n; i++) {
    const row = ir.export(i);
    if (row.kind === (Export.Star as number)) stars.push(row.target);
    else if (row.name !== name) continue;
    else if (row.kind === (Export.Value as number)) return { unit, value: row.target };
    else if (row.kind === (Export.Import as number)) return imported(program, unit, row.target);
    else return { unit, value: ir.bindingValue(row.target) };
  }
  for (const star of stars) {
    const target = unit.targets[star];
    const found = target?.kind === 'unit' ? exported(program, program.units[target.unit], name, depth + 1) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** A package's export: `uniqueIndex` of `drizzle-orm/pg-core`. A member of an imported namespace counts as one. */
export function importOf({ unit, value }: Made): { readonly pkg: string; readonly name: string } | undefined {
  const { ir } = unit;
  if (value < 0) return undefined;
  if (ir.op(value) === Op.get) {
    const of = importOf({ unit, value: ir.operand(value, 1) });
    return of && { pkg: of.pkg, name: ir.text(value, 2) };
  }
  if (ir.op(value) !== Op.import) return undefined;
  const row = ir.operand(value, 0);
  const target = unit.targets[row];
  if (target?.kind !== 'package') return undefined;
  return { pkg: target.subpath === '' ? target.name : `${target.name}/${target.subpath}`, name: ir.import(row).name };
}

/** What a call calls, and what it is given. */
export function callOf({ unit, value }: Made): { readonly callee: Made; readonly args: readonly Made[] } | undefined {
  const { ir } = unit;
  if (value < 0 || ir.op(value) !== Op.call) return undefined;
  const args = Array.from({ length: ir.operandCount(value) - 2 }, (_, i) => ({ unit, value: ir.operand(value, 2 + i) }));
  return { callee: { unit, value: ir.operand(value, 1) }, args };
}

export const textOf = ({ unit, value }: Made): string | undefined =>
  value >= 0 && unit.ir.op(value) === Op.str ? unit.ir.text(value, 0) : undefined;

export const isTrue = (made: Made | undefined): boolean =>
  made !== undefined && made.unit.ir.op(made.value) === Op.bool && made.unit.ir.operand(made.value, 0) === 1;

export const isFalse = (made: Made | undefined): boolean =>
  made !== undefined && made.unit.ir.op(made.value) === Op.bool && made.unit.ir.operand(made.value, 0) === 0;

/** The texts of an array literal; undefined where anything else is in it. */
export function textsOf({ unit, value }: Made): string[] | undefined {
  const { ir } = unit;
  if (value < 0 || ir.op(value) !== Op.array) return undefined;
  const texts = Array.from({ length: ir.operandCount(value) }, (_, i) => textOf({ unit, value: ir.operand(value, i) }));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** The calls of a chain of methods, outermost first: `.unique()`, `.notNull()`, `text('a')`. */
export function chainOf(made: Made): { readonly name: string; readonly args: readonly Made[]; readonly callee: Made }[] {
  const { unit } = made;
  const { ir } = unit;
  const calls: { name: string; args: readonly Made[]; callee: Made }[] = [];
  for (let at = made.value; at >= 0; ) {
    const call = callOf({ unit, value: at });
    if (!call) break;
    const isMethod = ir.op(call.callee.value) === Op.get;
    calls.push({ name: isMethod ? ir.text(call.callee.value, 2) : '', ...call });
    at = isMethod ? ir.operand(call.callee.value, 1) : -1;
  }
  return calls;
}
