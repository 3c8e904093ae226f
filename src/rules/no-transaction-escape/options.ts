import { isWaitedOn } from '../../analyzer/effects/awaited.js';
import { mentionsOf } from '../../analyzer/effects/held-mentions.js';
import { pairRegions, type PairRegion } from '../../analyzer/effects/held-pairs.js';
import { walkHeld } from '../../analyzer/effects/held-paths.js';
import { startOf, walkOf } from '../../analyzer/effects/held-walk.js';
import { bodyRegions, isWithin, type BodyRegion, type Opening } from '../../analyzer/effects/regions.js';
import { linksAfter } from '../../analyzer/effects/same-place-links.js';
import { CALL_NEW, OBJ_PROP, Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import type { FnRef, LibCall } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import type { CallSite, Unit } from '../../analyzer/link/values.js';

/** An operation inside a transaction that leaves out the option by which it would be part of it. */
export interface LeftOut {
  readonly region: BodyRegion;
  readonly option: string;
  /** What other operations there are given under the option, as it is written. */
  readonly carried: CallSite;
  /** Nothing is given it: the transaction holds nothing. Then `carried` is what it would be taken from. */
  readonly idle?: true;
  /** The calls from the region to the operation; the operation is the last. */
  readonly path: readonly CallSite[];
  readonly call: LibCall;
}

/** Does a call carry the option along? */
type Answer = { readonly says: 'yes'; readonly value: Value } | { readonly says: 'no' | 'unknown' };

const MAX_DEPTH = 2;

const takesOptions = ({ model }: LibCall): boolean => model.op?.options !== undefined;

/**
 * Operations without the option (`{ transaction }`, `{ session }`) in transactions that others there are given. Silent where none
 * is, and where the library is told to find the transaction by itself. Those of one module, or of all.
 */
export function leftOut(program: Program, only?: Unit): LeftOut[] {
  if (isFoundByItself(program)) return [];
  const calls = new Map<string, LibCall[]>();
  for (const call of program.graph.libCallsWhere(takesOptions)) {
    const key = `${call.unit.index}:${call.fn}`;
    calls.set(key, [...(calls.get(key) ?? []), call]);
  }
  if (calls.size === 0) return [];
  const operationsIn = ({ unit, fn }: FnRef): readonly LibCall[] => calls.get(`${unit.index}:${fn}`) ?? [];
  return stretches(program, only).flatMap((stretch) => inStretch(program, operationsIn, stretch));
}

/** `Sequelize.useCLS(…)`, `mongoose.set('transactionAsyncLocalStorage', true)`. */
const isFoundByItself = (program: Program): boolean =>
  program.active.some((unit) =>
    program.keep(unit, isFoundByItself, () => program.facts(unit).calls.some(({ value }) => findsByItself(unit, value))),
  );

function findsByItself(unit: Unit, call: Value): boolean {
  const { ir } = unit;
  const method = ir.operand(call, 1);
  if (ir.op(method) !== Op.get) return false;
  const name = ir.text(method, 2);
  return (
    name === 'useCLS' ||
    (name === 'set' && ir.operandCount(call) > 3 && textAt(unit, ir.operand(call, 2)) === 'transactionAsyncLocalStorage')
  );
}

const textAt = ({ ir }: Unit, value: Value): string => (ir.op(value) === Op.str ? ir.text(value, 0) : '');

/** Code that runs while a transaction is open which other calls have to be given. */
interface Stretch {
  readonly region: BodyRegion;
  readonly held: (call: Value) => boolean;
  /** What carries it, where nothing at all is given that: a transaction in which nothing runs. */
  readonly idle?: CallSite | undefined;
}

function stretches(program: Program, only: Unit | undefined): Stretch[] {
  const isCarried = ({ region }: Opening): boolean => region.kind === 'transaction' && region.carried !== undefined;
  const found: Stretch[] = [];
  const isIn = (unit: Unit): boolean => only === undefined || unit === only;
  for (const region of bodyRegions(program)) if (isIn(region.body.unit) && isCarried(region.open)) found.push({ region, held: () => true });
  for (const pair of pairRegions(program)) {
    if (!isIn(pair.open.unit) || !isCarried(pair.open)) continue;
    // What an exception leads to is about the failure, not part of what is done.
    const { calls } = walkHeld(walkOf(program, pair, false), startOf(program, pair));
    const { unit, fn } = pair.open;
    const region = { open: pair.open, body: { k: 'fn', unit, fn, env: null, self: null }, via: [], inner: undefined } as const;
    found.push({ region, held: (call) => calls.has(call), idle: idleCarrier(program, pair) });
  }
  return found;
}

/** What carries a transaction, if all that is done with it in its function is to call its own methods. */
function idleCarrier(program: Program, { open: { unit, fn }, place }: PairRegion): CallSite | undefined {
  const { ir } = unit;
  if (!place.startsWith('value:')) return undefined;
  const value = Number(place.slice('value:'.length));
  const mentions = mentionsOf(program);
  const isCallOfIt = (user: Value): boolean => ir.op(user) === Op.get || ir.op(user) === Op.await;
  for (let f = fn, n = ir.count('functions'); f < n; f++) {
    if (!isWithin(unit, f, fn)) continue;
    if (!mentions.usesOf(unit, f, place).every((user) => (f === fn ? isCallOfIt(user) : ir.op(user) === Op.get))) return undefined;
  }
  return { unit, value, env: null };
}

function inStretch(program: Program, operationsIn: (at: FnRef) => readonly LibCall[], { region, held, idle }: Stretch): LeftOut[] {
  const option = region.open.region.carried ?? '';
  const { unit, fn } = region.body;
  const own = [{ unit, fn }, ...closuresRun(program, { unit, fn }, held)].flatMap((at) =>
    operationsIn(at).filter(({ call }) => at.fn !== fn || held(call)),
  );
  const given = own.flatMap((call) => {
    const answer = carries(program, call, option);
    return answer.says === 'yes' ? [{ unit, value: answer.value, env: null }] : [];
  });
  const [carried] = given;
  if (carried === undefined) {
    const answers = idle === undefined ? [] : own.map((call) => ({ call, says: carries(program, call, option).says }));
    const first = answers.every(({ says }) => says === 'no') ? answers.find(({ call }) => call.model.op?.kind !== 'read') : undefined;
    if (idle === undefined || first === undefined || !isEscape(program, first.call, option)) return [];
    return [{ region, option, carried: idle, idle: true, call: first.call, path: [{ unit, value: first.call.call, env: null }] }];
  }
  const base = { region, option, carried };
  const found = own.flatMap((call): LeftOut[] => {
    const site = { unit, value: call.call, env: null };
    return isEscape(program, call, option) ? [{ ...base, call, path: [site] }] : [];
  });
  for (const edge of program.graph.calleesOf(unit, fn)) {
    if (edge.kind !== 'call' || !held(edge.call) || !isWaitedOn(program, unit, edge.call)) continue;
    for (const { call, path } of inHelper(program, operationsIn, edge.to, option, MAX_DEPTH))
      found.push({ ...base, call, path: [{ unit, value: edge.call, env: null }, ...path] });
  }
  return found;
}

/** Callbacks that run before their call returns. */
function closuresRun(program: Program, { unit, fn }: FnRef, held: (call: Value) => boolean): FnRef[] {
  return program.graph
    .calleesOf(unit, fn)
    .flatMap((edge) =>
      edge.kind === 'runs' && edge.to.unit === unit && unit.ir.fnParent(edge.to.fn) === fn && held(edge.call) ? [edge.to] : [],
    );
}

/** Writes of a helper that knows nothing of transactions: no operation in it is given one. */
function inHelper(
  program: Program,
  operationsIn: (at: FnRef) => readonly LibCall[],
  at: FnRef,
  option: string,
  depth: number,
): { readonly call: LibCall; readonly path: readonly CallSite[] }[] {
  const operations = operationsIn(at);
  if (operations.some((call) => carries(program, call, option).says !== 'no') || mentions(at, option)) return [];
  const found = operations.flatMap((call): { call: LibCall; path: readonly CallSite[] }[] =>
    call.model.op?.kind !== 'read' && isEscape(program, call, option)
      ? [{ call, path: [{ unit: at.unit, value: call.call, env: null }] }]
      : [],
  );
  if (depth > 1)
    for (const edge of program.graph.calleesOf(at.unit, at.fn)) {
      if (edge.kind !== 'call' || !isWaitedOn(program, at.unit, edge.call)) continue;
      for (const { call, path } of inHelper(program, operationsIn, edge.to, option, depth - 1))
        found.push({ call, path: [{ unit: at.unit, value: edge.call, env: null }, ...path] });
    }
  return found;
}

/** Does a function speak of the option: a parameter, a member, an entry of that name? */
function mentions({ unit: { ir }, fn }: FnRef, option: string): boolean {
  const row = ir.fn(fn);
  for (let i = 0; i < row.paramCount; i++) if (ir.param(row.firstParam + i).name === option) return true;
  const [start, end] = ir.fnCode(fn);
  for (let v = start; v < end; v = ir.next(v)) if (ir.op(v) === Op.get && ir.text(v, 2) === option) return true;
  return false;
}

const isEscape = (program: Program, call: LibCall, option: string): boolean =>
  carries(program, call, option).says === 'no' &&
  !isInherited(program, call, option) &&
  isWaitedOn(program, call.unit, lastOf(program, call));

/** What an entry is part of from the call on that gave it: a document of Mongoose keeps its session. An instance of Sequelize keeps no transaction. */
const INHERITED = 'session';

/** May an operation be on an entry that was read or made with the option, or was given it by `$session()`? */
function isInherited(program: Program, { unit, call, model }: LibCall, option: string): boolean {
  if (option !== INHERITED || model.op?.entry !== true) return false;
  if (unit.ir.strings.includes(`$${INHERITED}`)) return true;
  const giver = giverOf(program, unit, unit.ir.operand(unit.ir.operand(call, 1), 1));
  return giver === undefined || (giver !== 'new' && carries(program, giver, option).says !== 'no');
}

/** The call in the same module that an entry comes from; undefined where that is out of sight. */
function giverOf(program: Program, unit: Unit, entry: Value): LibCall | 'new' | undefined {
  const { ir } = unit;
  for (let v = entry, i = 0; v >= 0 && i < 30; i++) {
    const op = ir.op(v);
    if (op === Op.await || op === Op.cast) v = ir.operand(v, 0);
    else if (op === Op.capture) v = ir.bindingValue(ir.operand(v, 0));
    else if (op !== Op.call) return undefined;
    else if ((ir.operand(v, 0) & CALL_NEW) !== 0) return 'new';
    else {
      const known = program.graph.libCallsIn(unit).find(({ call, model }) => call === v && model.op !== undefined);
      if (known) return known;
      const callee = ir.operand(v, 1);
      v = ir.op(callee) === Op.get ? ir.operand(callee, 1) : -1;
    }
  }
  return undefined;
}

/** The end of the chain that a call begins: `find().sort().limit(1)`. */
function lastOf(program: Program, { unit, call, fn }: LibCall): Value {
  return linksAfter(program, { unit, fn, value: call }).at(-1)?.value ?? call;
}

/** Is the option among those of a call, or set by a method of its chain (`.session(s)`)? */
function carries(program: Program, call: LibCall, option: string): Answer {
  const { ir } = call.unit;
  const set = linksAfter(program, { ...call, value: call.call }).find(({ name }) => name === option || name === 'setOptions');
  if (set)
    return set.name === option && ir.operandCount(set.value) > 2 ? { says: 'yes', value: ir.operand(set.value, 2) } : { says: 'unknown' };
  const at = call.model.op?.options ?? 0;
  const count = ir.operandCount(call.call) - 2;
  for (let i = 0; i < Math.min(at + 1, count); i++) if (ir.op(ir.operand(call.call, 2 + i)) === Op.spread) return { says: 'unknown' };
  if (at >= count) return { says: 'no' };
  const given = ir.operand(call.call, 2 + at);
  if (ir.op(given) === Op.undef || ir.op(given) === Op.null) return { says: 'no' };
  // What is put into it later may be the transaction.
  const isFilled = (program.usersOf(call.unit, call.fn).get(given) ?? []).some(
    (user) => (ir.op(user) === Op.set || ir.op(user) === Op.setx) && ir.operand(user, 0) === given,
  );
  if (ir.op(given) !== Op.object || isFilled) return { says: 'unknown' };
  for (let i = ir.operandCount(given) - 3; i >= 0; i -= 3) {
    if (ir.operand(given, i) !== OBJ_PROP) return { says: 'unknown' };
    if (ir.string(ir.operand(given, i + 1)) !== option) continue;
    const value = ir.operand(given, i + 2);
    return ir.op(value) === Op.null || ir.op(value) === Op.undef ? { says: 'unknown' } : { says: 'yes', value };
  }
  return { says: 'no' };
}
