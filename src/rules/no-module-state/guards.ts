import { Op, Term } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import { derivesFrom } from '../../analyzer/flow/dependence.js';
import { blocksOf } from '../../analyzer/flow/paths.js';
import type { FnRef } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Unit } from '../../analyzer/link/values.js';
import type { Read, State, Write } from '../../analyzer/state/types.js';
import type { Ask } from './ask.js';
import { isTime } from './nature.js';

const COMPARISONS = ['<', '>', '<=', '>='];
const EQUALITIES = ['===', '!==', '==', '!='];

/** Does a function, or one that it calls, compare something with the clock? */
export function comparesTime(program: Program, at: FnRef, depth = 0): boolean {
  if (comparesWithClock(program, at, (x) => isFromElsewhere(program, at.unit, x))) return true;
  return (
    depth < 1 && program.graph.calleesOf(at.unit, at.fn).some((edge) => edge.kind === 'call' && comparesTime(program, edge.to, depth + 1))
  );
}

/** Is there a comparison of the clock with something of that sort? */
function comparesWithClock(program: Program, { unit, fn }: FnRef, isStored: (value: Value) => boolean): boolean {
  const { ir } = unit;
  const [start, end] = ir.fnCode(fn);
  for (let v = start; v < end; v = ir.next(v)) {
    if (ir.op(v) !== Op.bin || !COMPARISONS.includes(ir.text(v, 0))) continue;
    const sides = [ir.operand(v, 1), ir.operand(v, 2)];
    const some = (matches: (x: Value) => boolean): boolean => sides.some((side) => derivesFrom(unit, side, matches, 30));
    if (some((x) => isClock(program, unit, x)) && some(isStored)) return true;
  }
  return false;
}

/** The time, or a parameter that callers pass it as (`isFresh(entry, Date.now())`). */
function isClock(program: Program, unit: Unit, v: Value): boolean {
  if (isTime(program, unit, v)) return true;
  if (unit.ir.op(v) !== Op.param) return false;
  const index = unit.ir.operand(v, 0);
  const calls = program.graph.callersOf(unit, program.functionAt(unit, v)).filter((edge) => edge.kind === 'call');
  return calls.slice(0, 8).some(({ from, call }) => {
    const { ir } = from.unit;
    return (
      index < ir.operandCount(call) - 2 && derivesFrom(from.unit, ir.operand(call, 2 + index), (x) => isTime(program, from.unit, x), 8)
    );
  });
}

/** Does a function that reads the state, or one that it calls, compare with the clock what an entry, or a variable beside it, says? */
export function comparesAge(program: Program, state: State, at: FnRef): boolean {
  const own = new Set(state.reads.filter((r) => r.unit === at.unit).map((r) => r.value));
  return (
    comparesWithClock(program, at, (x) => isOfModule(at.unit, x, own)) ||
    program.graph
      .calleesOf(at.unit, at.fn)
      .some(
        ({ kind, to, call }) =>
          kind === 'call' &&
          (at.unit.ir.operandCount(call) === 2 || derivesFrom(at.unit, call, (x) => own.has(x), 60)) &&
          comparesWithClock(program, to, (x) => isFromElsewhere(program, to.unit, x)),
      )
  );
}

/** Read from the state, from a variable of the module, or from the object that the method belongs to. */
function isOfModule(unit: Unit, value: Value, own: ReadonlySet<Value>): boolean {
  const { ir } = unit;
  let v = value;
  for (let depth = 0; depth < 12; depth++) {
    if (own.has(v)) return true;
    switch (ir.op(v)) {
      case Op.load:
        return ir.bindingOwner(ir.operand(v, 0)) === 0;
      case Op.capture:
        if (ir.bindingOwner(ir.operand(v, 0)) === 0) return true;
        v = ir.bindingValue(ir.operand(v, 0));
        break;
      case Op.this:
      case Op.import:
        return true;
      case Op.get:
      case Op.getx:
        v = ir.operand(v, 1);
        break;
      case Op.cast:
      case Op.await:
        v = ir.operand(v, 0);
        break;
      case Op.iter:
      case Op.elem:
        // An entry of a walk over the state.
        return own.size > 0;
      default:
        return false;
    }
    if (v < 0) return false;
  }
  return false;
}

/** Not made on the spot: a variable of the module, a member, what a look-up returns, a parameter. */
function isFromElsewhere(program: Program, unit: Unit, v: Value): boolean {
  const { ir } = unit;
  switch (ir.op(v)) {
    case Op.load:
      return ir.bindingOwner(ir.operand(v, 0)) === 0;
    case Op.getx:
    case Op.param:
      return true;
    case Op.get:
      return ir.op(ir.operand(v, 1)) !== Op.global;
    default:
      return false;
  }
}

/**
 * What decides whether a write happens. `once`: only while there is nothing yet. `clock`: when the old value is too old.
 * `change`: when something differs from what it was made for. `none`: it always happens.
 */
export type Guard = 'none' | 'once' | 'clock' | 'change';

export function guardOf(ask: Ask, state: State, write: Write): Guard {
  return guardAt(ask, state, write, 0);
}

/** In the function itself, those around it, or else those that call it. */
function guardAt(ask: Ask, state: State, at: Read, depth: number): Guard {
  const guard = guardWithin(ask, state, at);
  if (guard !== 'none' || depth >= 2) return guard;
  const calls = ask.program.graph.callersOf(at.unit, at.fn).filter((edge) => edge.kind !== 'later');
  const guards = calls.slice(0, 8).map((edge) => guardAt(ask, state, { ...edge.from, value: edge.call }, depth + 1));
  return guards.length === 0 || guards.includes('none') ? 'none' : (guards.find((g) => g !== 'once') ?? 'once');
}

function guardWithin(ask: Ask, state: State, write: Read): Guard {
  const { unit } = write;
  const own = new Set(state.reads.filter((r) => r.unit === unit).map((r) => r.value));
  let guard: Guard = 'none';
  for (let fn = write.fn; fn > 0; fn = unit.ir.fnParent(fn)) {
    for (const block of blocksOf(unit.ir, fn)) {
      if (block.term !== (Term.Branch as number) || (fn === write.fn && block.codeStart > write.value)) continue;
      const found = ofCondition(ask.program, unit, block.operand, own, state.holder === 'field');
      if (found === 'clock' || found === 'change') return found;
      if (found === 'once') guard = 'once';
    }
    if (guard !== 'none' && comparesTime(ask.program, { unit, fn })) return 'clock';
  }
  return guard;
}

function ofCondition(program: Program, unit: Unit, condition: Value, own: ReadonlySet<Value>, isField: boolean): Guard {
  const { ir } = unit;
  /** What is asked stands in the variable itself, or in another one of the module or of the same object. */
  const isState = (v: Value): boolean =>
    own.has(v) ||
    (ir.op(v) === Op.load && ir.bindingOwner(ir.operand(v, 0)) === 0) ||
    (isField && ir.op(v) === Op.get && ir.op(ir.operand(v, 1)) === Op.this);
  if (!derivesFrom(unit, condition, isState, 40)) return 'none';
  if (derivesFrom(unit, condition, (v) => isTime(program, unit, v), 40)) return 'clock';
  const changed = derivesFrom(
    unit,
    condition,
    (v) => ir.op(v) === Op.bin && EQUALITIES.includes(ir.text(v, 0)) && isAgainstInput(unit, v, isState),
    40,
  );
  return changed ? 'change' : 'once';
}

/** Compares state with something that comes from outside the function. */
function isAgainstInput(unit: Unit, comparison: Value, isState: (v: Value) => boolean): boolean {
  const sides = [1, 2].map((side) => unit.ir.operand(comparison, side));
  return [sides, [...sides].reverse()].some(
    ([a, b]) => derivesFrom(unit, a, isState, 20) && derivesFrom(unit, b, (v) => unit.ir.op(v) === Op.param, 20),
  );
}

/** Are all reads of a slot comparisons: does it only decide something and never leave as a value? The steps of a counter are none of them. */
export const isOnlyCompared = (program: Program, reads: readonly Read[], steps: readonly Write[] = []): boolean =>
  reads.length > 0 && [...reads, ...made(steps)].every((read) => endsIn(program, read, steps, true));

/** Is it only written to logs and metrics? */
export const isOnlyTold = (program: Program, reads: readonly Read[], steps: readonly Write[]): boolean =>
  reads.length > 0 && [...reads, ...made(steps)].every((read) => endsIn(program, read, steps, false));

/** What the steps of a counter make: `if (++failures > 3)` reads it. */
const made = (steps: readonly Write[]): Read[] => steps.map(({ unit, fn, stored }) => ({ unit, fn, value: stored }));

const PASSING: readonly number[] = [Op.phi, Op.cast, Op.logic, Op.un, Op.select, Op.dflt];

/** Does a value go nowhere but to logs and, where they are allowed, comparisons? */
function endsIn(program: Program, { unit, fn, value }: Read, steps: readonly Write[], comparisons: boolean): boolean {
  const { ir } = unit;
  const users = program.usersOf(unit, fn);
  const returned = program.returnsOf(unit, fn);
  const seen = new Set<Value>();
  const queue = [value];
  for (let v = queue.pop(); v !== undefined; v = queue.pop()) {
    if (seen.has(v)) continue;
    seen.add(v);
    if (returned.includes(v)) return false;
    for (const user of users.get(v) ?? []) {
      if (steps.some((w) => w.unit === unit && (w.value === user || w.stored === user))) continue;
      const op = ir.op(user);
      const compares = op === Op.bin && (COMPARISONS.includes(ir.text(user, 0)) || EQUALITIES.includes(ir.text(user, 0)));
      if (compares && !comparisons) return false;
      if (op === Op.bin ? !compares : PASSING.includes(op) || isSum(program, unit, user)) queue.push(user);
      else if (comparisons && isDelay(program, unit, user)) continue;
      else if (op !== Op.bin && !isLogged(program, unit, user, users, v) && !isAsked(program, unit, user, users)) return false;
    }
  }
  return true;
}

/** `Math.min(…)`: still a number. */
function isSum(program: Program, unit: Unit, user: Value): boolean {
  if (unit.ir.op(user) !== Op.call) return false;
  const callee = program.value(unit, unit.ir.operand(user, 1));
  return callee.k === 'global' && callee.path.startsWith('Math.');
}

/** How long to wait before the next attempt. */
function isDelay(program: Program, unit: Unit, user: Value): boolean {
  if (unit.ir.op(user) !== Op.call) return false;
  const callee = program.value(unit, unit.ir.operand(user, 1));
  return callee.k === 'lib' && program.library.call(callee.type)?.timer === true;
}

const MAX_HELPERS = 2;

/** Handed to a logger or a metric, as it is or within a text or an object, or to a function of the program that does no more with it. */
export function isLogged(
  program: Program,
  unit: Unit,
  user: Value,
  users: ReadonlyMap<Value, readonly Value[]>,
  given: Value = -1,
  depth = 0,
): boolean {
  const { ir } = unit;
  const joins = ir.op(user) === Op.bin && ir.text(user, 0) === '+';
  if (joins || ir.op(user) === Op.tmpl || ir.op(user) === Op.object) {
    const outer = users.get(user) ?? [];
    return outer.length > 0 && outer.every((at) => isLogged(program, unit, at, users, user, depth));
  }
  if (ir.op(user) !== Op.call) return false;
  const method = ir.operand(user, 1);
  const holder = ir.op(method) === Op.get ? program.value(unit, ir.operand(method, 1)) : undefined;
  if (holder?.k === 'lib' && holder.type.model.is === 'logger') return true; // whatever its methods are called
  const callee = program.value(unit, method);
  if (callee.k === 'fn') return depth < MAX_HELPERS && isToldBy(program, unit, user, callee, given, depth);
  return (
    callee.k === 'lib' &&
    ['logger', 'metrics'].includes(callee.recv?.k === 'lib' ? (callee.recv.type.model.is ?? '') : (callee.type.model.is ?? ''))
  );
}

/** `const say = (text) => console.log(`${stamp()} ${text}`)`: does a function only log what it is given there? */
function isToldBy(program: Program, unit: Unit, call: Value, { unit: of, fn }: FnRef, given: Value, depth: number): boolean {
  const { ir } = unit;
  const row = of.ir.fn(fn);
  const users = program.usersOf(of, fn);
  const isTold = (param: Value): boolean => {
    const own = users.get(param) ?? [];
    return (
      own.length > 0 && !program.returnsOf(of, fn).includes(param) && own.every((at) => isLogged(program, of, at, users, param, depth + 1))
    );
  };
  const indexes = Array.from({ length: ir.operandCount(call) - 2 }, (_, i) => i).filter((i) => ir.operand(call, 2 + i) === given);
  return indexes.length > 0 && indexes.every((i) => i < row.paramCount && isTold(of.ir.param(row.firstParam + i).value));
}

/** `last.getTime()`, `Math.max(last, …)`: still a number that is compared. */
function isAsked(program: Program, unit: Unit, user: Value, users: ReadonlyMap<Value, readonly Value[]>): boolean {
  const { ir } = unit;
  if (ir.op(user) !== Op.get || !['getTime', 'valueOf'].includes(ir.text(user, 2))) return false;
  return (users.get(user) ?? []).every((call) => (users.get(call) ?? []).every((u) => ir.op(u) === Op.bin));
}
