import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import { derivesFrom } from '../flow/dependence.js';
import { inOneList, isExcludedBy, isPassedBefore, isRepeated, mayPrecede } from '../flow/order.js';
import { argument } from '../link/calls.js';
import type { FnRef, LibCall } from '../link/callgraph.js';
import type { Program } from '../link/program.js';
import type { CallSite, Unit } from '../link/values.js';
import type { System } from '../models/types.js';
import { optionAt } from '../waits/options.js';
import { isMadeUpFor, useOfAnswer } from './answers.js';
import { fateOf, isWaitedOn, settlesPromise } from './awaited.js';
import { carriesDrawnCode } from './codes.js';
import { failsWith } from './failure.js';
import { isFilledIn } from './filled.js';
import { reachOf } from './reach.js';
import { bodyRegions, type BodyRegion, type Opening } from './regions.js';
import { isCommon, spreadEffects, systemOf, type Effect, type Effects } from './summaries.js';

/** Something a function waits for, and where in the function it does. */
export interface Moment {
  /** The call in the function: the effect itself, or the one that leads to it. */
  readonly at: Value;
  readonly effect: Effect;
}

/**
 * A write and a consequence of it, in the innermost function that has both. `after`: the write comes first. `together`: both are
 * waited for at once. `uncommitted`: both are in a transaction, in any order.
 */
export interface Sequence extends FnRef {
  readonly order: 'after' | 'together' | 'uncommitted';
  readonly write: Moment;
  readonly consequence: Moment;
  /** It happens once for each round of a loop. */
  readonly repeated: boolean;
  /** The function fails where the consequence does: nobody on the way takes the failure in. */
  readonly fails: boolean;
  /** The function waits for a child process before: a piece of work, to which the consequence adds little. */
  readonly works: boolean;
  /** The transaction that both are in. */
  readonly transaction: Opening | undefined;
}

/** What others are told, which nobody has to wait for. `http` only where nothing looks at the answer. */
const CONSEQUENCES: ReadonlySet<System> = new Set<System>(['mail', 'push', 'webhook', 'analytics', 'search']);
const CHANGES: ReadonlySet<string> = new Set(['create', 'write', 'update', 'remove', 'clear']);
const HTTP_CHANGES = /^(post|put|patch|delete)$/i;
const SQL_CHANGES = /^\s*(insert|update|delete|merge|replace)\s/i;

/** A write that more calls than these lie before is none that the function is about: what is kept in step while something is looked up. */
const MAX_WAY_TO_WRITE = 3;

/** Such pairs, and those that are there only because a called function has one. */
export interface Sequences {
  readonly inner: readonly Sequence[];
  readonly outer: readonly Sequence[];
}

/** All such pairs of a program, wherever they run, in the innermost function. */
export const findSequences = (program: Program): readonly Sequence[] => program.derive(sequencesOf).inner;

/** All such pairs of a program, or of what one of its modules leads to; the former are best {@link Program.derive}d. */
export function sequencesOf(program: Program, only?: Unit): Sequences {
  const scope = only && reachOf(program, only);
  const consequences = spreadEffects(program, (call) => consequenceOf(program, call), scope);
  const writes = spreadEffects(program, (call) => (isPrimaryWrite(program, call) ? 'database' : undefined), scope);
  const hasBoth = (unit: Unit, fn: number): boolean => consequences.of(unit, fn).length > 0 && writes.of(unit, fn).length > 0;
  if (only !== undefined && !functionsOf(only).some((fn) => hasBoth(only, fn))) return { inner: [], outer: [] };
  const processes = spreadEffects(program, (call) => (systemOf(call) === 'process' ? 'process' : undefined), scope);
  const found: Sequence[] = [];
  const bodies = new Map(
    bodyRegions(program)
      .filter((region) => region.open.region.kind === 'transaction' && takesHandle(region))
      .map(({ open, body }) => [`${body.unit.index}:${body.fn}`, open]),
  );
  for (const unit of program.active) {
    for (const fn of functionsOf(unit)) {
      if (!hasBoth(unit, fn)) continue;
      const works = momentsOf(program, processes, { unit, fn }).filter(({ at }) => isWaitedOn(program, unit, at));
      for (const sequence of sequencesIn(program, { unit, fn }, writes, consequences, bodies.get(`${unit.index}:${fn}`)))
        found.push({ ...sequence, works: works.some(({ at }) => mayPrecede(unit, fn, at, sequence.consequence.at)) });
    }
  }
  const inner = new Set(innermost(found));
  return { inner: [...inner], outer: found.filter((sequence) => !inner.has(sequence)) };
}

const functionsOf = ({ ir }: Unit): number[] => Array.from({ length: ir.count('functions') }, (_, fn) => fn);

/** Does the body of a transaction take the handle without which nothing inside is part of it? */
function takesHandle({ open: { region }, body }: BodyRegion): boolean {
  return region.handle === undefined || region.ambient === true || region.carried !== undefined || body.unit.ir.fn(body.fn).paramCount > 0;
}

function sequencesIn(program: Program, at: FnRef, writes: Effects, consequences: Effects, transaction: Opening | undefined): Sequence[] {
  const { unit, fn } = at;
  const before = momentsOf(program, writes, at).filter(
    ({ effect }) => effect.chain.filter(({ kind }) => kind === 'call').length <= MAX_WAY_TO_WRITE && !isFilledIn(program, effect),
  );
  return momentsOf(program, consequences, at).flatMap((consequence): Sequence[] => {
    if (!isWaitedOn(program, unit, consequence.at)) return [];
    const others = before.filter((write) => write.at !== consequence.at);
    const use = useOfAnswer(program, unit, fn, consequence.at);
    if (use === 'used') return [];
    const fails = failsWith(program, consequence.effect);
    const base = { ...at, consequence, repeated: isRepeated(unit, fn, consequence.at), fails, works: false, transaction };
    if (transaction !== undefined && others.length > 0 && CONSEQUENCES.has(consequence.effect.system))
      return [{ ...base, order: 'uncommitted', write: others[0] }];
    if (use === 'checked') return [];
    if (
      isMadeUpFor(
        unit,
        fn,
        consequence.at,
        others.map((write) => write.at),
      )
    )
      return [];
    const earlier = others.filter(
      (write) => mayPrecede(unit, fn, write.at, consequence.at) && !isExcludedBy(unit, fn, write.at, consequence.at),
    );
    const grouped = others.find((write) => inOneList(program, unit, fn, write.at, consequence.at));
    const first = earlier.filter((write) => write !== grouped && !(grouped && inOneList(program, unit, fn, write.at, consequence.at)));
    const isCode = (): boolean =>
      carriesDrawnCode(
        program,
        at,
        first.map((write) => write.at),
        consequence.at,
      );
    if (first.length > 0) return isCode() ? [] : [{ ...base, order: 'after', write: causeOf(at, first, consequence.at) }];
    return grouped ? [{ ...base, order: 'together', write: grouped }] : [];
  });
}

/**
 * The write that the consequence tells of: one whose result flows into it and that every way to it passes, else one of either sort, else any;
 * of several, the one that it follows most closely.
 */
function causeOf({ unit, fn }: FnRef, writes: readonly Moment[], at: Value): Moment {
  const { ir } = unit;
  const given = Array.from({ length: ir.operandCount(at) - 2 }, (_, i) => ir.operand(at, 2 + i));
  const told = writes.filter((write) => given.some((input) => derivesFrom(unit, input, (v) => v === write.at)));
  const sure = writes.filter((write) => isPassedBefore(unit, fn, write.at, at));
  // What the function writes by itself is more often what it is about than what a helper writes.
  const own = sure.filter(({ effect }) => effect.chain.length === 0);
  const both = told.filter((write) => sure.includes(write));
  return nearest([both, own, told, sure].find((some) => some.length > 0) ?? writes, at);
}

/** The write that the consequence follows most closely. */
const nearest = (writes: readonly Moment[], at: Value): Moment =>
  writes.reduce((a, b) => (Math.abs(b.at - at) < Math.abs(a.at - at) ? b : a));

/** Effects by the call in the function that leads to them: one for each call, the nearest. */
function momentsOf(program: Program, effects: Effects, { unit, fn }: FnRef): Moment[] {
  const moments = new Map<Value, Moment>();
  const add = (at: Value, effect: Effect): void => {
    const known = moments.get(at);
    if (!known || effect.chain.length < known.effect.chain.length) moments.set(at, { at, effect });
  };
  for (const effect of effects.of(unit, fn)) if (effect.chain.length === 0) add(effect.call.call, effect);
  for (const edge of program.graph.calleesOf(unit, fn)) {
    if (edge.kind === 'later' || !isWaitedOn(program, unit, edge.call)) continue;
    for (const effect of effects.of(edge.to.unit, edge.to.fn)) {
      const inAll = isCommon(program, edge, (other) => effects.of(other.unit, other.fn).some(({ system }) => system === effect.system));
      if (inAll) add(edge.call, { ...effect, chain: [edge, ...effect.chain] });
    }
  }
  return [...moments.values()];
}

/** A pair that a called function already has is that function's. */
function innermost(all: readonly Sequence[]): Sequence[] {
  const own = new Set(all.map(({ unit, consequence }) => `${unit.index}:${consequence.at}`));
  return all.filter(
    ({ consequence }) =>
      !consequence.effect.chain.slice(1).some(({ from, call }) => own.has(`${from.unit.index}:${call}`)) &&
      !(consequence.effect.chain.length > 0 && own.has(`${consequence.effect.call.unit.index}:${consequence.effect.call.call}`)),
  );
}

/** Does a call change rows of a database, and does somebody wait for it? */
function isPrimaryWrite(program: Program, call: LibCall): boolean {
  if (systemOf(call) !== 'database') return false;
  const { op, sql } = call.model;
  const changes = op
    ? CHANGES.has(op.kind)
    : sql !== undefined && SQL_CHANGES.test(textAt(program, { unit: call.unit, value: call.call, env: null }, sql));
  return changes && !isCountedAgainst(program, call) && fateOf(program, call.unit, endOfChain(call.unit, program, call.call)) !== 'dropped';
}

const ORDERS = ['<', '<=', '>', '>='];

/** Is what a write answers measured against a limit: the counter of a rate or a quota? Such a write only decides whether the request may go on. */
function isCountedAgainst(program: Program, { unit, fn, call }: LibCall): boolean {
  const { ir } = unit;
  if ((program.usersOf(unit, fn).get(call) ?? []).length === 0) return false;
  const answers = (v: Value): boolean => derivesFrom(unit, v, (x) => x === call);
  const isFew = (v: Value): boolean => ir.op(v) === Op.num && Number(ir.text(v, 0)) <= 1;
  const [start, end] = ir.fnCode(fn);
  for (let v = start; v < end; v = ir.next(v)) {
    if (ir.op(v) !== Op.bin || !ORDERS.includes(ir.text(v, 0))) continue;
    const [left, right] = [ir.operand(v, 1), ir.operand(v, 2)];
    // `count < 1`, `count > 0` ask whether anything was changed at all.
    if (!isFew(left) && !isFew(right) && (answers(left) || answers(right))) return true;
  }
  return false;
}

/** The text of a statement, as far as it is written there. */
function textAt(program: Program, site: CallSite, index: number): string {
  const text = argument(program, site, index);
  if (text?.k === 'const') return String(text.value);
  if (text?.k !== 'text') return '';
  const { ir } = text.unit;
  const first = ir.operandCount(text.value) > 0 ? ir.operand(text.value, 0) : -1;
  return first >= 0 && ir.op(first) === Op.str ? ir.text(first, 0) : '';
}

/** The last call of a chain of methods, each called on what the one before returned. */
function endOfChain(unit: Unit, program: Program, call: Value): Value {
  const { ir } = unit;
  const users = program.usersOf(unit, program.functionAt(unit, call));
  let end = call;
  for (let i = 0; i < 30; i++) {
    const member = (users.get(end) ?? []).find(
      (user) => ir.op(user) === Op.get && !['then', 'catch', 'finally'].includes(ir.text(user, 2)),
    );
    const next =
      member === undefined
        ? undefined
        : (users.get(member) ?? []).find((user) => ir.op(user) === Op.call && ir.operand(user, 1) === member);
    if (next === undefined) return end;
    end = next;
  }
  return end;
}

function consequenceOf(program: Program, call: LibCall): System | undefined {
  const system = systemOf(call);
  if (
    system === undefined ||
    (call.model.waits === undefined && call.model.system === undefined) ||
    !(isWaitedOn(program, call.unit, call.call) || settlesPromise(program, call))
  )
    return undefined;
  if (CONSEQUENCES.has(system)) return call.model.op?.kind === 'read' ? undefined : system;
  if (system !== 'http' || !changesOverHttp(program, call)) return undefined;
  return useOfAnswer(program, call.unit, call.fn, call.call) === 'ignored' ? system : undefined;
}

/** Is the request one that changes something on the other side? */
function changesOverHttp(program: Program, { unit, call, callee }: LibCall): boolean {
  const method = optionAt(program, { unit, value: call, env: null }, '*.method');
  if (method.k === 'const' && typeof method.value === 'string') return HTTP_CHANGES.test(method.value);
  return callee.recv !== null && HTTP_CHANGES.test(callee.name.slice(callee.name.lastIndexOf('.') + 1));
}
