import { Bind, BindFlag } from '../../analyzer/ir/ops.js';
import type { LibType } from '../../analyzer/link/library.js';
import type { Program } from '../../analyzer/link/program.js';
import type { CallSite, LibVal, Unit, Val } from '../../analyzer/link/values.js';

/** Something that a library made and a module can name: what it calls it, and the call that made it. */
export interface AtHand {
  readonly name: string;
  readonly value: LibVal;
  readonly site: CallSite;
}

/** What a module makes or imports that is of such a type; undefined unless there is one only. */
export function atHand(program: Program, unit: Unit, isSuch: (type: LibType) => boolean): AtHand | undefined {
  const { ir } = unit;
  const own = Array.from({ length: ir.count('bindings') }, (_, i) => ({ ...ir.binding(i), value: program.binding(unit, i) }))
    .filter(({ owner, kind, flags }) => owner === 0 && kind === Bind.Const && (flags & (BindFlag.Place | BindFlag.Reassigned)) === 0)
    .map(({ name, value }): readonly [string, Val] => [name, value]);
  const imported = unit.targets.flatMap((target, row): (readonly [string, Val])[] => {
    const { name, local } = ir.import(row);
    const value = target.kind === 'unit' && local !== '' ? program.exported(program.units[target.unit], name) : undefined;
    return value === undefined ? [] : [[local, value]];
  });
  const [one, more] = [...own, ...imported].flatMap(([name, value]): AtHand[] =>
    value.k === 'lib' && value.recv === null && isSuch(value.type) && typeof value.origin !== 'string'
      ? [{ name, value, site: value.origin }]
      : [],
  );
  return more === undefined ? one : undefined;
}
