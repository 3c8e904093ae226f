import { Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import type { Severity } from '../../analyzer/finding.js';
import { derivesFrom } from '../../analyzer/flow/dependence.js';
import { argument } from '../../analyzer/link/calls.js';
import type { Program } from '../../analyzer/link/program.js';
import { isMoved, strip } from '../../analyzer/state/syntax.js';
import { armsOf, type Unit } from '../../analyzer/link/values.js';
import type { Read, State, Write } from '../../analyzer/state/types.js';
import type { Ask } from './ask.js';
import { boundsOf, isNothing, isRestored, limited, type Bounds } from './bounds.js';
import type { Kind, Verdict } from './classify.js';
import { isGauge, isRotation, stepsOf } from './counters.js';
import {
  isAskedElsewhere,
  isAskedFor,
  isFilledByAskers,
  isInFlight,
  isInputAsked,
  isOnlyForLogs,
  isTakenWhole,
  lookupElsewhere,
} from './entries.js';
import { isBrought } from './brought.js';
import { dependsOnInput } from './input.js';
import { isClosedKey, isClosedMap, isKeyedByObject } from './keys.js';
import { holdsHandles, isTime, natureOf, worstOf, type Nature } from './nature.js';
import { isPutToWork } from './used.js';
import { isOwnData, isSnapshot } from './walks.js';

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
  const adds = writes.filter((w) => (w.kind === 'write' || w.kind === 'update') && !isNothing(ask.program, w) && !isMoved(w));
  if (adds.length === 0 || areFlags(ask.program, adds)) return undefined;
  const bounds = boundsOf(ask, state);
  if (isClosed(ask, state, adds) || isLimited(ask, state)) return undefined;
  const natures = adds.map((w) => natureOfEntry(ask, w));
  const works = !natures.includes('fetched') && state.shape !== 'Set' && isPutToWork(ask.program, state);
  const of: Case = {
    state,
    adds,
    bounds,
    natures: works ? natures.map((nature) => (nature === 'promise' || nature === 'constant' ? nature : 'handle')) : natures,
    counted: adds.every(stepsOf(ask.program, state)),
    open: adds.some((w) => w.key < 0 || dependsOnInput(ask.program, w.unit, w.key)),
    onRequest: adds.some((w) => ask.onRequest(w)),
    onRequestOrJob: adds.some((w) => ask.onRequestOrJob(w)),
  };
  const nature = worstOf(of.natures);
  const lookup = lookupOfLive(ask, of);
  if (lookup) return { kind: 'handles', severity: 'info', bounds, nature, lookup };
  if (bounds.restored || bounds.capped || isOfThisProcess(ask, of)) return undefined;
  const found = bounds.swept ? judgeSwept(ask, of) : judge(ask, of);
  return found && { ...found, bounds, nature, open: of.open };
}

/** `busy[key] = true; try { … } finally { busy[key] = false; }`: what is under way in this process. */
function areFlags(program: Program, adds: readonly Write[]): boolean {
  const isSet = (w: Write, to: boolean): boolean => {
    const v = w.stored < 0 ? undefined : program.value(w.unit, w.stored);
    return v?.k === 'const' && v.value === to;
  };
  const on = adds.filter((w) => isSet(w, true));
  const off = adds.filter((w) => isSet(w, false));
  return on.length > 0 && on.length + off.length === adds.length && on.every((w) => isRestored(program, w, off));
}

/** What a process notes about itself: entries that nobody asks for and that leave again, work in flight, whose turn it is. */
function isOfThisProcess(ask: Ask, of: Case): boolean {
  const { state, adds, natures, bounds } = of;
  if (of.counted && isRotation(ask.program, state, adds)) return true;
  if (isOnlyForLogs(ask, state)) return true;
  if (!bounds.removed) return false;
  const marks = adds.every((w) => w.key >= 0 && w.key === w.stored);
  if (state.reads.length === 0 || (marks && !state.reads.some(isAskedFor))) return true;
  return natures.every((nature) => nature === 'promise' || nature === 'timer') && isInFlight(state, adds);
}

/** A promise that stays is what it resolves to; what is filled piece by piece is what the pieces are. */
function natureOfEntry(ask: Ask, w: Write): Nature {
  const { unit, stored } = w;
  // A mark in a set is what somebody gives, wherever it comes from.
  if (w.key >= 0 && w.key === stored) return 'given';
  const nature = natureOf(ask, unit, stored);
  if (nature === 'promise') {
    const source = ask.source(unit, stored);
    return source === 'remote' ? 'fetched' : source === 'local' ? 'read' : nature;
  }
  return nature === 'computed' && isToBeFilled(ask, unit, stored) && ask.waits(w) ? 'fetched' : nature;
}

/** An empty container, or a record of nothing but first values. */
function isToBeFilled(ask: Ask, unit: Unit, stored: Value): boolean {
  const value = ask.program.value(unit, stored);
  if (value.k === 'lib') return value.type.model.is === 'container';
  if (value.k !== 'arr' && value.k !== 'obj') return false;
  const { ir } = value.unit;
  return Array.from({ length: value.k === 'obj' ? ir.operandCount(value.value) / 3 : 0 }, (_, i) =>
    ask.program.value(value.unit, ir.operand(value.value, 3 * i + 2)),
  ).every((member) => member.k === 'const' || member.k === 'arr' || (member.k === 'lib' && member.type.model.is === 'container'));
}

/** Only so many entries are possible: by the type of the keys, or because they come from the program itself. */
export function isClosed(ask: Ask, state: State, adds: readonly Write[]): boolean {
  // Up and down again: what is in flight.
  const steps = adds.filter(stepsOf(ask.program, state));
  const others = adds.filter((w) => !steps.includes(w));
  if (isGauge(steps) && others.every((w) => natureOf(ask, w.unit, w.stored) === 'constant')) return true;
  if (isClosedMap(ask.program, state)) return true;
  return adds.every((w) => w.key >= 0 && (isClosedKey(ask.program, w.unit, w.key) !== 'no' || isOwnData(ask.program, w)));
}

/**
 * Connections by key, put in as they come and taken out as they go, belong to the process that they came to. A request that looks one up
 * finds nothing where it came to another.
 */
function lookupOfLive(ask: Ask, { state, adds, natures, bounds }: Case): Read | undefined {
  const isLive = bounds.removed && natures.includes('handle') && natures.every((nature) => nature === 'handle' || nature === 'given');
  if (!isLive || !adds.every((w) => w.key >= 0 && w.key !== w.stored && isHandedIn(w))) return undefined;
  const lookup = lookupElsewhere(ask, state);
  // `all.get(name) ?? new Meter(name)`, where the constructor puts it in: whoever does not find one makes it.
  const makes = ({ unit, fn }: Read): boolean =>
    ask.program.graph.calleesOf(unit, fn).some(({ to }) => adds.some((w) => w.unit === to.unit && w.fn === to.fn));
  return lookup && makes(lookup) ? undefined : lookup;
}

/** Stored as a callback or a constructor was given it: nobody made it here. */
function isHandedIn({ unit, stored }: Write): boolean {
  const op = unit.ir.op(strip(unit, stored));
  return op === Op.param || op === Op.capture || op === Op.this;
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

/** What neither requests nor jobs are known to change, and nobody else was asked for, is left to the inventory: too much of it is meant. */
function judge(ask: Ask, of: Case): Judged {
  const { natures, bounds, state, onRequestOrJob } = of;
  // Exported and read by nothing that was analysed: for tests.
  if (state.reads.length === 0 && state.binding >= 0 && !onRequestOrJob) return undefined;
  const all = (...wanted: Nature[]): boolean => natures.every((nature) => wanted.includes(nature));
  if (all('environment', 'constant') && natures.includes('environment')) return undefined;
  // One for each key that anybody sends, for ever; those of the configuration are as many as there are meant to be.
  if (all('handle', 'constant') && natures.includes('handle'))
    return onRequestOrJob && of.open && !bounds.removed && isFilledOnMiss(ask, of) && keepsClients(ask, of)
      ? { kind: 'handles', severity: 'info' }
      : undefined;
  // Code and timers live in a process, there is nowhere else to put them; but what a request registers, one replica has.
  if (all('function', 'timer'))
    return onRequestOrJob &&
      of.open &&
      natures.includes('function') &&
      !bounds.removed &&
      state.shape !== 'array' &&
      !isFilledOnMiss(ask, of)
      ? { kind: 'registry', severity: 'info' }
      : undefined;
  if (bounds.expires) return ofExpiring(ask, of);
  if (of.counted) return onRequestOrJob ? { kind: 'counter', severity: bounds.removed ? 'info' : 'warning' } : undefined;
  // What is connected was not asked for, whatever was waited for until it was.
  const isConnected = bounds.removed && of.adds.every((w) => holdsHandles(ask, w.unit, strip(w.unit, w.stored)));
  if (natures.includes('fetched') && !isConnected && !isPiledUp(of)) return ofFetched(ask.program, of);
  if (!onRequestOrJob) return undefined;
  if (isConnected) return isInputAsked(ask, state) ? { kind: 'collection', severity: 'info' } : undefined;
  if (isFilledOnMiss(ask, of)) {
    if (natures.includes('awaited')) return { kind: 'cache', severity: bounds.removed ? 'info' : 'warning' };
    if (state.shape === 'array' || all('promise') || isMarked(of)) return ofCollected(ask, of);
    // Worked out here and dropped here: every process comes to the same, and none keeps it.
    if (bounds.removed || !of.open || of.adds.every((w) => isKeyedByObject(ask.program, w))) return undefined;
    return { kind: 'memo', severity: of.adds.some((w) => isBrought(ask, w.unit, w.key)) ? 'warning' : 'info' };
  }
  return ofCollected(ask, of);
}

/** Are entries clients that a model knows, or records that hold one? Of other things that are made nobody knows what keeping them costs. */
const keepsClients = (ask: Ask, { adds }: Case): boolean =>
  adds.some(({ unit, stored }) => {
    const made = strip(unit, stored);
    const parts = unit.ir.op(made) === Op.object ? Array.from({ length: unit.ir.operandCount(made) / 3 }, (_, i) => 3 * i + 2) : [];
    return [made, ...parts.map((part) => unit.ir.operand(made, part))].some((value) =>
      armsOf(ask.program.value(unit, value)).some((arm) => arm.k === 'lib' && arm.type.model.is === 'handle'),
    );
  });

/** Entries that say no more than that they are there, or since when. */
const isMarked = ({ adds, natures }: Case): boolean =>
  adds.every((w, i) => w.key === w.stored || natures[i] === 'time' || natures[i] === 'constant');

/** What has expired is not believed any more, but where nothing takes it out it stays. */
function ofExpiring(ask: Ask, of: Case): Judged {
  const { bounds, natures, state, onRequest, onRequestOrJob } = of;
  const isAnswer = natures.includes('fetched') || natures.includes('awaited');
  // Of keys that nobody sends there are only so many, and old answers are replaced.
  if (!of.open && (!isAnswer || !bounds.removed)) return undefined;
  if (bounds.removed && !isAnswer) return onRequestOrJob ? ofCollected(ask, of) : undefined;
  // Worked out here, and worked out again: every process comes to the same.
  if (isWorkedOut(ask.program, of) && isFilledOnMiss(ask, of)) return { kind: 'cache', severity: 'info' };
  const isGrowing = onRequest && !bounds.removed && state.shape !== 'array' && !isSnapshot(ask.program, of.adds);
  return { kind: 'cache', severity: isGrowing ? 'warning' : 'info' };
}

/** What is added to a list has no key to ask for it by. */
const isPiledUp = ({ adds, state }: Case): boolean => state.shape === 'array' && adds.every((w) => w.key < 0);

/** Entries that a function of the program makes: no marks, no counts, nothing that was given or asked for. */
const isWorkedOut = (program: Program, { adds, natures }: Case): boolean =>
  natures.every((nature) => nature === 'computed') &&
  adds.every(({ unit, stored }) => derivesFrom(unit, stored, (v) => unit.ir.op(v) === Op.call && !isTime(program, unit, v)));

function ofFetched(program: Program, of: Case): Judged {
  const { bounds, onRequest, onRequestOrJob, state } = of;
  if (!onRequestOrJob && (bounds.removed || state.holder === 'field'))
    return bounds.removed ? undefined : { kind: 'cache', severity: 'info' };
  if (isSnapshot(program, of.adds)) return { kind: 'cache', severity: 'info' };
  return { kind: 'cache', severity: onRequest && !bounds.removed ? 'error' : 'warning' };
}

/** Things that pile up, and things that wait until somebody takes them: those only where somebody else asks for one of them. */
function ofCollected(ask: Ask, of: Case): Judged {
  const { bounds, onRequest, state } = of;
  if (!bounds.removed)
    return onRequest || state.shape === 'array' ? { kind: 'collection', severity: onRequest ? 'warning' : 'info' } : undefined;
  const isAsked =
    state.shape === 'array' || (isMarked(of) ? state.reads.some(isAskedFor) : isAskedElsewhere(ask, state) || isTakenWhole(ask, state));
  return onRequest && isAsked ? { kind: 'collection', severity: 'info' } : undefined;
}

/** Does whoever adds an entry look for it first: the function itself, or those that call one to look and one to add? */
function isFilledOnMiss(ask: Ask, { state, adds }: Case): boolean {
  return adds.some((w) => state.reads.some((r) => r.unit === w.unit && isSameOrOuter(w, r.fn))) || isFilledByAskers(ask, state, adds);
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
