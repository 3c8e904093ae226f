import { Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import type { Severity } from '../../analyzer/finding.js';
import { derivesFrom } from '../../analyzer/flow/dependence.js';
import { argument } from '../../analyzer/link/calls.js';
import type { Program } from '../../analyzer/link/program.js';
import { strip } from '../../analyzer/state/syntax.js';
import type { Read, State, Write } from '../../analyzer/state/types.js';
import type { Ask } from './ask.js';
import { boundsOf, isWithin, limited, type Bounds } from './bounds.js';
import type { Kind, Verdict } from './classify.js';
import { isGauge, stepsOf } from './counters.js';
import { dependsOnInput } from './input.js';
import { isClosedKey, isClosedMap } from './keys.js';
import { natureOf, worstOf, type Nature } from './nature.js';

/** What is known about a container when it is judged. */
interface Case {
  readonly state: State;
  readonly adds: readonly Write[];
  readonly natures: readonly Nature[];
  readonly bounds: Bounds;
  /** Each is one more or one less than what was there. */
  readonly counted: boolean;
  /** The keys depend on what requests, events or callers out of sight give. */
  readonly open: boolean;
  /** Entries are added for requests; for requests or jobs. */
  readonly onRequest: boolean;
  readonly onRequestOrJob: boolean;
}

/** Judges a Map, Set, array or object to which entries are added after load. */
export function classifyContainer(ask: Ask, state: State, writes: readonly Write[]): Verdict | undefined {
  const adds = writes.filter((w) => w.kind === 'write' || w.kind === 'update');
  const bounds = boundsOf(ask, state);
  if (isClosed(ask, state, adds) || isLimited(ask, state)) return undefined;
  const of: Case = {
    state,
    adds,
    bounds,
    natures: adds.map((w) => natureOfEntry(ask, w)),
    counted: adds.every(stepsOf(ask.program, state)),
    open: adds.some((w) => w.key < 0 || dependsOnInput(ask.program, w.unit, w.key)),
    onRequest: adds.some((w) => ask.onRequest(w)),
    onRequestOrJob: adds.some((w) => ask.onRequestOrJob(w)),
  };
  const nature = worstOf(of.natures);
  const lookup = lookupOfLive(ask, of);
  if (lookup) return { kind: 'handles', severity: 'info', bounds, nature, lookup };
  const found = bounds.restored || bounds.capped ? undefined : bounds.swept ? judgeSwept(ask, of) : judge(of);
  return found && { ...found, bounds, nature };
}

/** A promise that stays is what it resolves to; what is filled piece by piece is what the pieces are. */
function natureOfEntry(ask: Ask, w: Write): Nature {
  const { unit, stored } = w;
  const nature = natureOf(ask, unit, stored);
  if (nature === 'promise' && ask.source(unit, stored) === 'remote') return 'fetched';
  const value = ask.program.value(unit, stored);
  const filled = value.k === 'arr' || value.k === 'obj' || (value.k === 'lib' && value.type.model.is === 'container');
  return nature === 'computed' && filled && ask.waits(w) ? 'fetched' : nature;
}

/** Only so many entries are possible: by the type of the keys, or because they come from the program itself. */
export function isClosed(ask: Ask, state: State, adds: readonly Write[]): boolean {
  // Up and down again: what is in flight.
  const steps = adds.filter(stepsOf(ask.program, state));
  const others = adds.filter((w) => !steps.includes(w));
  if (isGauge(steps) && others.every((w) => natureOf(ask, w.unit, w.stored) === 'constant')) return true;
  if (isClosedMap(ask.program, state)) return true;
  return adds.every((w) => w.key >= 0 && (isClosedKey(ask.program, w.unit, w.key) !== 'no' || isOwnData(w)));
}

/** An entry for each element of something that no caller gives and nobody is asked for: modules that were loaded are the program's own. */
function isOwnData({ unit, key, stored }: Write): boolean {
  const { ir } = unit;
  const walks = derivesFrom(unit, key, (v) => ir.op(v) === Op.iter || ir.op(v) === Op.key);
  const isGiven = (value: Value): boolean => derivesFrom(unit, value, (v) => ir.op(v) === Op.param);
  const isAwaited = (value: Value): boolean =>
    derivesFrom(unit, value, (v) => ir.op(v) === Op.await) && !derivesFrom(unit, value, (v) => ir.op(v) === Op.dynimport);
  return walks && ![key, stored].some((value) => isGiven(value) || isAwaited(value));
}

/**
 * Connections by key, put in as they come and taken out as they go, belong to the process that they came to. A request that looks one up
 * finds nothing where it came to another.
 */
function lookupOfLive(ask: Ask, { state, adds, natures, bounds }: Case): Read | undefined {
  const isLive = bounds.removed && natures.includes('handle') && natures.every((nature) => nature === 'handle' || nature === 'given');
  if (!isLive || !adds.every((w) => w.key >= 0 && w.key !== w.stored && isHandedIn(w))) return undefined;
  const own = state.writes.map(({ unit, fn }) => ({ unit, fn }));
  return state.reads.find(
    (read) =>
      ask.onRequestOrJob(read) &&
      isLookup(ask, read) &&
      !own.some((w) => w.unit === read.unit && (isWithin(w.unit, w.fn, read.fn) || isWithin(w.unit, read.fn, w.fn))),
  );
}

/** Stored as a callback or a constructor was given it: nobody made it here. */
function isHandedIn({ unit, stored }: Write): boolean {
  const op = unit.ir.op(strip(unit, stored));
  return op === Op.param || op === Op.capture || op === Op.this;
}

/** `sockets.get(id)`, `sockets[id]` */
function isLookup(ask: Ask, { unit, fn, value }: Read): boolean {
  const { ir } = unit;
  if (ir.op(value) === Op.call) return ir.op(ir.operand(value, 1)) === Op.get && ir.text(ir.operand(value, 1), 2) === 'get';
  return (ask.program.usersOf(unit, fn).get(value) ?? []).some((user) => ir.op(user) === Op.getx && ir.operand(user, 1) === value);
}

type Judged = { readonly kind: Kind; readonly severity: Severity } | undefined;

/**
 * Marks that decide whether a request passes: a token that was used, an address that waits. That they leave after a while bounds the memory;
 * the next replica knows of none.
 */
function judgeSwept(ask: Ask, { state, adds, natures, open, onRequest }: Case): Judged {
  const isMark = (nature: Nature): boolean => nature === 'given' || nature === 'constant' || nature === 'time';
  const marks = adds.every((w, i) => w.key === w.stored || isMark(natures[i]));
  const asked = state.reads.some((read) => ask.onRequest(read) && isAskedFor(read));
  return marks && open && onRequest && asked && !state.writes.some((w) => isPause(ask.program, w))
    ? { kind: 'collection', severity: 'info' }
    : undefined;
}

/** Marks that live for less than this many milliseconds, or for nobody knows how long, only slow somebody down. */
const PAUSE = 60_000;

function isPause(program: Program, { unit, fn, kind }: Write): boolean {
  if (kind !== 'remove') return false;
  return program.graph.callersOf(unit, fn).some(({ kind: how, from, call }) => {
    if (how !== 'later') return false;
    const delay = argument(program, { unit: from.unit, value: call, env: null }, 1);
    return delay?.k !== 'const' || typeof delay.value !== 'number' || delay.value < PAUSE;
  });
}

/** `used.has(token)` */
const isAskedFor = ({ unit: { ir }, value }: Read): boolean =>
  ir.op(value) === Op.call && ir.op(ir.operand(value, 1)) === Op.get && ir.text(ir.operand(value, 1), 2) === 'has';

/** What neither requests nor jobs are known to change, and nobody else was asked for, is left to the inventory: too much of it is meant. */
function judge(of: Case): Judged {
  const { natures, bounds, state, onRequest, onRequestOrJob } = of;
  // Exported and read by nothing that was analysed: for tests.
  if (state.reads.length === 0 && state.binding >= 0 && !onRequestOrJob) return undefined;
  const all = (...wanted: Nature[]): boolean => natures.every((nature) => wanted.includes(nature));
  if (all('environment', 'constant') && natures.includes('environment')) return undefined;
  // One for each key that anybody sends, for ever; those of the configuration are as many as there are meant to be.
  if (all('handle', 'constant') && natures.includes('handle'))
    return onRequestOrJob && of.open && !bounds.removed && isFilledOnMiss(of) ? { kind: 'handles', severity: 'info' } : undefined;
  // Code and timers live in a process, there is nowhere else to put them; but what a request registers, one replica has.
  if (all('function', 'timer'))
    return onRequestOrJob && natures.includes('function') && !bounds.removed ? { kind: 'registry', severity: 'info' } : undefined;
  // What has expired is not believed any more, but where nothing takes it out it stays.
  if (bounds.expires) return { kind: 'cache', severity: onRequest && !bounds.removed && state.shape !== 'array' ? 'warning' : 'info' };
  if (of.counted) return onRequestOrJob ? { kind: 'counter', severity: bounds.removed ? 'info' : 'warning' } : undefined;
  if (natures.includes('fetched')) return { kind: 'cache', severity: ofFetched(of) };
  if (!onRequestOrJob) return undefined;
  if (isFilledOnMiss(of)) {
    if (natures.includes('awaited')) return { kind: 'cache', severity: bounds.removed ? 'info' : 'warning' };
    const marks = of.adds.every((w, i) => w.key === w.stored || natures[i] === 'time' || natures[i] === 'constant');
    if (state.shape === 'array' || all('promise') || marks) return ofCollected(of);
    // Worked out here and dropped here: every process comes to the same, and none keeps it.
    return bounds.removed || !of.open ? undefined : { kind: 'memo', severity: 'warning' };
  }
  return onRequest || state.shape === 'array' ? ofCollected(of) : { kind: 'registry', severity: 'info' };
}

function ofFetched({ adds, bounds, onRequest, onRequestOrJob, state }: Case): Severity {
  // A snapshot of a whole table, by key.
  if (adds.every((w) => w.key >= 0 && derivesFrom(w.unit, w.key, (v) => w.unit.ir.op(v) === Op.iter))) return 'info';
  if (state.holder === 'field' && !onRequestOrJob) return 'info';
  if (!onRequestOrJob && bounds.removed) return 'info';
  return onRequest && !bounds.removed ? 'error' : 'warning';
}

function ofCollected({ bounds, onRequest, state }: Case): Judged {
  if (bounds.removed) return { kind: state.shape === 'array' ? 'collection' : 'registry', severity: 'info' };
  return { kind: 'collection', severity: onRequest ? 'warning' : 'info' };
}

/** Does whoever adds an entry look for it first? */
function isFilledOnMiss({ state, adds }: Case): boolean {
  return adds.some((w) => state.reads.some((r) => r.unit === w.unit && isSameOrOuter(w, r.fn)));
}

function isSameOrOuter({ unit, fn }: Write, other: number): boolean {
  for (let f = fn; f > 0; f = unit.ir.fnParent(f)) if (f === other) return true;
  return false;
}

/** A library's container with a limit among its options. */
export function isLimited(ask: Ask, { lib }: State): boolean {
  if (lib === undefined || typeof lib.origin === 'string' || lib.type.model.is !== 'bounded') return false;
  const { origin } = lib;
  const call = ask.program.graph.libCallsIn(origin.unit).find(({ call }) => call === origin.value);
  return call === undefined || limited(ask.program, call);
}
