import { CALL_NEW, Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Unit } from '../../analyzer/link/values.js';
import type { Read, State } from '../../analyzer/state/types.js';

/** Places that a value is followed to. */
const MAX_PLACES = 150;

const PASSING: readonly number[] = [Op.phi, Op.cast, Op.logic, Op.select, Op.dflt, Op.await];
const SETTLING = ['then', 'catch', 'finally'];

/**
 * Is something waited for that a method of it does, or of what it holds: `await browser.newPage()`, `await clients[name].rpc.connect()`? Then what
 * is kept is a thing that works, and no answer. Followed through what functions return and are given.
 */
export function isPutToWork(program: Program, state: State): boolean {
  const queue: Read[] = starts(program, state);
  const seen = new Set<string>();
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const key = `${at.unit.index}:${at.value}`;
    if (seen.has(key) || seen.size > MAX_PLACES) continue;
    seen.add(key);
    const { unit, fn, value } = at;
    const { ir } = unit;
    const users = program.usersOf(unit, fn);
    if (program.returnsOf(unit, fn).includes(value))
      for (const { kind, from, call } of program.graph.callersOf(unit, fn)) if (kind === 'call') queue.push({ ...from, value: call });
    for (const user of users.get(value) ?? []) {
      const op = ir.op(user);
      if (op === Op.get && ir.operand(user, 1) === value) {
        const calls = (users.get(user) ?? []).filter((call) => ir.op(call) === Op.call && ir.operand(call, 1) === user);
        if (!SETTLING.includes(ir.text(user, 2)) && calls.some((call) => isWaitedFor(unit, users.get(call) ?? []))) return true;
        if (calls.length === 0) queue.push({ unit, fn, value: user });
      } else if (PASSING.includes(op)) queue.push({ unit, fn, value: user });
      else if (op === Op.call) queue.push(...given(program, unit, user, value));
    }
  }
  return false;
}

/** `await x`, `x.catch(…)` */
const isWaitedFor = ({ ir }: Unit, users: readonly Value[]): boolean =>
  users.some((user) => ir.op(user) === Op.await || (ir.op(user) === Op.get && SETTLING.includes(ir.text(user, 2))));

/** Where a variable is read, or an entry of a container is looked up. */
function starts(program: Program, { shape, reads }: State): Read[] {
  if (shape === 'slot') return [...reads];
  return reads.flatMap(({ unit, fn, value }) => {
    const { ir } = unit;
    if (ir.op(value) === Op.call) return [{ unit, fn, value }];
    return (program.usersOf(unit, fn).get(value) ?? [])
      .filter((user) => ir.op(user) === Op.getx && ir.operand(user, 1) === value)
      .map((entry) => ({ unit, fn, value: entry }));
  });
}

/** The parameters of first-party functions that a call gives a value to. */
function given(program: Program, unit: Unit, call: Value, value: Value): Read[] {
  const { ir } = unit;
  const callee = program.value(unit, ir.operand(call, 1));
  if (callee.k !== 'fn' || (ir.operand(call, 0) & CALL_NEW) !== 0) return [];
  const { paramCount, firstParam } = callee.unit.ir.fn(callee.fn);
  return Array.from({ length: ir.operandCount(call) - 2 }, (_, i) => i)
    .filter((i) => ir.operand(call, 2 + i) === value && i < paramCount)
    .map((i) => ({ unit: callee.unit, fn: callee.fn, value: callee.unit.ir.param(firstParam + i).value }));
}
