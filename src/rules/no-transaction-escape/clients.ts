import { parameterOf } from '../../analyzer/effects/regions.js';
import { Bind, Export, Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import type { Program } from '../../analyzer/link/program.js';
import { armsOf, type Env, type LibVal, type Unit, type Val } from '../../analyzer/link/values.js';

/** An expression and what it is a member or a result of, from the outside in: `this.prisma.user`, `this.prisma`, `this`. */
export function prefixesOf({ ir }: Unit, value: Value): Value[] {
  const found: Value[] = [];
  let v = value;
  for (let i = 0; i < 16 && v >= 0; i++) {
    found.push(v);
    if (ir.op(v) === Op.get || ir.op(v) === Op.call) v = ir.operand(v, 1);
    else if (ir.op(v) === Op.await || ir.op(v) === Op.cast) v = ir.operand(v, 0);
    else break;
  }
  return found;
}

/** Texts of which one is equal for two expressions that are the same client. Empty where it may be anything. */
export function clientKeys(program: Program, unit: Unit, value: Value, env: Env | null): string[] {
  const arms = armsOf(program.value(unit, value, env));
  // What is only known by the type of a parameter may be any client of that type, the transaction's included.
  if (arms.some((arm) => arm.k === 'lib' && arm.origin === 'typed') && isRootedInParameter(program, unit, value)) return [];
  const keys = arms.flatMap(keyOfClient);
  const place = keys.length === 0 ? placeKey(program, unit, value) : undefined;
  return place === undefined ? keys : [place];
}

function isRootedInParameter(program: Program, unit: Unit, value: Value): boolean {
  const root = prefixesOf(unit, value).at(-1);
  return root !== undefined && parameterOf(program, unit, root) !== undefined;
}

function keyOfClient(v: Val): string[] {
  if (v.k === 'inst') return [`inst:${v.cls.unit.index}:${v.cls.cls}`];
  if (v.k !== 'lib') return [];
  return [typeof v.origin === 'string' ? `${v.origin}:${clientIn(v).type.id}` : `site:${v.origin.unit.index}:${v.origin.value}`];
}

/** The object that a member was taken from in the first place. */
function clientIn(v: LibVal): LibVal {
  let top = v;
  while (top.recv?.k === 'lib') top = top.recv;
  return top;
}

/** The variable that an expression reads, where its value is not known: a module's binding, an import of one, a field. */
function placeKey(program: Program, unit: Unit, value: Value): string | undefined {
  const { ir } = unit;
  switch (ir.op(value)) {
    case Op.import:
      return exportHome(program, unit, ir.operand(value, 0));
    case Op.capture:
    case Op.load: {
      const row = ir.binding(ir.operand(value, 0));
      return row.owner === 0 && row.kind !== (Bind.Param as number) ? `binding:${unit.index}:${row.index}` : undefined;
    }
    case Op.get: {
      const self = ir.op(ir.operand(value, 1)) === Op.this ? program.value(unit, ir.operand(value, 1)) : undefined;
      return self?.k === 'inst' ? `field:${self.cls.unit.index}:${self.cls.cls}:${ir.text(value, 2)}` : undefined;
    }
    default:
      return undefined;
  }
}

/** Where an imported name is declared, past re-exports. */
function exportHome(program: Program, unit: Unit, row: number): string | undefined {
  let at = unit,
    name = unit.ir.import(row).name,
    target = unit.targets[row];
  for (let i = 0; i < 6; i++) {
    if (target?.kind !== 'unit') return undefined;
    at = program.units[target.unit];
    const { ir } = at;
    let next = -1,
      home: string | undefined;
    for (let e = 0, n = ir.count('exports'); e < n; e++) {
      const found = ir.export(e);
      if (found.name !== name) continue;
      if (found.kind === (Export.Import as number)) next = found.target;
      else home = found.kind === (Export.Binding as number) ? `binding:${at.index}:${found.target}` : `export:${at.index}:${name}`;
    }
    if (next < 0) return home;
    name = at.ir.import(next).name;
    target = at.targets[next];
  }
  return undefined;
}
