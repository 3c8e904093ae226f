import type { Value } from '../ir/module.js';
import { Export, Op } from '../ir/ops.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import type { Owned, Read } from './types.js';

/** Where a module's variable is mentioned: in its own module, and where others import it. */
export function bindingReads(program: Program, { unit, binding }: Owned): Read[] {
  if (binding < 0) return [];
  const own = (program.uses(unit).loadsOf.get(binding) ?? []).map((load) => ({ unit, ...load }));
  const names = exportedNames(unit, binding);
  if (names.length === 0) return own;
  const imported = program.importersOf(unit).filter(({ unit: by, row }) => names.includes(by.ir.import(row).name));
  return [
    ...own,
    ...imported.flatMap(({ unit: by, row }) => (program.uses(by).importUses.get(row) ?? []).map((use) => ({ unit: by, ...use }))),
  ];
}

/** The names under which a module exports a binding. */
export function exportedNames(unit: Unit, binding: number): string[] {
  const { ir } = unit;
  const names: string[] = [];
  for (let e = 0, n = ir.count('exports'); e < n; e++) {
    const row = ir.export(e);
    if (row.kind === (Export.Binding as number) && row.target === binding) names.push(row.name);
  }
  return names;
}

/** Is a mention more than the target of a change? `changes` are those of its module. */
export function isRead(program: Program, { unit, fn, value }: Read, changes: ReadonlySet<Value>): boolean {
  const { ir } = unit;
  const users = program.usersOf(unit, fn).get(value) ?? [];
  if (users.length === 0) return true;
  return users.some((user) => {
    if (changes.has(user)) return false;
    if (ir.op(user) !== Op.get) return true;
    const calls = program.usersOf(unit, fn).get(user) ?? [];
    return calls.length === 0 || calls.some((call) => !changes.has(call));
  });
}
