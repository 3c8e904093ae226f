import { Op } from '../../analyzer/ir/ops.js';
import type { Severity } from '../../analyzer/finding.js';
import { derivesFrom } from '../../analyzer/flow/dependence.js';
import type { Program } from '../../analyzer/link/program.js';
import type { State, Write } from '../../analyzer/state/inventory.js';
import { optionAt } from '../../analyzer/waits/options.js';
import { boundsOf, isRestored, type Bounds } from './bounds.js';
import { isClosedKey } from './keys.js';
import { natureOf, type Nature } from './nature.js';

/** What sort of state it is. */
export type Kind = 'cache' | 'memo' | 'collection' | 'counter' | 'flag' | 'slot' | 'setting' | 'registry' | 'handles' | 'memoizer';

/** A verdict on a piece of state, or nothing where it is harmless. */
export interface Verdict {
  readonly kind: Kind;
  readonly severity: Severity;
  readonly bounds: Bounds | undefined;
  readonly nature: Nature;
}

/** The writes that happen after load. */
export const lateWrites = (state: State): readonly Write[] => state.writes.filter((w) => !w.onLoad);

/** Does a write happen on behalf of a request or a job? */
export function inRequest(program: Program, { unit, fn }: { unit: Write['unit']; fn: number }): boolean {
  const contexts = program.contexts.of(unit, fn);
  return contexts.has('handler') || contexts.has('job');
}

/** Judges a piece of state. */
export function classify(program: Program, state: State): Verdict | undefined {
  const late = lateWrites(state);
  if (late.length === 0) return undefined;
  if (state.shape === 'slot') return classifySlot(program, state, late);
  const named = late.filter((w) => w.member !== '' && w.member !== 'length');
  const keyed = late.filter((w) => !named.includes(w));
  if (keyed.some((w) => w.kind === 'write' || w.kind === 'update')) return classifyContainer(program, state, keyed);
  return state.shape === 'object' ? classifyMembers(program, state, named) : undefined;
}

/** An object whose members are fixed: each is a variable of its own, and the worst speaks for all. */
function classifyMembers(program: Program, state: State, writes: readonly Write[]): Verdict | undefined {
  const verdicts = [...new Set(writes.map((w) => w.member))].flatMap((member) => {
    const verdict = classifySlot(program, state, writes.filter((w) => w.member === member));
    return verdict ? [verdict] : [];
  });
  return verdicts.sort((a, b) => RANK[b.severity] - RANK[a.severity])[0];
}

const RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1 };

function classifyContainer(program: Program, state: State, writes: readonly Write[]): Verdict | undefined {
  const adds = writes.filter((w) => w.kind === 'write' || w.kind === 'update');
  const bounds = boundsOf(program, state);
  if (bounds.restored || bounds.capped || bounds.swept) return undefined;
  if (adds.every((w) => w.key >= 0 && isClosedKey(program, w.unit, w.key) !== 'no')) return undefined;
  const natures = adds.map((w) => natureOf(program, w.unit, w.stored));
  const nature = worst(natures);
  const verdict = (kind: Kind, severity: Severity): Verdict => ({ kind, severity, bounds, nature });
  if (natures.every((n) => n === 'handle')) return verdict('handles', 'info');
  if (natures.every((n) => n === 'function' || n === 'timer')) return verdict('registry', 'info');
  if (state.lib?.type.model.is === 'bounded' && isLimited(program, state)) return undefined;
  if (bounds.expires) return verdict('cache', 'info');
  const requested = adds.some((w) => inRequest(program, w));
  if (natures.every((n) => n === 'given') && !requested) return verdict('registry', 'info');
  if (state.shape === 'array' || adds.every((w) => w.key < 0)) return verdict('collection', 'warning');
  if (nature === 'computed' || nature === 'constant') return verdict('memo', 'warning');
  return verdict('cache', requested && !bounds.removed ? 'error' : 'warning');
}

/** A library's container with a limit among its options. */
function isLimited(program: Program, state: State): boolean {
  const { lib } = state;
  if (!lib || typeof lib.origin === 'string') return false;
  const { origin } = lib;
  const call = program.graph.libCalls.find((c) => c.unit === origin.unit && c.call === origin.value);
  return call === undefined || limited(program, call);
}

/** Is one of the options set that bound what a call makes? */
export function limited(program: Program, { unit, call, model }: Program['graph']['libCalls'][number]): boolean {
  return (model.limits ?? []).some((path) => {
    const v = optionAt(program, { unit, value: call, env: null }, path);
    return !(v.k === 'const' && (v.value === undefined || v.value === null || v.value === 0 || v.value === Infinity));
  });
}

const ORDER: readonly Nature[] = ['fetched', 'given', 'computed', 'time', 'promise', 'handle', 'timer', 'function', 'environment', 'constant'];
const worst = (natures: readonly Nature[]): Nature => ORDER.find((nature) => natures.includes(nature)) ?? 'computed';

function classifySlot(program: Program, state: State, writes: readonly Write[]): Verdict | undefined {
  const real = writes.filter((w) => (w.kind === 'assign' || w.kind === 'write') && !isReset(program, state, w));
  if (real.length === 0) return undefined;
  if (state.holder === 'field' && !real.some((w) => inRequest(program, w))) return undefined;
  const steps = real.filter((w) => isStep(state, w));
  const requested = real.some((w) => inRequest(program, w));
  const verdict = (kind: Kind, severity: Severity, nature: Nature): Verdict => ({ kind, severity, bounds: undefined, nature });
  if (steps.length === real.length) return isGauge(steps) ? undefined : verdict('counter', 'warning', 'computed');
  const natures = real.map((w) => natureOf(program, w.unit, w.stored));
  const nature = worst(natures);
  switch (nature) {
    case 'constant': return isToggled(program, real) ? verdict('flag', requested ? 'warning' : 'info', nature) : undefined;
    case 'handle': case 'promise': case 'function': case 'environment': case 'timer': return undefined;
    case 'time': return verdict('flag', 'info', nature);
    case 'given': return verdict(requested ? 'slot' : 'setting', requested ? 'error' : 'info', nature);
    case 'fetched': return verdict('slot', 'warning', nature);
    default: return dependsOnInput(real) ? verdict('slot', requested ? 'warning' : 'info', nature) : undefined;
  }
}

/** Sets the state back to nothing, or to what it was at first. */
function isReset(program: Program, state: State, w: Write): boolean {
  const v = program.value(w.unit, w.stored);
  if (v.k !== 'const') return false;
  if (v.value === undefined || v.value === null) return true;
  const initial = state.initial >= 0 ? program.value(state.unit, state.initial) : undefined;
  return initial?.k !== 'const' && (v.value === 0 || v.value === '');
}

/** `x += 1`, `x--` */
function isStep(state: State, { unit, stored }: Write): boolean {
  const { ir } = unit;
  if (stored < 0 || ir.op(stored) !== Op.bin || !['+', '-'].includes(ir.text(stored, 0))) return false;
  const left = ir.operand(stored, 1), right = ir.operand(stored, 2);
  const reads = (v: number): boolean => ir.op(v) === Op.load || ir.op(v) === Op.get;
  return reads(left) || (reads(right) && state.shape === 'slot');
}

/** Goes up and comes down again: what is in flight in this process, not a count of what happened. */
const isGauge = (steps: readonly Write[]): boolean => new Set(steps.map(({ unit, stored }) => unit.ir.text(stored, 0))).size > 1;

/** Set to more than one constant, and not put back on every path. */
function isToggled(program: Program, writes: readonly Write[]): boolean {
  const values = new Set(writes.map((w) => JSON.stringify(constantOf(program, w))));
  return values.size > 1 && !writes.every((w) => isRestored(program, w, writes.filter((other) => constantOf(program, other) !== constantOf(program, w))) || writes.some((other) => other !== w && isRestored(program, other, [w])));
}

function constantOf(program: Program, w: Write): unknown {
  const v = program.value(w.unit, w.stored);
  return v.k === 'const' ? v.value : undefined;
}

/** Is what is stored computed from a parameter? */
const dependsOnInput = (writes: readonly Write[]): boolean =>
  writes.some(({ unit, stored }) => derivesFrom(unit, stored, (v) => unit.ir.op(v) === Op.param));
