import { Bind, Fn, Op } from '../../analyzer/ir/ops.js';
import type { Severity } from '../../analyzer/finding.js';
import type { Value } from '../../analyzer/ir/module.js';
import type { Program } from '../../analyzer/link/program.js';
import { instanceOfType } from '../../analyzer/link/types.js';
import { armsOf, type Unit } from '../../analyzer/link/values.js';
import { strip } from '../../analyzer/state/syntax.js';
import type { State, Write } from '../../analyzer/state/types.js';
import type { Ask } from './ask.js';
import { isRestored, isWithin } from './bounds.js';
import { isBrought } from './brought.js';
import type { Kind, Verdict } from './classify.js';
import { classifyCounter, stepsOf } from './counters.js';
import { guardOf, isOnlyCompared, type Guard } from './guards.js';
import { dependsOnInput } from './input.js';
import { natureOf, worstOf, type Nature } from './nature.js';
import { isPutToWork } from './used.js';

/** Judges a variable: a `let`, a field, a static, a member of the global object. */
export function classifySlot(ask: Ask, state: State, writes: readonly Write[]): Verdict | undefined {
  const { program } = ask;
  const real = writes.filter((w) => (w.kind === 'assign' || w.kind === 'write') && !isReset(program, state, w));
  if (real.length === 0 || !isReadAnywhere(state)) return undefined;
  // What is set up when a service starts is that service's; only what requests and jobs change is shared between them.
  if (state.holder === 'field' && !real.some((w) => ask.onRequestOrJob(w))) return undefined;
  if (isScratch(program, state, writes) || isUndeclared(state, writes)) return undefined;
  const steps = real.filter(stepsOf(program, state));
  if (steps.length === real.length) return classifyCounter(ask, state, steps, writes);
  if (isOnlyCompared(program, state.reads)) return undefined;
  const nature = natureOfSlot(real.map((w) => natureOf(ask, w.unit, w.stored)));
  if (nature === 'constant') return classifyFlag(ask, state, real);
  const changes = real.filter((w) => !isInitial(program, state, w));
  const guards = changes.map((w) => guardOf(ask, state, w));
  if (
    nature === 'promise' &&
    real.length === writes.length &&
    guards.includes('clock') &&
    real.some((w) => ask.source(w.unit, w.stored) === 'remote')
  )
    return verdict('slot', 'warning', nature);
  if (isHandle(ask, state, nature) || (nature !== 'fetched' && isPutToWork(program, state))) return classifyHandle(ask, changes, guards);
  const resets = writes.filter((w) => !real.includes(w) && !w.onLoad);
  return classifyValue(ask, changes, guards, nature, resets);
}

/** A variable that some put a handle into, and others what they are given, holds handles. */
const natureOfSlot = (natures: readonly Nature[]): Nature =>
  natures.includes('handle') && natures.every((nature) => ['handle', 'given', 'constant'].includes(nature)) ? 'handle' : worstOf(natures);

const verdict = (kind: Kind, severity: Severity, nature: Nature): Verdict => ({ kind, severity, bounds: undefined, nature });

/** Nobody else can read a variable of a module or a class; what an exported object or the global one holds, others may. */
const isReadAnywhere = (state: State): boolean =>
  state.reads.length > 0 || state.holder === 'global' || state.holder === 'field' || state.binding < 0;

function classifyFlag(ask: Ask, state: State, writes: readonly Write[]): Verdict | undefined {
  if (!isToggled(ask, state, writes)) return undefined;
  return writes.some((w) => ask.onRequest(w)) ? verdict('flag', 'warning', 'constant') : undefined;
}

const HELD: readonly Nature[] = ['handle', 'promise', 'function', 'environment', 'timer', 'time', 'read'];

/** Is it something made, which one process may well keep: by what is stored, or by its declared type? */
function isHandle(ask: Ask, state: State, nature: Nature): boolean {
  if (HELD.includes(nature)) return true;
  if (state.type < 0) return false;
  return [state.type, ...entryTypes(state.unit, state.type)].some((type, i) =>
    armsOf(instanceOfType(ask.program, state.unit, type, null)).some(
      (arm) => (arm.k === 'inst' && i === 0) || arm.k === 'pkg' || (arm.k === 'lib' && arm.type.model.is === 'handle'),
    ),
  );
}

/** The types of the entries of a type: `Knex` in `Record<string, Knex> | undefined`, or in an alias of it. */
function entryTypes(unit: Unit, type: Value, depth = 0): Value[] {
  const { ir } = unit;
  if (type < 0 || depth > 3) return [];
  if (ir.op(type) === Op.tunion)
    return Array.from({ length: ir.operandCount(type) }, (_, i) => ir.operand(type, i)).flatMap((arm) => entryTypes(unit, arm, depth + 1));
  if (ir.op(type) !== Op.tref) return [];
  const entity = ir.operand(type, 0);
  if (ir.op(entity) === Op.global) return ENTRIES.has(ir.text(entity, 0)) && ir.operandCount(type) > 2 ? [ir.operand(type, 2)] : [];
  if (ir.op(entity) !== Op.capture && ir.op(entity) !== Op.load) return [];
  const row = ir.binding(ir.operand(entity, 0));
  return row.kind === (Bind.Type as number) ? entryTypes(unit, row.type, depth + 1) : [];
}

const ENTRIES = new Set(['Map', 'Record', 'ReadonlyMap']);

/** A handle is made once. One that every request makes anew from its own input is that request's. */
function classifyHandle(ask: Ask, writes: readonly Write[], guards: readonly Guard[]): Verdict | undefined {
  const swapped = writes.some((w, i) => guards[i] === 'none' && ask.onRequest(w) && fromInput(ask, w));
  return swapped && natureOf(ask, writes[0].unit, writes[0].stored) === 'handle'
    ? { ...verdict('slot', 'warning', 'handle'), input: true }
    : undefined;
}

const fromInput = (ask: Ask, { unit, stored }: Write): boolean => dependsOnInput(ask.program, unit, stored);

function classifyValue(
  ask: Ask,
  writes: readonly Write[],
  guards: readonly Guard[],
  nature: Nature,
  resets: readonly Write[],
): Verdict | undefined {
  const requested = writes.some((w) => ask.onRequest(w));
  const clocked = guards.includes('clock');
  const overwritten = writes.some((w, i) => guards[i] === 'none' && ask.onRequest(w) && isBrought(ask, w.unit, w.stored));
  if (overwritten) return { ...verdict('slot', 'error', nature), input: true };
  // An answer that was looked at, and what was concluded from it.
  const isAnswer =
    nature === 'fetched' || (nature === 'awaited' && clocked) || (nature === 'computed' && clocked && writes.some((w) => ask.waits(w)));
  if (clocked && isAnswer) return ofAging(ask, requested, resets);
  const once = guards.every((guard) => guard === 'once');
  switch (nature) {
    case 'given': {
      // Requests that only fill in what is not there yet change nothing that was set; what a service sets as it starts is its setting.
      const changes = writes.some((w, i) => guards[i] !== 'once' && ask.onRequest(w));
      if (changes) return verdict('slot', 'warning', nature);
      return !once && writes.some((w) => ask.onRequestOrJob(w)) ? verdict('setting', 'info', nature) : undefined;
    }
    case 'fetched': {
      if (!requested) return undefined;
      if (!once) return verdict('slot', 'warning', nature);
      if (writes.every((w) => isMadeByPackage(ask, w))) return undefined;
      if (resets.some((w) => !ask.isUnused(w))) return verdict('slot', 'info', nature);
      return { ...verdict('slot', writes.some((w) => fromInput(ask, w)) ? 'warning' : 'info', nature), once: true };
    }
    case 'awaited':
      // Made for one thing, and made anew for another: the same wherever it is made.
      return requested && guards.includes('none') ? verdict('slot', 'info', nature) : undefined;
    default:
      return requested && writes.some((w) => isBrought(ask, w.unit, w.stored))
        ? verdict('slot', once ? 'info' : 'warning', nature)
        : undefined;
  }
}

/** `await Tokenizer.from(file)`: what a package makes of what it is given is made, wherever that came from. */
const isMadeByPackage = ({ program }: Ask, { unit, stored }: Write): boolean => {
  const made = strip(unit, stored);
  return unit.ir.op(made) === Op.call && program.value(unit, unit.ir.operand(made, 1)).k === 'pkg';
};

/**
 * An answer that is asked for anew when its time is up was meant to be that old. Where requests forget it before, because it has changed,
 * only this process forgets.
 */
function ofAging(ask: Ask, requested: boolean, resets: readonly Write[]): Verdict | undefined {
  const isForgotten = resets.some((w) => ask.onRequestOrJob(w));
  if (isForgotten) return verdict('slot', requested ? 'warning' : 'info', 'fetched');
  return requested ? { ...verdict('slot', 'info', 'fetched'), aging: true } : undefined;
}

/** `x = …` where nobody declares `x`: the object that is set is not written down. */
const isUnspoken = ({ unit: { ir }, value }: Write): boolean => {
  const holder = ir.op(value) === Op.set ? ir.operand(value, 0) : -1;
  return holder >= 0 && ir.op(holder) === Op.global && ir.start(holder) === ir.start(value) && ir.end(holder) === ir.end(value);
};

/** A variable that nobody declares, in functions that run without a pause, or that nobody reads: a slip, and no two requests meet in it. */
const isUndeclared = ({ holder, unit, reads }: State, writes: readonly Write[]): boolean =>
  holder === 'global' &&
  writes.every(
    (w) =>
      w.unit === unit &&
      isUnspoken(w) &&
      (reads.length === 0 || ((unit.ir.fnFlags(w.fn) & (Fn.Async | Fn.Generator)) === 0 && unit.ir.fnParent(w.fn) <= 0)),
  );

/** Sets the state back to nothing, or to what it was at first. */
function isReset(program: Program, state: State, w: Write): boolean {
  const v = program.value(w.unit, w.stored);
  if (v.k === 'obj' || v.k === 'arr') return v.unit.ir.operandCount(v.value) === 0;
  if (v.k !== 'const') return false;
  if (v.value === undefined || v.value === null) return true;
  const initial = state.initial >= 0 ? program.value(state.unit, state.initial) : undefined;
  return (initial?.k !== 'const' || typeof initial.value === 'number') && (v.value === 0 || v.value === '');
}

/** Becomes again what it was when the module had loaded. */
function isInitial(program: Program, state: State, w: Write): boolean {
  const v = program.value(w.unit, w.stored);
  return v.k === 'const' && initialOf(program, state).includes(JSON.stringify(v.value));
}

/** The constants that a state is made with. */
function initialOf(program: Program, state: State): string[] {
  const first = state.initial >= 0 ? [{ unit: state.unit, stored: state.initial }] : state.writes.filter((w) => w.onLoad);
  return first.flatMap(({ unit, stored }) => {
    const v = program.value(unit, stored);
    return v.k === 'const' ? [JSON.stringify(v.value)] : [];
  });
}

/** Set to more than one constant, and not put back on every path or by what was started meanwhile. */
function isToggled(ask: Ask, state: State, writes: readonly Write[]): boolean {
  const { program } = ask;
  const values = new Set(writes.map((w) => JSON.stringify(constantOf(program, w))));
  const others = (w: Write): Write[] => writes.filter((other) => constantOf(program, other) !== constantOf(program, w));
  // What never becomes again what it was at first goes through the life of a process: starting, running, stopping.
  const first = initialOf(program, state);
  const returns = first.length === 0 || first.some((value) => values.has(value));
  return values.size > 1 && returns && !writes.some((w) => isRestored(program, w, others(w)) || isReleased(ask, state, w, others(w)));
}

/** `if (busy) return; busy = true; stream.once('close', () => { busy = false; });` */
const isReleased = (ask: Ask, state: State, w: Write, others: readonly Write[]): boolean =>
  others.some((other) => other.unit === w.unit && other.fn !== w.fn && isWithin(w.unit, other.fn, w.fn)) &&
  guardOf(ask, state, w) === 'once';

function constantOf(program: Program, w: Write): unknown {
  const v = program.value(w.unit, w.stored);
  return v.k === 'const' ? v.value : undefined;
}

/** The working memory of one function that runs without a pause: it sets it, and nobody reads it but those it calls. What goes on counting is none. */
function isScratch(program: Program, state: State, writes: readonly Write[]): boolean {
  if (state.binding < 0 || state.reads.length === 0) return false;
  const isStep = stepsOf(program, state);
  return writes.some((first) => {
    if (isStep(first) || (first.unit.ir.fnFlags(first.fn) & (Fn.Async | Fn.Continues | Fn.Generator)) !== 0) return false;
    const within = calledBy(program, first);
    return within.size > 1 && [...state.reads, ...writes].every((at) => at.unit === first.unit && within.has(at.fn));
  });
}

/** A function and what it calls, at once or through others, in its own module. */
function calledBy(program: Program, { unit, fn }: Write): ReadonlySet<number> {
  const found = new Set([fn]);
  for (const at of found)
    for (const edge of program.graph.calleesOf(unit, at)) if (edge.kind !== 'later' && edge.to.unit === unit) found.add(edge.to.fn);
  return found;
}
