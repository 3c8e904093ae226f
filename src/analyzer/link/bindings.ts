import { Bind, BindFlag, Op } from '../ir/ops.js';
import { evaluate } from './evaluate.js';
import type { Program } from './program.js';
import { instanceOfType } from './types.js';
import { CYCLE, constant, join, unknown, type Env, type Unit, type Val } from './values.js';

/** The activation of `owner` that `env` belongs to, or null. */
export function activationOf(env: Env | null, unit: Unit, owner: number): Env | null {
  let e = env;
  while (e !== null && !(e.unit === unit && e.fn === owner)) e = e.outer;
  return e;
}

/** What a binding holds: its only value, the join of what is stored in a place, or what its declared type says. */
export function bindingValue(program: Program, unit: Unit, index: number, env: Env | null): Val {
  const row = unit.ir.binding(index);
  switch (row.kind as Bind) {
    case Bind.Interface:
      return row.cls >= 0 ? { k: 'iface', unit, cls: row.cls } : unknown('an interface');
    case Bind.Type:
      return row.type >= 0 ? instanceOfType(program, unit, row.type, env) : unknown('a type');
    default:
  }
  const within = activationOf(env, unit, row.owner);
  let value: Val = unknown(`\`${row.name}\` has no value that is known`);
  if ((row.flags & BindFlag.Reassigned) !== 0) value = storedValue(program, unit, index, within);
  else if (row.value >= 0) value = evaluate(program, unit, row.value, within);
  if (isVague(value) && row.type >= 0) {
    const typed = instanceOfType(program, unit, row.type, within);
    if (!isVague(typed)) return typed;
  }
  return value;
}

function storedValue(program: Program, unit: Unit, index: number, env: Env | null): Val {
  const { ir } = unit;
  const row = ir.binding(index);
  const arms: Val[] = [];
  if (row.value >= 0) arms.push(evaluate(program, unit, row.value, env));
  for (const store of program.facts(unit).storesOf.get(index) ?? []) {
    if (ir.op(store.value) !== Op.store) continue;
    arms.push(evaluate(program, unit, ir.operand(store.value, 1), store.fn === row.owner ? env : null));
  }
  const value = join(arms);
  return value === CYCLE ? constant(undefined) : value;
}

/** Nothing that a declared type could not say better. */
export function isVague(v: Val): boolean {
  if (v.k === 'join') return v.arms.every(isVague);
  return v.k === 'unknown' || v.k === 'param' || (v.k === 'const' && (v.value === null || v.value === undefined));
}
