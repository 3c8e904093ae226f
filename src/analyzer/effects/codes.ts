import { derivesFrom } from '../flow/dependence.js';
import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import { calleeOf } from '../link/calls.js';
import type { FnRef } from '../link/callgraph.js';
import type { Program } from '../link/program.js';
import { armsOf, type Unit } from '../link/values.js';

/**
 * Does what is sent carry a number that was drawn for it, and that a write before keeps to compare it with: a one-time code? Who asked for the
 * code waits for it; the write is there for the message, not the other way round. A longer token in a link is such a code where the row keeps
 * nothing else (to whom it goes, until when): to set a password anew. An invitation is worth its row.
 */
export function carriesDrawnCode(program: Program, { unit, fn }: FnRef, writes: readonly Value[], sent: Value): boolean {
  const drawn = new Set(
    program
      .facts(unit)
      .calls.filter((call) => call.fn === fn && draws(program, unit, call.value))
      .map(({ value }) => value),
  );
  if (isKeptForTheMail(program, { unit, fn }, writes, sent)) return true;
  if (drawn.size === 0) return false;
  const tells = (input: Value): boolean => derivesFrom(unit, input, (v) => drawn.has(v));
  return argumentsOf(unit, sent).some(tells) && writes.some((write) => keptBy(program, { unit, fn }, write).some(tells));
}

/** Do all writes keep nothing but a token that what is sent carries, to whom it goes and until when, or clear away what was kept before? */
function isKeptForTheMail(program: Program, { unit, fn }: FnRef, writes: readonly Value[], sent: Value): boolean {
  const tokens = new Set(
    program
      .facts(unit)
      .calls.filter((call) => call.fn === fn && givesToken(program, unit, call.value))
      .map(({ value }) => value),
  );
  if (tokens.size === 0) return false;
  const told = argumentsOf(unit, sent);
  const isTold = (matches: (v: Value) => boolean): boolean => told.some((input) => derivesFrom(unit, input, matches));
  const keeps = writes.filter((write) => program.graph.libCallsIn(unit).find(({ call }) => call === write)?.model.op?.kind !== 'remove');
  return (
    keeps.length > 0 &&
    keeps.every((write) => {
      const kept = argumentsOf(unit, write).flatMap((input) => membersOf(unit, input));
      const isToken = (value: Value): boolean => derivesFrom(unit, value, (v) => tokens.has(v));
      return (
        kept.some(isToken) &&
        kept.some((value) => isDate(program, unit, value)) &&
        isTold((v) => v === write || tokens.has(v)) &&
        kept.every((value) => {
          const path = pathOf(unit, value);
          return isToken(value) || isDate(program, unit, value) || (path !== '' && isTold((v) => pathOf(unit, v) === path));
        })
      );
    })
  );
}

/** What an object that is written out holds, and the objects in it; the value itself where it is none. */
function membersOf(unit: Unit, value: Value): Value[] {
  const { ir } = unit;
  if (ir.op(value) !== Op.object) return [value];
  return Array.from({ length: ir.operandCount(value) / 3 }, (_, i) => ir.operand(value, 3 * i + 2)).flatMap((member) =>
    membersOf(unit, member),
  );
}

/** `session.user.email`, or what one variable holds; empty for anything else. */
function pathOf({ ir }: Unit, value: Value): string {
  let v = value;
  let path = '';
  for (; v >= 0 && ir.op(v) === Op.get; v = ir.operand(v, 1)) path += `.${ir.text(v, 2)}`;
  return v >= 0 && [Op.param, Op.await, Op.capture, Op.call].includes(ir.op(v)) ? `${v}${path}` : '';
}

/** `new Date(Date.now() + HOUR)` */
const isDate = (program: Program, unit: Unit, value: Value): boolean =>
  derivesFrom(unit, value, (v) => {
    if (unit.ir.op(v) !== Op.call) return false;
    const callee = program.value(unit, unit.ir.operand(v, 1));
    return callee.k === 'global' && (callee.path === 'Date' || callee.path === 'Date.now');
  });

const TOKENS: ReadonlySet<string> = new Set(['randomBytes', 'randomUUID']);

/** `randomBytes(32)`, `crypto.randomUUID()` */
const givesToken = (program: Program, unit: Unit, call: Value): boolean =>
  armsOf(calleeOf(program, { unit, value: call, env: null })).some(
    (arm) =>
      (arm.k === 'global' && arm.path === 'crypto.randomUUID') ||
      (arm.k === 'pkg' && arm.pkg === 'node:crypto' && TOKENS.has(arm.path.split('.').at(-1) ?? '')),
  );

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
