import { CALL_NEW, Fn, Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import { modelOfCall } from '../link/calls.js';
import type { Program } from '../link/program.js';
import { armsOf, type Unit } from '../link/values.js';

/** How a call's promise is used. `dropped`: nobody waits for it. `kept`: it goes somewhere that is not followed. */
export type Fate = 'awaited' | 'returned' | 'dropped' | 'kept';

/** What becomes of a call's promise on its way to what waits for it. */
interface Way {
  readonly fate: Fate;
  /** It is raced against others. */
  readonly raced: boolean;
}

/** Follows a call's promise through `then`, `catch`, arrays and combinators to what waits for it. */
export const fateOf = (program: Program, unit: Unit, call: Value): Fate => wayOf(program, unit, call).fate;

/** Is a call's promise raced against others, so that the first to settle ends the wait? */
export const isRaced = (program: Program, unit: Unit, call: Value): boolean => wayOf(program, unit, call).raced;

const wayOf = (program: Program, unit: Unit, call: Value): Way => program.known(follow, unit, call, () => follow(program, unit, call));

function follow(program: Program, unit: Unit, call: Value): Way {
  const { ir } = unit;
  const fn = program.functionAt(unit, call);
  const users = program.usersOf(unit, fn);
  const returns = program.returnsOf(unit, fn);
  let kept = false,
    raced = false;
  const seen = new Set<Value>();
  const queue: Value[] = [call];
  for (let v = queue.pop(); v !== undefined; v = queue.pop()) {
    if (seen.has(v)) continue;
    seen.add(v);
    if (returns.includes(v)) return { fate: 'returned', raced };
    for (const user of users.get(v) ?? []) {
      switch (ir.op(user)) {
        case Op.await:
          return { fate: 'awaited', raced };
        case Op.array:
        case Op.phi:
        case Op.cast:
        case Op.logic:
        case Op.select:
        case Op.spread:
          queue.push(user);
          break;
        case Op.get:
          if (passesOn(program, unit, user))
            queue.push(...(users.get(user) ?? []).filter((c) => ir.op(c) === Op.call && ir.operand(c, 1) === user));
          break;
        case Op.call: {
          if (ir.operand(user, 1) === v) break;
          const list = listPushedTo(unit, user);
          if (list !== undefined) {
            queue.push(list);
            break;
          }
          const combines = modelOfCall(program, program.value(unit, ir.operand(user, 1)), false)?.combines;
          if (combines === undefined) kept = true;
          else {
            raced ||= combines === 'race';
            queue.push(user);
          }
          break;
        }
        case Op.un:
          break; // `void f()`
        default:
          kept = true;
      }
    }
  }
  return { fate: kept ? 'kept' : 'dropped', raced };
}

/** The list that a call puts its arguments into: `sent.push(send())`, where it is made in the same function. */
function listPushedTo({ ir }: Unit, call: Value): Value | undefined {
  const method = ir.operand(call, 1);
  if (ir.op(method) !== Op.get || ir.text(method, 2) !== 'push') return undefined;
  const list = ir.operand(method, 1);
  const made = ir.op(list) === Op.cast ? ir.operand(list, 0) : list;
  return ir.op(made) === Op.array ? list : undefined;
}

/** Is a member a method of promises, or the next step of a query that is sent when its chain is awaited (`db.select().from(users)`)? */
function passesOn(program: Program, unit: Unit, member: Value): boolean {
  if (['then', 'catch', 'finally'].includes(unit.ir.text(member, 2))) return true;
  return armsOf(program.value(unit, member)).some((arm) => arm.k === 'lib' && modelOfCall(program, arm, false) !== undefined);
}

/** Does the code after a call wait for it: is it awaited, returned, or synchronous? */
export function isWaitedOn(program: Program, unit: Unit, call: Value): boolean {
  const fate = fateOf(program, unit, call);
  return fate === 'awaited' || fate === 'returned';
}

/**
 * Does a promise that is made around a call settle when that calls back: `new Promise((resolve, reject) => send(mail, (error) => …))`, where a
 * callback, or what is given as one, is or uses what settles it? What becomes of the promise itself is another question.
 */
export function settlesPromise(
  program: Program,
  { unit, fn, call }: { readonly unit: Unit; readonly fn: number; readonly call: Value },
): boolean {
  const { ir } = unit;
  const closure = program.facts(unit).closures[fn];
  if (
    closure === undefined ||
    !(program.usersOf(unit, closure.fn).get(closure.value) ?? []).some((made) => isNewPromise(program, unit, made))
  )
    return false;
  const row = ir.fn(fn);
  const settlers = new Set(Array.from({ length: row.paramCount }, (_, i) => ir.param(row.firstParam + i).value));
  return Array.from({ length: ir.operandCount(call) - 2 }, (_, i) => ir.operand(call, 2 + i)).some((given) => {
    if (settlers.has(given)) return true;
    const v = ir.op(given) === Op.func ? program.value(unit, given) : undefined;
    if (v?.k !== 'fn') return false;
    const [start, end] = ir.fnCode(v.fn);
    for (let at = start; at < end; at = ir.next(at))
      if (ir.op(at) === Op.capture && settlers.has(ir.bindingValue(ir.operand(at, 0)))) return true;
    return false;
  });
}

function isNewPromise(program: Program, unit: Unit, made: Value): boolean {
  if (unit.ir.op(made) !== Op.call || (unit.ir.operand(made, 0) & CALL_NEW) === 0) return false;
  const callee = program.value(unit, unit.ir.operand(made, 1));
  return callee.k === 'lib' && callee.name === 'Promise';
}

/** Is a function's result a promise, as far as its own syntax says? */
export const isAsync = (unit: Unit, fn: number): boolean => (unit.ir.fnFlags(fn) & (Fn.Async | Fn.Continues)) !== 0;
