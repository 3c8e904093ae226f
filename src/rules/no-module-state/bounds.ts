import { Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import { derivesFrom } from '../../analyzer/flow/dependence.js';
import { everyPathPasses } from '../../analyzer/flow/paths.js';
import type { FnRef } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Unit } from '../../analyzer/link/values.js';
import { strip } from '../../analyzer/state/syntax.js';
import type { State, Write } from '../../analyzer/state/types.js';
import { optionAt } from '../../analyzer/waits/options.js';
import { isTimerCallback } from '../../analyzer/waits/signals.js';
import type { Ask } from './ask.js';
import { comparesAge } from './guards.js';

/** What keeps a container from growing. */
export interface Bounds {
  /** Its size is compared before it grows. */
  readonly capped: boolean;
  /** Entries are removed by a timer, or in a loop over them. */
  readonly swept: boolean;
  /** A stored time is compared with the clock when it is read. */
  readonly expires: boolean;
  /** Whatever adds an entry also takes it away, on every path. */
  readonly restored: boolean;
  /** Something that really runs removes entries. */
  readonly removed: boolean;
}

/** What bounds a container. */
export function boundsOf(ask: Ask, state: State): Bounds {
  const { program } = ask;
  const adds = state.writes.filter((w) => !w.onLoad && (w.kind === 'write' || w.kind === 'update') && !isNothing(program, w));
  const removals = state.writes.filter((w) => !w.onLoad && isRemoval(program, state, w) && !isForTests(ask, w));
  return {
    capped: [...adds, ...removals].some((w) => comparesSize(program, state, w)),
    swept: removals.some((w) => isSweep(program, w)),
    expires: adds.length > 0 && readersOf(state).some((at) => comparesAge(program, state, at)),
    restored: adds.length > 0 && adds.every((add) => isRestored(program, add, removals) || isLive(program, add, removals)),
    removed: removals.length > 0,
  };
}

/** `pending[key] = null` */
export const isNothing = (program: Program, { unit, stored, kind }: Write): boolean => {
  if (kind !== 'write' || stored < 0) return false;
  const v = program.value(unit, stored);
  return v.k === 'const' && (v.value === undefined || v.value === null);
};

const isRemoval = (program: Program, state: State, w: Write): boolean =>
  w.kind === 'remove' ||
  w.kind === 'clear' ||
  isNothing(program, w) ||
  (w.member === 'length' && state.shape === 'array') ||
  (w.kind === 'assign' && state.shape !== 'slot');

/** A way for tests to start anew: a function that nothing calls, or that nothing but a module's importers could. */
function isForTests(ask: Ask, at: FnRef): boolean {
  const { unit, fn } = at;
  if (ask.isUnused(at)) return true;
  if (fn === 0 || ask.program.contexts.of(unit, fn).size > 0 || ask.program.graph.callersOf(unit, fn).length > 0) return false;
  const row = unit.ir.fn(fn);
  if (row.cls >= 0) return ask.program.callsNamed(row.name).length === 0;
  const closure = ask.program.facts(unit).closures[fn];
  return row.parent === 0 && closure !== undefined && (ask.program.usersOf(unit, closure.fn).get(closure.value) ?? []).length === 0;
}

function readersOf(state: State): FnRef[] {
  return [...state.reads, ...state.writes.filter((w) => !w.onLoad)];
}

/** Within the function of a write (or the one around it): `state.size >= MAX`. */
function comparesSize(program: Program, state: State, at: Write): boolean {
  const { ir } = at.unit;
  for (let fn = at.fn; fn > 0; fn = ir.fnParent(fn)) {
    const [start, end] = ir.fnCode(fn);
    for (let v = start; v < end; v = ir.next(v)) {
      if (ir.op(v) !== Op.bin || !['<', '>', '<=', '>=', '===', '=='].includes(ir.text(v, 0))) continue;
      if (
        [1, 2].some((side) =>
          derivesFrom(
            at.unit,
            ir.operand(v, side),
            (x) =>
              ir.op(x) === Op.get && ['size', 'length'].includes(ir.text(x, 2)) && holdsState(program, state, at.unit, ir.operand(x, 1)),
            12,
          ),
        )
      )
        return true;
    }
  }
  return false;
}

function holdsState(program: Program, state: State, unit: Unit, value: Value): boolean {
  const v = program.value(unit, value);
  if (v.k === 'lib') return typeof v.origin !== 'string' && v.origin.unit === state.unit && v.origin.value === state.initial;
  if (v.k === 'obj' || v.k === 'arr') return v.unit === state.unit && v.value === state.initial;
  // `Object.keys(state).length`
  return unit.ir.op(value) === Op.call && unit.ir.operandCount(value) > 2 && holdsState(program, state, unit, unit.ir.operand(value, 2));
}

/** A removal that a timer starts, or that happens for each of many entries. */
function isSweep(program: Program, { unit, fn, value, key }: Write): boolean {
  if (isTimed(program, unit, fn)) return true;
  const keyed = key >= 0 ? key : value;
  if (derivesFrom(unit, keyed, (v) => unit.ir.op(v) === Op.iter, 30)) return true;
  // What a walk takes out one by one, whatever it is, starts anew: `Object.keys(x).forEach((k) => { delete x[k]; })`
  const first = unit.ir.fnCode(fn)[0];
  return program.graph.callersOf(unit, fn).some((edge) => edge.kind === 'runs') && !everyPathPasses(unit.ir, fn, first, [value]);
}

/** Within a timer's callback, or in a function that one calls. */
export function isTimed(program: Program, unit: Unit, fn: number, depth = 0): boolean {
  for (let f = fn; f > 0; f = unit.ir.fnParent(f)) if (isTimerCallback(program, unit, f) || isInterval(program, unit, f)) return true;
  return depth < 2 && program.graph.callersOf(unit, fn).some(({ from }) => from.fn > 0 && isTimed(program, from.unit, from.fn, depth + 1));
}

function isInterval(program: Program, unit: Unit, fn: number): boolean {
  return program.graph.callersOf(unit, fn).some((edge) => {
    const callee = program.value(edge.from.unit, edge.from.unit.ir.operand(edge.call, 1));
    return callee.k === 'lib' && (callee.name === 'setInterval' || callee.type.model.call?.registers?.context === 'job');
  });
}

/** Is an entry taken away again by the function that adds it, however the function ends? */
export function isRestored(program: Program, add: Write, removals: readonly Write[]): boolean {
  const own = removals.filter((w) => w.unit === add.unit && w.fn === add.fn && w.value !== add.value).map((w) => w.value);
  if (own.length > 0 && everyPathPasses(add.unit.ir, add.fn, add.value, own)) return true;
  // `p.finally(() => inFlight.delete(key))`
  return removals.some((w) => w.unit === add.unit && w.fn !== add.fn && isWithin(add.unit, w.fn, add.fn) && settles(program, w));
}

/**
 * Is what is put in one of those that come and go: a connection that a listener takes out again, or work that a function started here
 * takes out when it is done?
 */
export function isLive(program: Program, add: Write, removals: readonly Write[]): boolean {
  const { unit, fn, stored } = add;
  const within = removals.filter((w) => w.unit === unit && w.fn !== fn && isWithin(unit, w.fn, fn));
  if (
    within.some((w) =>
      program.graph.callersOf(unit, w.fn).some(({ kind, from }) => kind === 'call' && from.unit === unit && from.fn === fn),
    )
  )
    return true;
  // By a key of its own: where the listener that goes with it takes it out.
  if (add.key >= 0 && add.key !== stored && within.length === 0) return false;
  return removals.length > 0 && (program.usersOf(unit, fn).get(strip(unit, stored)) ?? []).some((user) => isListening(unit, user));
}

const isListening = ({ ir }: Unit, user: Value): boolean =>
  ir.op(user) === Op.get && ['on', 'once', 'addListener', 'addEventListener'].includes(ir.text(user, 2));

/** Is a function the other one, or made within it? */
export const isWithin = (unit: Unit, inner: number, outer: number): boolean => {
  for (let f = inner; f >= 0; f = unit.ir.fnParent(f)) if (f === outer) return true;
  return false;
};

function settles(program: Program, { unit, fn }: FnRef): boolean {
  return program.graph.callersOf(unit, fn).some((edge) => {
    const callee = edge.from.unit.ir.operand(edge.call, 1);
    return edge.from.unit.ir.op(callee) === Op.get && ['finally', 'then'].includes(edge.from.unit.ir.text(callee, 2));
  });
}

/** Is one of the options set that bound what a call makes? */
export function limited(program: Program, { unit, call, model }: Program['graph']['libCalls'][number]): boolean {
  return (model.limits ?? []).some((path) => {
    const v = optionAt(program, { unit, value: call, env: null }, path);
    return !(v.k === 'const' && (v.value === undefined || v.value === null || v.value === 0 || v.value === Infinity));
  });
}
