import { Op } from '../ir/ops.js';
import { argument, calleeOf, modelOfCall } from '../link/calls.js';
import type { Program } from '../link/program.js';
import { keyOf, type CallSite, type LibVal, type Unit, type Val } from '../link/values.js';
import { allOf, anyOf, isTimeBound, type Answer } from './options.js';

/** Does a value that stands where a signal is expected end the wait by itself? */
export function isBoundingSignal(program: Program, value: Val): Answer {
  switch (value.k) {
    case 'const':
      return 'no';
    case 'join': {
      const answers = value.arms.map((arm) => isBoundingSignal(program, arm));
      return allOf(answers) === 'yes' ? 'yes' : answers.every((a) => a === 'no') ? 'no' : 'unknown';
    }
    case 'lib':
      return value.type.model.is === 'signal' ? ofSignal(program, value) : 'unknown';
    default:
      return 'unknown';
  }
}

function ofSignal(program: Program, signal: LibVal): Answer {
  if (signal.recv?.k === 'lib') return ofController(program, signal.recv);
  if (typeof signal.origin === 'string') return 'unknown';
  const site = signal.origin;
  const made = modelOfCall(program, calleeOf(program, site), false);
  if (made?.signal === 'timeout')
    return isTimeBound(argument(program, site, 0) ?? { k: 'const', value: undefined }) === 'no' ? 'no' : 'yes';
  if (made?.signal === 'any') return ofAny(program, argument(program, site, 0));
  return 'unknown';
}

function ofAny(program: Program, list: Val | undefined): Answer {
  if (list?.k !== 'arr') return 'unknown';
  const { ir } = list.unit;
  const answers: Answer[] = [];
  for (let i = 0; i < ir.operandCount(list.value); i++) {
    const item = ir.operand(list.value, i);
    answers.push(ir.op(item) === Op.spread ? 'unknown' : isBoundingSignal(program, program.value(list.unit, item, list.env)));
  }
  return anyOf(answers);
}

/** A controller bounds when a timer aborts it; it is no bound when nothing does and nobody else holds it. */
function ofController(program: Program, controller: LibVal): Answer {
  if (typeof controller.origin === 'string') return 'unknown';
  const { unit } = controller.origin;
  const aborts = abortsOf(program, unit, controller);
  if (aborts.some((at) => inTimer(program, unit, at))) return 'yes';
  return aborts.length > 0 || escapes(program, controller.origin) ? 'unknown' : 'no';
}

/** Where `controller.abort` is mentioned in the module that makes it. */
function abortsOf(program: Program, unit: Unit, controller: LibVal): number[] {
  const { ir } = unit;
  const key = keyOf(controller);
  const found: number[] = [];
  for (let fn = 0, n = ir.count('functions'); fn < n; fn++) {
    const [start, end] = ir.fnCode(fn);
    for (let v = start; v < end; v = ir.next(v)) {
      if (ir.op(v) !== Op.get || ir.text(v, 2) !== 'abort') continue;
      const holder = program.value(unit, ir.operand(v, 1));
      if (holder.k === 'lib' && sameSite(holder, controller, key)) found.push(v);
    }
  }
  return found;
}

const sameSite = (a: LibVal, b: LibVal, keyOfB: string): boolean =>
  keyOf(a) === keyOfB ||
  (typeof a.origin !== 'string' && typeof b.origin !== 'string' && a.origin.unit === b.origin.unit && a.origin.value === b.origin.value);

/** Is a mention of `abort` inside (or is itself) the callback of a timer? */
function inTimer(program: Program, unit: Unit, abort: number): boolean {
  const { ir } = unit;
  const direct = program.usersOf(unit, program.functionAt(unit, abort)).get(abort) ?? [];
  if (direct.some((user) => isTimerCall(program, unit, user))) return true;
  // `setTimeout(c.abort.bind(c), n)`
  for (const user of direct) {
    if (ir.op(user) !== Op.get) continue;
    const bound = program.usersOf(unit, program.functionAt(unit, user)).get(user) ?? [];
    for (const call of bound)
      if ((program.usersOf(unit, program.functionAt(unit, call)).get(call) ?? []).some((c) => isTimerCall(program, unit, c))) return true;
  }
  for (let fn = program.functionAt(unit, abort); fn > 0; fn = ir.fnParent(fn)) if (isTimerCallback(program, unit, fn)) return true;
  return false;
}

/** Is a function handed to `setTimeout` or its like, directly or by name? */
export function isTimerCallback(program: Program, unit: Unit, fn: number): boolean {
  const closure = program.facts(unit).closures[fn];
  if (closure && (program.usersOf(unit, closure.fn).get(closure.value) ?? []).some((user) => isTimerCall(program, unit, user))) return true;
  return program.graph.callersOf(unit, fn).some((edge) => edge.kind !== 'call' && isTimerCall(program, edge.from.unit, edge.call));
}

function isTimerCall(program: Program, unit: Unit, call: number): boolean {
  if (unit.ir.op(call) !== Op.call) return false;
  return modelOfCall(program, calleeOf(program, { unit, value: call, env: null }), false)?.timer === true;
}

/** Does anybody else get hold of a controller: is it passed, stored or returned? */
function escapes(program: Program, site: CallSite): boolean {
  const { unit, value } = site;
  const { ir } = unit;
  const fn = program.functionAt(unit, value);
  if (program.returnsOf(unit, fn).includes(value)) return true;
  for (const user of program.usersOf(unit, fn).get(value) ?? []) if (ir.op(user) !== Op.get) return true;
  for (let b = 0, n = ir.count('bindings'); b < n; b++) if (ir.bindingValue(b) === value) return true;
  return false;
}
