import { Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import { derivesFrom } from '../../analyzer/flow/dependence.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Unit } from '../../analyzer/link/values.js';

/** Calls that a parameter is followed through. */
const MAX_CALLS = 4;

/**
 * Does a value depend on what a caller from outside gives: a request, an event, an argument of a function that nothing calls?
 * What first-party callers pass is followed to where they have it from.
 */
export function dependsOnInput(program: Program, unit: Unit, value: Value, depth = 0): boolean {
  return derivesFrom(unit, value, (v) => unit.ir.op(v) === Op.param && isInput(program, unit, v, depth));
}

function isInput(program: Program, unit: Unit, param: Value, depth: number): boolean {
  const fn = program.functionAt(unit, param);
  const index = unit.ir.operand(param, 0);
  const calls = program.graph.callersOf(unit, fn).filter((edge) => edge.kind === 'call');
  if (calls.length === 0 || depth >= MAX_CALLS) return true;
  return calls.slice(0, 20).some(({ from, call }) => {
    const { ir } = from.unit;
    return index < ir.operandCount(call) - 2 && dependsOnInput(program, from.unit, ir.operand(call, 2 + index), depth + 1);
  });
}
