import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { FnRef } from '../link/callgraph.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import type { Context } from '../models/types.js';

/** A function that takes what a framework makes for one run only: whoever calls it, it is part of that run. */
export interface Typed extends FnRef {
  readonly context: Context;
  /** The type that says so, as it is written there. */
  readonly type: string;
}

/** The functions of a module with a parameter of such a type: `(req: Request, res: Response) => …`, however they are registered. */
export const typedByFramework = (program: Program, unit: Unit): readonly Typed[] =>
  program.keep(unit, typedByFramework, () => findTyped(program, unit));

function findTyped(program: Program, unit: Unit): readonly Typed[] {
  const { ir } = unit;
  if (!unit.targets.some((target) => target?.kind === 'package' && program.library.serves(target.name))) return [];
  const found: Typed[] = [];
  for (let fn = 1, n = ir.count('functions'); fn < n; fn++) {
    const row = ir.fn(fn);
    for (let i = 0; i < row.paramCount; i++) {
      const made = madeBy(program, unit, ir.param(row.firstParam + i).type);
      if (made === undefined) continue;
      found.push({ unit, fn, ...made });
      break;
    }
  }
  return found;
}

/** What a declared type says of the code that is given one, where it is imported from a package by its name. */
function madeBy(program: Program, unit: Unit, type: Value): Pick<Typed, 'context' | 'type'> | undefined {
  const { ir } = unit;
  if (type < 0 || ir.op(type) !== Op.tref) return undefined;
  const entity = ir.operand(type, 0);
  const isMember = ir.op(entity) === Op.get;
  const root = isMember ? ir.operand(entity, 1) : entity;
  if (ir.op(root) !== Op.import) return undefined;
  const row = ir.operand(root, 0);
  const target = unit.targets[row];
  if (target?.kind !== 'package') return undefined;
  const name = isMember ? ir.text(entity, 2) : ir.import(row).name;
  const context = program.library.instanceType(target.name, target.subpath, name)?.model.madeIn;
  return context && { context, type: name };
}
