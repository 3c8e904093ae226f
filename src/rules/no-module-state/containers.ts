import { Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import type { Severity } from '../../analyzer/finding.js';
import { derivesFrom } from '../../analyzer/flow/dependence.js';
import type { State, Write } from '../../analyzer/state/types.js';
import type { Ask } from './ask.js';
import { boundsOf, limited, type Bounds } from './bounds.js';
import type { Kind, Verdict } from './classify.js';
import { isGauge, isStep } from './counters.js';
import { isClosedKey } from './keys.js';
import { natureOf, worstOf, type Nature } from './nature.js';

/** What is known about a container when it is judged. */
interface Case {
  readonly state: State;
  readonly adds: readonly Write[];
  readonly natures: readonly Nature[];
  readonly bounds: Bounds;
  /** Entries are added for requests; for requests or jobs. */
  /** Each is one more or one less than what was there. */
  readonly counted: boolean;
  readonly onRequest: boolean;
  readonly onRequestOrJob: boolean;
}

/** Judges a Map, Set, array or object to which entries are added after load. */
export function classifyContainer(ask: Ask, state: State, writes: readonly Write[]): Verdict | undefined {
  const adds = writes.filter((w) => w.kind === 'write' || w.kind === 'update');
  const bounds = boundsOf(ask, state);
  if (bounds.restored || bounds.capped || bounds.swept || isClosed(ask, state, adds) || isLimited(ask, state)) return undefined;
  const of: Case = {
    state,
    adds,
    bounds,
    natures: adds.map((w) => natureOfEntry(ask, w)),
    counted: adds.every((w) => isStep(ask.program, state, w)),
    onRequest: adds.some((w) => ask.onRequest(w)),
    onRequestOrJob: adds.some((w) => ask.onRequestOrJob(w)),
  };
  const found = judge(of);
  return found && { ...found, bounds, nature: worstOf(of.natures) };
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
  const steps = adds.filter((w) => isStep(ask.program, state, w));
  const others = adds.filter((w) => !steps.includes(w));
  if (isGauge(steps) && others.every((w) => natureOf(ask, w.unit, w.stored) === 'constant')) return true;
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

type Judged = { readonly kind: Kind; readonly severity: Severity } | undefined;

function judge(of: Case): Judged {
  const { natures, bounds, state, onRequest, onRequestOrJob } = of;
  // Exported and read by nothing that was analysed: for tests.
  if (state.reads.length === 0 && state.binding >= 0 && !onRequestOrJob) return undefined;
  const all = (...wanted: Nature[]): boolean => natures.every((nature) => wanted.includes(nature));
  if (all('environment', 'constant') && natures.includes('environment')) return undefined;
  if (all('handle', 'constant') && natures.includes('handle'))
    return onRequestOrJob || state.holder === 'binding' ? { kind: 'handles', severity: 'info' } : undefined;
  // Code and timers live in a process, there is nowhere else to put them; but what a request registers, one replica has.
  if (all('function', 'timer')) return onRequestOrJob && natures.includes('function') ? { kind: 'registry', severity: 'info' } : undefined;
  // What has expired is not believed any more, but where nothing takes it out it stays.
  if (bounds.expires) return { kind: 'cache', severity: onRequest && !bounds.removed && state.shape !== 'array' ? 'warning' : 'info' };
  if (of.counted && isShared(of)) return { kind: 'counter', severity: onRequestOrJob && !bounds.removed ? 'warning' : 'info' };
  if (natures.includes('fetched')) return { kind: 'cache', severity: ofFetched(of) };
  if (!isShared(of)) return undefined;
  if (isFilledOnMiss(of)) {
    if (natures.includes('awaited')) return { kind: 'cache', severity: onRequestOrJob && !bounds.removed ? 'warning' : 'info' };
    if (state.shape === 'array' || all('promise')) return ofCollected(of);
    // Worked out here and dropped here: every process comes to the same, and none keeps it.
    return bounds.removed ? undefined : { kind: 'memo', severity: onRequestOrJob ? 'warning' : 'info' };
  }
  return onRequest || state.shape === 'array' ? ofCollected(of) : { kind: 'registry', severity: 'info' };
}

/** Fields of a service count where requests or jobs reach them: else the class may well be a part of something short-lived. */
const isShared = ({ state, onRequestOrJob }: Case): boolean => onRequestOrJob || state.holder !== 'field';

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
  const call = ask.program.graph.libCalls.find((c) => c.unit === origin.unit && c.call === origin.value);
  return call === undefined || limited(ask.program, call);
}
