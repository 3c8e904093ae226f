import type { System } from '../models/types.js';
import type { Edge, FnRef, LibCall } from '../link/callgraph.js';
import { ensure } from '../maps.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import { fateOf, isWaitedOn } from './awaited.js';
import type { Scope } from './reach.js';

/** Something that a function does when it is called, itself or through what it calls and waits for. */
export interface Effect {
  readonly system: System;
  readonly call: LibCall;
  /** The calls that lead from the function to the one that does it; empty where it does it itself. */
  readonly chain: readonly Edge[];
}

/** More effects of one function say nothing new. */
const MAX_EFFECTS = 24;
const MAX_CHAIN = 8;

/** What every function of a program may do before its promise settles. */
export interface Effects {
  of(unit: Unit, fn: number): readonly Effect[];
}

/** The system that a library call reaches, if its model says so. */
export function systemOf({ callee, model }: LibCall): System | undefined {
  if (model.system !== undefined) return model.system;
  return model.waits !== undefined || model.op !== undefined ? callee.type.owner.system : undefined;
}

/** Does a call reach some system? */
export const reachesSystem = (call: LibCall): boolean => systemOf(call) !== undefined;

/** All effects of a program. A call whose promise nobody waits for has none, unless it starts a process. */
export function findEffects(program: Program): Effects {
  return spreadEffects(program, (call) => {
    const system = systemOf(call);
    return system === undefined || (fateOf(program, call.unit, call.call) === 'dropped' && call.callee.type.owner.system !== 'process')
      ? undefined
      : system;
  });
}

/** Whichever function a call leads to: does each of those that it may lead to instead have it, too? */
export function isCommon(program: Program, { beside, given, from, to, call }: Edge, has: (other: FnRef) => boolean): boolean {
  if (beside) return beside.every(has);
  if (given !== true) return true;
  // What each caller has a closure made of is that caller's alone.
  return program.graph
    .edgesAt(from.unit, from.fn, call)
    .every((other) => (other.to.unit === to.unit && other.to.fn === to.fn) || has(other.to));
}

/** Does a call change something in a database? */
export const isDatabaseWrite = (call: LibCall): boolean =>
  systemOf(call) === 'database' && call.model.op !== undefined && call.model.op.kind !== 'read';

/** What functions write to databases, themselves or through others they wait for. */
export const findDatabaseWrites = (program: Program): Effects =>
  spreadEffects(program, (call) => (isDatabaseWrite(call) ? 'database' : undefined));

/**
 * Effects spread from the calls that `pick` gives a system to the callers that wait, breadth first, so that the shortest chain is
 * kept. A call whose promise nobody waits for hands nothing on. `pick` is asked of calls that {@link reachesSystem reach a system}.
 * Only functions `within` are looked at, where that is given.
 */
export function spreadEffects(program: Program, pick: (call: LibCall) => System | undefined, within?: Scope): Effects {
  const map = new Map<Unit, Map<number, Effect[]>>();
  const add = (unit: Unit, fn: number, effect: Effect): boolean => {
    const list = ensure(
      ensure(map, unit, () => new Map<number, Effect[]>()),
      fn,
      (): Effect[] => [],
    );
    if (list.length >= MAX_EFFECTS || list.some((e) => e.call.unit === effect.call.unit && e.call.call === effect.call.call)) return false;
    list.push(effect);
    return true;
  };
  const has = ({ unit, fn }: FnRef, system: System): boolean =>
    map
      .get(unit)
      ?.get(fn)
      ?.some((effect) => effect.system === system) ?? false;
  let wave: { unit: Unit; fn: number; effect: Effect }[] = [];
  for (const call of program.graph.libCallsWhere(reachesSystem)) {
    const system = within?.has(call) === false ? undefined : pick(call);
    if (system === undefined) continue;
    const effect: Effect = { system, call, chain: [] };
    if (add(call.unit, call.fn, effect)) wave.push({ unit: call.unit, fn: call.fn, effect });
  }
  for (let depth = 0; depth < MAX_CHAIN && wave.length > 0; depth++) {
    const next: typeof wave = [];
    for (const { unit, fn, effect } of wave) {
      for (const edge of program.graph.callersOf(unit, fn)) {
        if (edge.kind === 'later' || within?.has(edge.from) === false || !isWaitedOn(program, edge.from.unit, edge.call)) continue;
        if (!isCommon(program, edge, (other) => has(other, effect.system))) continue;
        const longer: Effect = { ...effect, chain: [edge, ...effect.chain] };
        if (add(edge.from.unit, edge.from.fn, longer)) next.push({ unit: edge.from.unit, fn: edge.from.fn, effect: longer });
      }
    }
    wave = next;
  }
  return { of: (unit, fn) => map.get(unit)?.get(fn) ?? [] };
}
