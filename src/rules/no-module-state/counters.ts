import { Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import { derivesFrom } from '../../analyzer/flow/dependence.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Unit } from '../../analyzer/link/values.js';
import { ensure } from '../../analyzer/maps.js';
import { keyIn, strip } from '../../analyzer/state/syntax.js';
import type { Read, State, Write } from '../../analyzer/state/types.js';
import type { Ask } from './ask.js';
import { isTimed } from './bounds.js';
import type { Verdict } from './classify.js';
import { guardOf, isOnlyCompared, isOnlyTold } from './guards.js';
import { dependsOnInput } from './input.js';
import { isTime } from './nature.js';
import { staysInMemory } from './tickets.js';

/**
 * Judges a variable that only goes up (or down) and is put back; `writes` are all that happen after load. What neither requests nor
 * jobs are known to count is this process's own business.
 */
export function classifyCounter(ask: Ask, state: State, steps: readonly Write[], writes: readonly Write[]): Verdict | undefined {
  const { program } = ask;
  const resets = writes.filter((w) => !steps.includes(w));
  if (!steps.some((w) => ask.onRequestOrJob(w)) || isGauge(steps)) return undefined;
  if (
    isKeyHere(program, state, steps) ||
    isLocalId(program, state, steps) ||
    isNumberOfObject(program, state, steps) ||
    isEpoch(program, state, steps)
  )
    return undefined;
  if (isOnlyTold(program, state.reads, steps) || isBreaker(ask, state, steps, resets)) return undefined;
  if (isRotation(program, state, steps) || isTicket(ask, state, steps) || isSpent(ask, state, steps, resets)) return undefined;
  const isShared = limitsInTime(ask, state, resets) || isAnswered(ask, state, steps);
  return { kind: 'counter', severity: isShared ? 'warning' : 'info', bounds: undefined, nature: 'computed' };
}

/** Is it counted anew when a window of time has passed: does it limit what may be done in that time? */
const limitsInTime = (ask: Ask, state: State, resets: readonly Write[]): boolean =>
  resets.some((w) => isTimed(ask.program, w.unit, w.fn) || guardOf(ask, state, w) === 'clock');

/** Functions that a value is followed out of. */
const MAX_RETURNS = 4;

/**
 * Does a request have the number in hand: in the function that a framework calls, or in one that returns it to there? What stays in the functions
 * that count (the name of a part of a statement, failures of this process) tells nobody else.
 */
function isAnswered({ program }: Ask, state: State, steps: readonly Write[]): boolean {
  const { graph, contexts } = program;
  const queue = [...state.reads, ...steps.map((w) => ({ unit: w.unit, fn: w.fn, value: w.stored }))].map((at) => ({ ...at, depth: 0 }));
  const seen = new Set<string>();
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const { unit, fn, value, depth } = at;
    if (seen.has(`${unit.index}:${value}`)) continue;
    seen.add(`${unit.index}:${value}`);
    const context = contexts.of(unit, fn);
    const isUsed = (program.usersOf(unit, fn).get(value) ?? []).some((user) => !steps.some((w) => w.unit === unit && w.value === user));
    if (isUsed && (context.get('handler')?.kind === 'root' || context.get('job')?.kind === 'root')) return true;
    if (depth >= MAX_RETURNS || !program.returnsOf(unit, fn).some((result) => isPartOf(unit, result, value))) continue;
    for (const { kind, from, call } of graph.callersOf(unit, fn))
      if (kind !== 'later') queue.push({ ...from, value: call, depth: depth + 1 });
  }
  return false;
}

/** Is a value made of another one here? What another process answers is not made of what it was asked with. */
function isPartOf(unit: Unit, result: Value, value: Value): boolean {
  const { ir } = unit;
  const seen = new Set<Value>();
  const queue = [result];
  for (let v = queue.pop(); v !== undefined && seen.size < 60; v = queue.pop()) {
    if (v < 0 || seen.has(v)) continue;
    seen.add(v);
    if (v === value || strip(unit, v) === value) return true;
    if (ir.op(v) !== Op.await) ir.eachOperandValue(v, (operand) => queue.push(operand));
  }
  return false;
}

/** Tells which writes of a state are steps: `x += 1`, `x--`. */
export function stepsOf(program: Program, state: State): (write: Write) => boolean {
  const own = byUnit(state.reads, ({ value }) => value);
  const readers = byUnit(state.reads, ({ fn }) => fn);
  /** A call of a function that reads the state. */
  const isReader = (unit: Unit, v: Value): boolean => {
    if (unit.ir.op(v) !== Op.call) return false;
    const callee = program.value(unit, unit.ir.operand(v, 1));
    return callee.k === 'fn' && readers.get(callee.unit)?.has(callee.fn) === true;
  };
  return ({ unit, stored }) => {
    const { ir } = unit;
    if (stored < 0 || ir.op(stored) !== Op.bin || !['+', '-'].includes(ir.text(stored, 0))) return false;
    const reads = (v: Value): boolean =>
      derivesFrom(unit, v, (x) => own.get(unit)?.has(x) === true || ir.op(x) === Op.load || isReader(unit, x), 12);
    return reads(ir.operand(stored, 1)) !== reads(ir.operand(stored, 2));
  };
}

/** A number of each of some places, as a set for each module. */
function byUnit<T extends { readonly unit: Unit }>(
  places: readonly T[],
  number: (place: T) => number,
): ReadonlyMap<Unit, ReadonlySet<number>> {
  const sets = new Map<Unit, Set<number>>();
  for (const place of places) ensure(sets, place.unit, () => new Set<number>()).add(number(place));
  return sets;
}

/** Goes up and comes down again: what is in flight in this process, not a count of what happened. */
export const isGauge = (steps: readonly Write[]): boolean => new Set(steps.map(({ unit, stored }) => unit.ir.text(stored, 0))).size > 1;

/** Where the value of a counter goes: the users of what is read and of what a step makes, but for the step and its store. */
function leavesAt(program: Program, state: State, steps: readonly Write[]): Read[] {
  const own = [...state.reads, ...steps.map((w) => ({ unit: w.unit, fn: w.fn, value: w.stored }))];
  const made = byUnit(steps, ({ value }) => value);
  const stored = byUnit(steps, (w) => w.stored);
  const inner = (unit: Unit, user: Value): boolean => made.get(unit)?.has(user) === true || stored.get(unit)?.has(user) === true;
  return own.flatMap(({ unit, fn, value }) =>
    (program.usersOf(unit, fn).get(value) ?? []).filter((user) => !inner(unit, user)).map((user) => ({ unit, fn, value: user })),
  );
}

/** `${Date.now()}:${++sent}`, `(now << 12n) | ++sent`: told apart from those of other processes by the time, the process or chance. */
function isLocalId(program: Program, state: State, steps: readonly Write[]): boolean {
  const leaves = leavesAt(program, state, steps);
  return leaves.length > 0 && leaves.every((leaf) => isJoined(program, leaf, 0));
}

/** `const id = ++last; uploads.set(id, file)`, or with a name in front: it tells the entries of a container of this process apart, and ends with them. */
function isKeyHere(program: Program, state: State, steps: readonly Write[]): boolean {
  const isPut = ({ unit, fn, value }: Read, key: Value): boolean => {
    const { ir } = unit;
    if (ir.op(value) === Op.tmpl)
      return (program.usersOf(unit, fn).get(value) ?? []).some((user) => isPut({ unit, fn, value: user }, value));
    const method = ir.op(value) === Op.call && ir.operandCount(value) > 3 ? ir.operand(value, 1) : -1;
    if (method < 0 || ir.op(method) !== Op.get || ir.text(method, 2) !== 'set' || ir.operand(value, 2) !== key) return false;
    const holder = program.value(unit, ir.operand(method, 1));
    return holder.k === 'lib' && holder.type.model.is === 'container';
  };
  const own = [...state.reads, ...steps.map((w) => ({ unit: w.unit, fn: w.fn, value: w.stored }))];
  return own.some((at) => (program.usersOf(at.unit, at.fn).get(at.value) ?? []).some((user) => isPut({ ...at, value: user }, at.value)));
}

const ARITHMETIC = ['+', '|', '<<', '%', '&', '*', '-'];

function isJoined(program: Program, { unit, fn, value }: Read, depth: number): boolean {
  const { ir } = unit;
  const joins = ir.op(value) === Op.tmpl || (ir.op(value) === Op.bin && ARITHMETIC.includes(ir.text(value, 0)));
  if (!joins && ir.op(value) !== Op.call && ir.op(value) !== Op.get) return false;
  if (joins && derivesFrom(unit, value, (v) => isOfProcess(program, unit, v), 30)) return true;
  if (joins && derivesFrom(unit, value, (v) => isTime(program, unit, v), 30) && !derivesFrom(unit, value, (v) => isDay(unit, v), 30))
    return true;
  return depth < 6 && (program.usersOf(unit, fn).get(value) ?? []).some((user) => isJoined(program, { unit, fn, value: user }, depth + 1));
}

const DATE = /^(toDateString|toLocaleDateString|get(UTC)?(Date|Day|Month|FullYear))$/;
const CUT = /^(slice|substring|substr|split)$/;

/** `now.toISOString().slice(0, 10)`, `now.getDate()`: every process has the same one for a while, so it tells none apart. */
function isDay({ ir }: Unit, v: Value): boolean {
  if (ir.op(v) !== Op.call || ir.op(ir.operand(v, 1)) !== Op.get) return false;
  const method = ir.operand(v, 1);
  const [of, name] = [ir.operand(method, 1), ir.text(method, 2)];
  if (DATE.test(name)) return true;
  const cut = CUT.test(name) && ir.op(of) === Op.call ? ir.operand(of, 1) : -1;
  return cut >= 0 && ir.op(cut) === Op.get && /^to(ISOString|JSON)$/.test(ir.text(cut, 2));
}

const CHANCE = /^(random|randomUUID|randomBytes|randomInt|uuid|v4|v7|nanoid|hostname)$/;

/** `process.pid`, `Math.random()`, `randomUUID()` */
function isOfProcess(program: Program, unit: Unit, v: Value): boolean {
  const { ir } = unit;
  if (ir.op(v) === Op.get) return ir.text(v, 2) === 'pid';
  if (ir.op(v) !== Op.call) return false;
  const callee = program.value(unit, ir.operand(v, 1));
  const name = callee.k === 'lib' ? callee.name : callee.k === 'global' || callee.k === 'pkg' ? callee.path : '';
  return CHANCE.test(name.split('.').at(-1) ?? '');
}

/** Says which of several rounds something belongs to: what was noted of it earlier is compared with what it is now. */
function isEpoch(program: Program, state: State, steps: readonly Write[]): boolean {
  const leaves = leavesAt(program, state, steps);
  const noted = new Set(leaves.flatMap(({ unit, value }) => nameOfMember(unit, value, state, steps)));
  const own = new Set([...state.reads.map((r) => r.value), ...steps.map((w) => w.stored)]);
  return leaves.some(({ unit, value }) => {
    const { ir } = unit;
    if (ir.op(value) !== Op.bin || !['===', '!=='].includes(ir.text(value, 0))) return false;
    const sides = [ir.operand(value, 1), ir.operand(value, 2)];
    const [now, then] = own.has(sides[0]) ? sides : [...sides].reverse();
    if (!own.has(now)) return false;
    if (unit === state.unit && ir.op(then) === Op.capture && derivesFrom(unit, then, (v) => v !== now && own.has(v), 12)) return true;
    return ir.op(then) === Op.get && noted.has(ir.text(then, 2)) && !dependsOnInput(program, unit, then);
  });
}

/** The member of an object that a value of the counter is put into. */
function nameOfMember(unit: Unit, user: Value, state: State, steps: readonly Write[]): string[] {
  const { ir } = unit;
  if (ir.op(user) === Op.set) return [ir.text(user, 1)];
  if (ir.op(user) !== Op.object) return [];
  const own = [...state.reads, ...steps.map((w) => ({ unit: w.unit, value: w.stored }))].filter((at) => at.unit === unit);
  return own.flatMap(({ value }) => keyIn(unit, user, value) ?? []);
}

/** `class Pipe { id = made++; }`: tells the objects of this process apart, and goes with them. */
function isNumberOfObject(program: Program, state: State, steps: readonly Write[]): boolean {
  const leaves = leavesAt(program, state, steps);
  return (
    leaves.length > 0 &&
    leaves.every(({ unit, fn, value }) => {
      const { ir } = unit;
      if (ir.op(value) !== Op.set || ir.op(ir.operand(value, 0)) !== Op.this) return false;
      const { cls } = ir.fn(fn);
      return cls >= 0 && [ir.cls(cls).ctor, ir.cls(cls).fields].includes(fn);
    })
  );
}

/** `(n + 1) % hosts.length`: whose turn it is. Each process takes its own turns, and all come to the same share. */
export function isRotation(program: Program, state: State, steps: readonly Write[]): boolean {
  // Of a container, what is looked up counts, not the mention of its name in front of a method.
  const reads = state.shape === 'slot' ? state.reads : state.reads.filter(({ unit, value }) => unit.ir.op(value) === Op.call);
  const leaves = leavesAt(program, { ...state, reads }, steps);
  const isTurn = ({ unit, fn, value }: Read, depth: number): boolean => {
    const { ir } = unit;
    if (ir.op(value) === Op.bin && ir.text(value, 0) === '%') return true;
    if (depth > 6 || ![Op.logic, Op.dflt, Op.phi, Op.cast, Op.bin].includes(ir.op(value))) return false;
    const users = (program.usersOf(unit, fn).get(value) ?? []).filter((user) => !steps.some((w) => w.unit === unit && w.value === user));
    // What only leads to the next step leaves nowhere.
    return users.every((user) => isTurn({ unit, fn, value: user }, depth + 1));
  };
  return (
    leaves.some(({ unit, value }) => unit.ir.op(value) === Op.bin && unit.ir.text(value, 0) === '%') &&
    leaves.every((leaf) => isTurn(leaf, 0))
  );
}

/** A number that is taken, noted in memory and only compared with others of its kind: which of two things in this process began first. */
function isTicket(ask: Ask, state: State, steps: readonly Write[]): boolean {
  const own = [...state.reads, ...steps.map((w) => ({ unit: w.unit, fn: w.fn, value: w.stored }))];
  return own.length > 0 && staysInMemory(ask.program, own, steps);
}

/** Only compared, and never counted anew: it is said a few times, or from a few on, and there is nothing to share. */
const isSpent = (ask: Ask, state: State, steps: readonly Write[], resets: readonly Write[]): boolean =>
  resets.every((w) => ask.isUnused(w)) && isOnlyCompared(ask.program, state.reads, steps);

/** Failures in a row or entries in a buffer: compared with a limit, and counted anew when something goes well or was sent. A window of time is neither. */
function isBreaker(ask: Ask, state: State, steps: readonly Write[], resets: readonly Write[]): boolean {
  const { program } = ask;
  const anew = resets.filter((w) => !ask.isUnused(w));
  if (anew.length === 0 || !isOnlyCompared(program, state.reads, steps) || anew.some((w) => guardOf(ask, state, w) === 'clock'))
    return false;
  return anew.some((w) => !isTimed(program, w.unit, w.fn, Infinity) || steps.some((step) => calls(program, step, w)));
}

/** Is it the same function, or one that it calls directly? */
const calls = (program: Program, from: Write, to: Write): boolean =>
  (from.unit === to.unit && from.fn === to.fn) ||
  program.graph.calleesOf(from.unit, from.fn).some((edge) => edge.kind === 'call' && edge.to.unit === to.unit && edge.to.fn === to.fn);
