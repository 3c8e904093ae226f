import { Op } from '../ir/ops.js';
import { calleeOf, modelOfCall } from '../link/calls.js';
import type { FnRef } from '../link/callgraph.js';
import type { Program } from '../link/program.js';
import { armsOf, type Unit } from '../link/values.js';
import { anyOf, type Answer } from './options.js';
import { isBounded, isSwitchedOff } from './bounds.js';
import { isTimerCallback } from './signals.js';

/** How far a promise is followed through the functions that return it. */
const MAX_RETURNS = 2;

/** Is what waits for this value under a bound of its own: a race against a timer, a wrapper with a time limit? */
export function isWrapped(program: Program, unit: Unit, value: number, depth = 0): Answer {
  const fn = program.functionAt(unit, value);
  return anyOf([
    promiseIsWrapped(program, unit, fn, value, depth),
    closureIsWrapped(program, unit, fn),
    settledByTimer(program, unit, fn, value),
  ]);
}

/** Follows the promise: into arrays, through `then`, as an argument, out of the function. */
function promiseIsWrapped(program: Program, unit: Unit, fn: number, value: number, depth: number): Answer {
  const { ir } = unit;
  const answers: Answer[] = [];
  const users = program.usersOf(unit, fn);
  const seen = new Set<number>();
  const queue = [value];
  for (let v = queue.pop(); v !== undefined; v = queue.pop()) {
    if (seen.has(v) || seen.size > 64) continue;
    seen.add(v);
    for (const user of users.get(v) ?? []) {
      const op = ir.op(user);
      if (op === Op.phi || op === Op.cast || op === Op.logic || op === Op.select) queue.push(user);
      else if (op === Op.array) answers.push(raced(program, unit, fn, user, v));
      else if (op === Op.get && ['then', 'catch', 'finally'].includes(ir.text(user, 2)))
        queue.push(...(users.get(user) ?? []).filter((c) => ir.op(c) === Op.call && ir.operand(c, 1) === user));
      else if (op === Op.call && ir.operand(user, 1) !== v) answers.push(argumentIsBounded(program, unit, user, v));
    }
    if (depth < MAX_RETURNS && program.returnsOf(unit, fn).includes(v)) answers.push(callersWrap(program, unit, fn, depth));
  }
  return anyOf(answers);
}

/** An array that goes into `Promise.race`: does another element settle by a timer? */
function raced(program: Program, unit: Unit, fn: number, array: number, promise: number): Answer {
  const { ir } = unit;
  const race = (program.usersOf(unit, fn).get(array) ?? []).some(
    (user) =>
      ir.op(user) === Op.call && modelOfCall(program, calleeOf(program, { unit, value: user, env: null }), false)?.combines === 'race',
  );
  if (!race) return 'no';
  const answers: Answer[] = [];
  for (let i = 0; i < ir.operandCount(array); i++)
    if (ir.operand(array, i) !== promise) answers.push(settlesByTimer(program, unit, ir.operand(array, i)));
  return anyOf(answers);
}

/** Does a promise settle after a time whatever happens? */
function settlesByTimer(program: Program, unit: Unit, value: number): Answer {
  const { ir } = unit;
  if (ir.op(value) !== Op.call) return ir.op(value) === Op.await ? 'no' : viaDefinition(program, unit, value);
  const callee = calleeOf(program, { unit, value, env: null });
  const model = modelOfCall(program, callee, false);
  if (model?.timer === true) return 'yes';
  if (model?.waits !== undefined) return 'no';
  if (callee.k === 'fn') return startsTimer(program, callee) ? 'yes' : 'unknown';
  for (let i = 2; i < ir.operandCount(value); i++) {
    const closure = ir.operand(value, i);
    if (ir.op(closure) === Op.func && startsTimer(program, { unit, fn: ir.operand(closure, 0) })) return 'yes';
  }
  return 'unknown';
}

/** A variable: settled by what was assigned to it. */
function viaDefinition(program: Program, unit: Unit, value: number): Answer {
  const { ir } = unit;
  if (ir.op(value) === Op.capture) {
    const defined = ir.bindingValue(ir.operand(value, 0));
    return defined >= 0 && defined !== value ? settlesByTimer(program, unit, defined) : 'unknown';
  }
  return 'unknown';
}

/** Does a function start a timer, in its own code or in closures that it makes? */
function startsTimer(program: Program, { unit, fn }: FnRef): boolean {
  return program.graph.libCallsIn(unit).some((c) => c.model.timer === true && isWithin(unit, c.fn, fn));
}

function isWithin(unit: Unit, inner: number, outer: number): boolean {
  for (let f = inner; f >= 0; f = unit.ir.fnParent(f)) if (f === outer) return true;
  return false;
}

/** A promise or function that is handed to a call. */
function argumentIsBounded(program: Program, unit: Unit, call: number, value: number): Answer {
  const { ir } = unit;
  const site = { unit, value: call, env: null };
  const isNew = (ir.operand(call, 0) & 2) !== 0;
  const answers = armsOf(calleeOf(program, site)).map((callee): Answer => {
    const model = modelOfCall(program, callee, isNew);
    if (model?.wraps) {
      if (ir.operand(call, 2 + model.wraps.arg) !== value) return 'no';
      return model.wraps.default !== undefined
        ? isSwitchedOff(program, site, model.wraps.bounds)
          ? 'no'
          : 'yes'
        : isBounded(program, site, model.wraps.bounds, callee.k === 'lib' && callee.recv?.k === 'lib' ? callee.recv : null);
    }
    if (callee.k === 'fn') return limitsTime(program, callee) ? 'yes' : 'no';
    return model === undefined && (callee.k === 'pkg' || callee.k === 'unknown') && ir.op(value) !== Op.func ? 'unknown' : 'no';
  });
  return anyOf(answers);
}

/**
 * Does a first-party function end the wait for what it is given: it races it, or a timer of its rejects or aborts? A timer that
 * only delays (a back-off between retries) does not.
 */
export function limitsTime(program: Program, { unit, fn }: FnRef): boolean {
  const own = program.graph.libCallsIn(unit).filter((c) => isWithin(unit, c.fn, fn));
  const timers = own.filter((c) => c.model.timer === true);
  if (timers.length === 0) return own.some((c) => c.model.wraps !== undefined || c.model.signal === 'timeout');
  if (own.some((c) => c.model.combines === 'race')) return true;
  const { ir } = unit;
  for (let f = 0, n = ir.count('functions'); f < n; f++) {
    if (isWithin(unit, f, fn) && f !== fn && isTimerCallback(program, unit, f) && rejectsOrAborts(program, unit, f)) return true;
  }
  return false;
}

/** Calls of a promise executor's second parameter, or of something's `abort`. */
function rejectsOrAborts(program: Program, unit: Unit, fn: number): boolean {
  const { ir } = unit;
  return program.facts(unit).calls.some((call) => {
    if (!isWithin(unit, call.fn, fn)) return false;
    const callee = ir.operand(call.value, 1);
    if (ir.op(callee) === Op.get) return ir.text(callee, 2) === 'abort';
    const v = program.value(unit, callee);
    return v.k === 'param' && v.index === 1 && v.path === '';
  });
}

/** The function that the call is in is itself handed to a wrapper: `withTimeout(() => fetch(url), 5000)`. */
function closureIsWrapped(program: Program, unit: Unit, fn: number): Answer {
  const answers: Answer[] = [];
  for (let f = fn; f > 0; f = unit.ir.fnParent(f)) {
    const closure = program.facts(unit).closures[f];
    if (!closure) continue;
    for (const user of program.usersOf(unit, closure.fn).get(closure.value) ?? []) {
      if (unit.ir.op(user) === Op.call && unit.ir.operand(user, 1) !== closure.value)
        answers.push(argumentIsBounded(program, unit, user, closure.value));
    }
  }
  return answers.includes('yes') ? 'yes' : 'no';
}

/** Every known caller of a function wraps the promise that it returns. */
function callersWrap(program: Program, unit: Unit, fn: number, depth: number): Answer {
  const callers = program.graph.callersOf(unit, fn).filter((edge) => edge.kind === 'call');
  if (callers.length === 0) return 'no';
  return callers.every((edge) => isWrapped(program, edge.from.unit, edge.call, depth + 1) === 'yes') ? 'yes' : 'no';
}

/**
 * The call is made in the executor of a promise, beside a timer that settles the promise: `new Promise((_, reject) => { setTimeout(reject, ms); … })`; or in a
 * function that is given a callback, which a timer calls as the call's own callback does.
 */
function settledByTimer(program: Program, unit: Unit, fn: number, call: number): Answer {
  for (let f = fn; f > 0; f = unit.ir.fnParent(f)) {
    // A timer that is only started by an answer (a pause before the next step) bounds nothing.
    const timers = program.graph.libCallsIn(unit).filter((c) => c.model.timer === true && c.fn === f);
    if (timers.length === 0) continue;
    const executor = isExecutor(program, unit, f);
    if (
      timers.some((timer) =>
        settled(program, unit, f, timer.call).some((param) => executor || settled(program, unit, f, call).includes(param)),
      )
    )
      return 'yes';
  }
  return 'no';
}

/** Is a function handed to `new Promise`? */
export function isExecutor(program: Program, unit: Unit, fn: number): boolean {
  const closure = program.facts(unit).closures[fn];
  return (
    closure !== undefined &&
    (program.usersOf(unit, closure.fn).get(closure.value) ?? []).some((user) => {
      if (unit.ir.op(user) !== Op.call || (unit.ir.operand(user, 0) & 2) === 0) return false;
      const callee = program.value(unit, unit.ir.operand(user, 1));
      return callee.k === 'lib' && callee.name === 'Promise';
    })
  );
}

/** Which parameters of a function the callbacks of a call there call, or are. */
function settled(program: Program, unit: Unit, fn: number, call: number): number[] {
  const { ir } = unit;
  const found: number[] = [];
  const note = (value: number): void => {
    const index = parameterOf(program, unit, fn, value);
    if (index >= 0) found.push(index);
  };
  for (let i = 2; i < ir.operandCount(call); i++) {
    const callback = ir.operand(call, i);
    if (ir.op(callback) !== Op.func) {
      note(callback);
      continue;
    }
    const body = ir.operand(callback, 0);
    for (const inner of program.facts(unit).calls) if (isWithin(unit, inner.fn, body)) note(ir.operand(inner.value, 1));
  }
  return found;
}

/** The parameter of a function that a value is, there or in a closure, whatever its type says; -1 where it is none. */
function parameterOf(program: Program, unit: Unit, fn: number, value: number): number {
  const { ir } = unit;
  let v = value;
  while (ir.op(v) === Op.cast || (ir.op(v) === Op.capture && ir.bindingValue(ir.operand(v, 0)) >= 0))
    v = ir.op(v) === Op.cast ? ir.operand(v, 0) : ir.bindingValue(ir.operand(v, 0));
  return ir.op(v) === Op.param && program.functionAt(unit, v) === fn ? ir.operand(v, 0) : -1;
}
