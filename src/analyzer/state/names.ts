import { Export, Op } from '../ir/ops.js';
import type { ExportRow, Value } from '../ir/module.js';
import type { Program } from '../link/program.js';
import type { Site, Unit } from '../link/values.js';
import { ensure } from '../maps.js';
import { keyIn, strip } from './syntax.js';

/** What holds a value that a module makes at its top level. */
export interface Named {
  readonly name: string;
  readonly site: Site;
  /** The binding, or -1. */
  readonly binding: number;
  /** The class of which it is a static field. */
  readonly cls?: number;
}

/** The binding, static field or member of an outer object that a value made at module level is held by. */
export function nameOf(program: Program, unit: Unit, value: Value, depth = 0): Named | undefined {
  const held = program.derive(makeHolders).of(unit).bindings.get(value);
  if (held !== undefined) return named(unit, held);
  for (const user of program.usersOf(unit, 0).get(value) ?? []) {
    const found = nameByUser(program, unit, value, user, depth);
    if (found) return found;
  }
  const row = program.derive(makeHolders).of(unit).exports.get(value);
  return (
    row && { name: row.name === '=' ? 'module.exports' : `export ${row.name}`, site: { unit, start: row.start, end: row.end }, binding: -1 }
  );
}

function named(unit: Unit, binding: number): Named {
  const row = unit.ir.binding(binding);
  return { name: row.name, site: { unit, start: row.start, end: row.end }, binding };
}

const CARRIERS: readonly number[] = [Op.object, Op.call, Op.cast, Op.logic, Op.phi];

function nameByUser(program: Program, unit: Unit, value: Value, user: Value, depth: number): Named | undefined {
  const { ir } = unit;
  const op = ir.op(user);
  if (op === Op.set) {
    const holder = program.value(unit, ir.operand(user, 0));
    const site = { unit, start: ir.start(user), end: ir.end(user) };
    if (holder.k === 'class' && holder.unit === unit) return { name: ir.text(user, 1), site, binding: -1, cls: holder.cls };
    if (holder.k === 'global')
      return { name: `${holder.path.endsWith('exports') ? 'exports' : 'globalThis'}.${ir.text(user, 1)}`, site, binding: -1 };
  }
  if (op === Op.store) return named(unit, ir.operand(user, 0));
  if (depth > 4 || !CARRIERS.includes(op)) return undefined;
  const outer = nameOf(program, unit, user, depth + 1);
  const key = op === Op.object ? keyIn(unit, user, value) : undefined;
  return outer && key !== undefined ? { ...outer, name: `${outer.name}.${key}`, binding: -1 } : outer;
}

/** Does a binding hold a value, in whichever function, or an export? */
export function isHeld(program: Program, unit: Unit, value: Value): boolean {
  const { exports, inFunctions, bindings } = program.derive(makeHolders).of(unit);
  return bindings.has(value) || inFunctions.has(value) || exports.has(value);
}

/** What holds values of a module, by value: the first binding of its top level, those of functions, and the first export. */
interface Holders {
  readonly bindings: ReadonlyMap<Value, number>;
  readonly inFunctions: ReadonlySet<Value>;
  readonly exports: ReadonlyMap<Value, ExportRow>;
}

function makeHolders(): { readonly of: (unit: Unit) => Holders } {
  const known = new Map<Unit, Holders>();
  return { of: (unit) => ensure(known, unit, () => holdersIn(unit)) };
}

function holdersIn(unit: Unit): Holders {
  const { ir } = unit;
  const bindings = new Map<Value, number>();
  const exports = new Map<Value, ExportRow>();
  const inFunctions = new Set<Value>();
  for (let b = ir.count('bindings') - 1; b >= 0; b--) {
    const value = strip(unit, ir.bindingValue(b));
    if (ir.bindingOwner(b) === 0) bindings.set(value, b);
    else inFunctions.add(value);
  }
  for (let e = ir.count('exports') - 1; e >= 0; e--) {
    const row = ir.export(e);
    if (row.kind === (Export.Value as number) || row.kind === (Export.Assign as number)) exports.set(strip(unit, row.target), row);
  }
  return { bindings, inFunctions, exports };
}
