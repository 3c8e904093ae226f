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

/** Was something awaited for a value: here, or where first-party callers have it from? What is loaded as code does not count. */
export function isAwaited(program: Program, unit: Unit, value: Value, depth = 0): boolean {
  const { ir } = unit;
  if (derivesFrom(unit, value, (v) => ir.op(v) === Op.await)) return !derivesFrom(unit, value, (v) => ir.op(v) === Op.dynimport);
  return depth < 2 && derivesFrom(unit, value, (v) => ir.op(v) === Op.param && isAwaitedAbove(program, unit, v, depth));
}

function isAwaitedAbove(program: Program, unit: Unit, param: Value, depth: number): boolean {
  const index = unit.ir.operand(param, 0);
  return program.graph
    .callersOf(unit, program.functionAt(unit, param))
    .slice(0, 8)
    .some(
      ({ kind, from, call }) =>
        kind === 'call' &&
        index < from.unit.ir.operandCount(call) - 2 &&
        isAwaited(program, from.unit, from.unit.ir.operand(call, 2 + index), depth + 1),
    );
}

function isInput(program: Program, unit: Unit, param: Value, depth: number): boolean {
  const fn = program.functionAt(unit, param);
  const index = unit.ir.operand(param, 0);
  const callers = program.graph.callersOf(unit, fn);
  const calls = callers.filter((edge) => edge.kind === 'call');
  if (calls.length === 0) {
    // `names.forEach((name) => …)`: what is walked over.
    const walks = callers.filter((edge) => edge.kind === 'runs');
    if (walks.length > 0 && walks.length === callers.length && depth < MAX_CALLS)
      return walks.some(({ from, call }) => dependsOnInput(program, from.unit, call, depth + 1));
    return !isTold(program, unit, fn);
  }
  if (depth >= MAX_CALLS) return true;
  return calls.slice(0, 20).some(({ from, call }) => {
    const { ir } = from.unit;
    return index < ir.operandCount(call) - 2 && dependsOnInput(program, from.unit, ir.operand(call, 2 + index), depth + 1);
  });
}

/** Is a function a listener that another function makes: `child.on('close', (code) => …)`? What it is told is not what was asked. */
function isTold(program: Program, unit: Unit, fn: number): boolean {
  if (unit.ir.fnParent(fn) <= 0 || program.contexts.of(unit, fn).get('handler')?.kind === 'root') return false;
  const closure = program.facts(unit).closures[fn];
  if (!closure) return false;
  return (program.usersOf(unit, closure.fn).get(closure.value) ?? []).some((user) => {
    if (unit.ir.op(user) !== Op.call) return false;
    const method = unit.ir.operand(user, 1);
    return unit.ir.op(method) === Op.get && LISTENING.has(unit.ir.text(method, 2)) && isProcess(program, unit, unit.ir.operand(method, 1));
  });
}

const LISTENING = new Set(['on', 'once', 'addListener']);

/** Something that this process started: a child, a request of its own. */
function isProcess(program: Program, unit: Unit, value: Value): boolean {
  const v = program.value(unit, value);
  return v.k === 'lib' && v.type.model.is === 'emitter';
}
