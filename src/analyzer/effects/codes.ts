import { derivesFrom } from '../flow/dependence.js';
import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import { calleeOf } from '../link/calls.js';
import type { FnRef } from '../link/callgraph.js';
import type { Program } from '../link/program.js';
import { armsOf, type Unit } from '../link/values.js';

/**
 * Does what is sent carry a number that was drawn for it, and that a write before keeps to compare it with: a one-time code? Who asked for the
 * code waits for it; the write is there for the message, not the other way round. A longer token in a link is no such code: an
 * invitation is worth its row.
 */
export function carriesDrawnCode(program: Program, { unit, fn }: FnRef, writes: readonly Value[], sent: Value): boolean {
  const drawn = new Set(
    program
      .facts(unit)
      .calls.filter((call) => call.fn === fn && draws(program, unit, call.value))
      .map(({ value }) => value),
  );
  if (drawn.size === 0) return false;
  const tells = (input: Value): boolean => derivesFrom(unit, input, (v) => drawn.has(v));
  return argumentsOf(unit, sent).some(tells) && writes.some((write) => keptBy(program, { unit, fn }, write).some(tells));
}

function argumentsOf({ ir }: Unit, call: Value): Value[] {
  return Array.from({ length: ir.operandCount(call) - 2 }, (_, i) => ir.operand(call, 2 + i));
}

/** What a write keeps: its arguments, and what was put into the object that it is a method of (`user.code = code; await user.save()`). */
function keptBy(program: Program, { unit, fn }: FnRef, write: Value): Value[] {
  const { ir } = unit;
  const callee = ir.operand(write, 1);
  if (ir.op(callee) !== Op.get) return argumentsOf(unit, write);
  const users = program.usersOf(unit, fn).get(ir.operand(callee, 1)) ?? [];
  return [...argumentsOf(unit, write), ...users.filter((user) => ir.op(user) === Op.set).map((user) => ir.operand(user, 2))];
}

/** Does a call draw a number, itself or in a function whose result is made of one? */
function draws(program: Program, unit: Unit, call: Value, depth = 0): boolean {
  return armsOf(calleeOf(program, { unit, value: call, env: null })).some((arm) => {
    if (arm.k === 'global') return arm.path === 'Math.random';
    if (arm.k === 'pkg') return arm.pkg === 'node:crypto' && arm.path.split('.').at(-1) === 'randomInt';
    if (arm.k !== 'fn' || depth > 1) return false;
    const calls = new Set(
      program
        .facts(arm.unit)
        .calls.filter((inner) => inner.fn === arm.fn && draws(program, arm.unit, inner.value, depth + 1))
        .map(({ value }) => value),
    );
    return calls.size > 0 && program.returnsOf(arm.unit, arm.fn).some((result) => derivesFrom(arm.unit, result, (v) => calls.has(v)));
  });
}
