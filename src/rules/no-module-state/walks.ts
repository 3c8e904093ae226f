import { Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import { derivesFrom } from '../../analyzer/flow/dependence.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Unit } from '../../analyzer/link/values.js';
import type { Write } from '../../analyzer/state/types.js';
import { dependsOnInput, isAwaited } from './input.js';

/** Does a key come from a walk over something: a loop, or a callback that is run for each? */
const isOfWalk = (program: Program, unit: Unit, key: Value): boolean =>
  derivesFrom(
    unit,
    key,
    (v) =>
      unit.ir.op(v) === Op.iter ||
      unit.ir.op(v) === Op.key ||
      (unit.ir.op(v) === Op.param && program.graph.callersOf(unit, program.functionAt(unit, v)).some(({ kind }) => kind === 'runs')),
  );

/** A snapshot of a whole table, by key: an entry for each of the rows, in a loop or in what a call that is waited for does with each. */
export const isSnapshot = (program: Program, adds: readonly Write[]): boolean =>
  adds.every(({ unit, fn, key }) => {
    if (key < 0) return false;
    const isOfRow = (v: Value): boolean => unit.ir.op(v) === Op.param && program.functionAt(unit, v) === fn;
    return (
      (isOfWalk(program, unit, key) && !dependsOnInput(program, unit, key)) ||
      isOfLoop(unit, key) ||
      (derivesFrom(unit, key, isOfRow) && isDoneWithEach(program, unit, fn))
    );
  });

/** `await db.each(query, (row) => …)` */
const isDoneWithEach = (program: Program, unit: Unit, fn: number): boolean =>
  program.contexts.of(unit, fn).get('handler')?.kind !== 'root' &&
  program.contexts.of(unit, fn).get('job')?.kind !== 'root' &&
  program.graph
    .callersOf(unit, fn)
    .some(
      ({ kind, from, call }) =>
        kind === 'later' &&
        !isAskedWithInput(program, from.unit, call) &&
        (program.usersOf(from.unit, from.fn).get(call) ?? []).some((user) => from.unit.ir.op(user) === Op.await),
    );

const isOfLoop = (unit: Unit, key: Value): boolean => derivesFrom(unit, key, (v) => unit.ir.op(v) === Op.iter);

/** Is it what a caller names that is asked for, and not all there is? */
const isAskedWithInput = (program: Program, unit: Unit, call: Value): boolean =>
  Array.from({ length: unit.ir.operandCount(call) - 2 }, (_, i) => unit.ir.operand(call, 2 + i)).some(
    (given) => unit.ir.op(given) !== Op.func && dependsOnInput(program, unit, given),
  );

/** An entry for each element of something that no caller gives and nobody is asked for: modules that were loaded are the program's own. */
export function isOwnData(program: Program, { unit, key, stored }: Write): boolean {
  const walks = isOfWalk(program, unit, key);
  return walks && [key, stored].every((value) => !dependsOnInput(program, unit, value) && !isAwaited(program, unit, value));
}
