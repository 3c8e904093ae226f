import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import { calleeOf } from '../link/calls.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import { endsWithOne, type IsElement } from './fanout-loops.js';

/** Methods that hand on the answers, or some of them. */
const HANDS_ON = new Set(['filter', 'map', 'flatMap', 'flat', 'then', 'catch', 'finally']);
const PICKS = new Set(['find', 'findLast', 'some']);
const MAX_CALLS = 2;

/** Is one of many answers picked out of a list, here, in a callback of `then`, or in a helper that is given the list? */
export function isPicked(program: Program, unit: Unit, fn: number, answers: Value, depth = 0): boolean {
  const { ir } = unit;
  const users = program.usersOf(unit, fn);
  const seen = new Set<Value>();
  // The first of all answers is no pick; the first of those that are something is.
  const filtered = new Set<Value>();
  const queue = [answers];
  for (let v = queue.pop(); v !== undefined; v = queue.pop()) {
    if (seen.has(v)) continue;
    seen.add(v);
    for (const user of users.get(v) ?? []) {
      switch (ir.op(user)) {
        case Op.await:
        case Op.cast:
        case Op.phi:
        case Op.logic:
        case Op.select: {
          queue.push(user);
          if (filtered.has(v)) filtered.add(user);
          break;
        }
        case Op.iter:
          if (endsWithOne(unit, fn, user, (x) => x === user)) return true;
          break;
        case Op.elem:
          if (filtered.has(v) && ir.operand(user, 1) === 0) return true;
          break;
        case Op.getx:
          if (filtered.has(v) && ir.op(ir.operand(user, 2)) === Op.num && ir.text(ir.operand(user, 2), 0) === '0') return true;
          if (ir.operand(user, 1) === v && endsWithOne(unit, fn, user, sameEntry(unit, user))) return true;
          break;
        case Op.get: {
          const name = ir.text(user, 2);
          if (name === 'length' && filtered.has(v) && isOnlyCounted(unit, users, v)) return true;
          const calls = (users.get(user) ?? []).filter((call) => ir.op(call) === Op.call && ir.operand(call, 1) === user);
          if (PICKS.has(name) && calls.length > 0) return true;
          // Whether any of them said yes: one of them did.
          if ((name === 'includes' || name === 'indexOf') && calls.some((call) => isTrue(unit, call))) return true;
          if (!HANDS_ON.has(name)) break;
          if (name === 'then' && calls.some((call) => pickedByArgument(program, unit, call, 0, depth))) return true;
          for (const call of calls) if (name === 'filter' || filtered.has(v)) filtered.add(call);
          queue.push(...calls);
          break;
        }
        case Op.call:
          if (pickedByHelper(program, unit, user, v, depth)) return true;
          break;
      }
    }
  }
  return false;
}

/** The mentions of one entry of a list: `list[i]`. */
function sameEntry({ ir }: Unit, entry: Value): IsElement {
  const list = ir.operand(entry, 1),
    index = ir.operand(entry, 2);
  return (v) => ir.op(v) === Op.getx && ir.operand(v, 1) === list && ir.operand(v, 2) === index;
}

/** Is all that is asked of those that said something whether there is one? The number itself may be told nobody. */
function isOnlyCounted({ ir }: Unit, users: ReadonlyMap<Value, readonly Value[]>, list: Value): boolean {
  const isCount = (user: Value): boolean => ir.op(user) === Op.get && ir.text(user, 2) === 'length';
  const isTest = (user: Value, count: Value): boolean =>
    (ir.op(user) === Op.select && ir.operand(user, 1) !== count && ir.operand(user, 2) !== count) ||
    (ir.op(user) === Op.un && ir.text(user, 0) === '!') ||
    (ir.op(user) === Op.bin && ir.op(ir.operand(user, 2)) === Op.num && ir.text(ir.operand(user, 2), 0) === '0');
  return (users.get(list) ?? []).every(
    (user) => ir.op(user) === Op.phi || (isCount(user) && (users.get(user) ?? []).every((test) => isTest(test, user))),
  );
}

const isTrue = ({ ir }: Unit, call: Value): boolean =>
  ir.operandCount(call) === 3 && ir.op(ir.operand(call, 2)) === Op.bool && ir.operand(ir.operand(call, 2), 0) === 1;

/** Is the list given to a first-party function that picks? */
function pickedByHelper(program: Program, unit: Unit, call: Value, list: Value, depth: number): boolean {
  if (depth >= MAX_CALLS || unit.ir.operand(call, 1) === list) return false;
  const callee = calleeOf(program, { unit, value: call, env: null });
  if (callee.k !== 'fn') return false;
  for (let i = 2; i < unit.ir.operandCount(call); i++)
    if (unit.ir.operand(call, i) === list) return picksParameter(program, callee, i - 2, depth);
  return false;
}

function pickedByArgument(program: Program, unit: Unit, call: Value, index: number, depth: number): boolean {
  if (depth >= MAX_CALLS || unit.ir.operandCount(call) <= 2 + index) return false;
  const callback = program.value(unit, unit.ir.operand(call, 2 + index));
  return callback.k === 'fn' && picksParameter(program, callback, 0, depth);
}

function picksParameter(
  program: Program,
  { unit, fn }: { readonly unit: Unit; readonly fn: number },
  index: number,
  depth: number,
): boolean {
  const row = unit.ir.fn(fn);
  if (index >= row.paramCount) return false;
  const param = unit.ir.param(row.firstParam + index).value;
  return param >= 0 && isPicked(program, unit, fn, param, depth + 1);
}
