import { isOfCommand, isServed, runsForCommands } from '../../analyzer/context/places.js';
import type { FnRef, LibCall } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import { siteOf, type Site, type Unit } from '../../analyzer/link/values.js';
import { findState } from '../../analyzer/state/inventory.js';
import type { State, Write } from '../../analyzer/state/types.js';
import type { MatchBase } from '../define.js';
import { createAsk, type Ask } from './ask.js';
import { limited } from './bounds.js';
import { isBrought } from './brought.js';
import { isShown, isTestSupport } from './live.js';
import { classify, lateWrites, type Kind, type Verdict } from './classify.js';

export interface Options {
  /** The kinds to report. */
  readonly kinds: readonly Kind[];
  /** Report client code, too. */
  readonly clientCode: boolean;
}

/** State that functions change after load. */
export interface Match extends MatchBase {
  readonly kind: Kind;
  readonly at: Site;
  readonly name: string;
  readonly state: State | undefined;
  readonly verdict: Verdict | undefined;
  readonly writes: readonly Write[];
  readonly reads: State['reads'];
  /** Of a memoizer: what it keeps are answers of other processes. */
  readonly waits?: boolean;
}

/** All module state of a program that a second replica, a restart or time turns into a fault. */
export function detect(program: Program, options: Options, only?: Unit): Match[] {
  const visible = (unit: Unit): boolean =>
    !isTestSupport(unit) && !isShown(unit) && (options.clientCode || program.sideOf(unit) !== 'client');
  const ask = createAsk(program);
  const matches: Match[] = [];
  const seen = new Set<string>();
  for (const state of findState(program, only)) {
    if (!visible(state.unit) || !lateWrites(state).some((w) => visible(w.unit))) continue;
    const verdict = classify(ask, state);
    const key = `${state.unit.index}:${state.site.start}`;
    if (!verdict || !options.kinds.includes(verdict.kind) || seen.has(key) || runsOnce(program, state, verdict)) continue;
    seen.add(key);
    const { kind, severity } = verdict;
    matches.push({
      kind,
      severity,
      certainty: 'proven',
      at: state.site,
      name: verdict.member === undefined ? state.name : `${state.name}.${verdict.member}`,
      state,
      verdict,
      writes: writesOf(state, verdict),
      reads: state.reads,
    });
  }
  for (const call of only === undefined ? program.graph.libCallsWhere(memoizes) : program.graph.libCallsIn(only)) {
    if (visible(call.unit) && isUnlimitedMemoizer(ask, call) && options.kinds.includes('memoizer'))
      matches.push(memoizer(call, waitsInside(ask, call)));
  }
  return matches;
}

/**
 * State of a program that does its work and ends: all that changes it belongs to a command, or runs at start-up or in a script. What
 * serves requests, too, and what is harmful for other reasons stays.
 */
function runsOnce(program: Program, state: State, { severity }: Verdict): boolean {
  const late = lateWrites(state);
  if (late.some(({ unit, fn }) => isServed(program, unit, fn))) return false;
  if (late.every(({ unit, fn }) => isOfCommand(program, unit) || runsForCommands(program, unit, fn))) return true;
  return (
    severity === 'info' &&
    late.every(({ unit, fn }) => {
      const contexts = program.contexts.of(unit, fn);
      return (unit.manifest?.bin.size ?? 0) > 0 || contexts.has('startup') || contexts.has('script');
    })
  );
}

/** What is told of the state: of an object of variables, the one that is judged. */
function writesOf(state: State, { member }: Verdict): readonly Write[] {
  return lateWrites(state).filter((w) => member === undefined || w.member === member);
}

const memoizes = ({ model }: LibCall): boolean => model.memoizes !== undefined;

/** A memoized function that a module keeps, of something with arguments, with no limit. */
function isUnlimitedMemoizer(ask: Ask, call: LibCall): boolean {
  const { program } = ask;
  const { model, fn, unit } = call;
  if (model.memoizes === undefined || fn !== 0 || limited(program, call)) return false;
  const wrapped = program.value(unit, unit.ir.operand(call.call, 2 + model.memoizes.arg));
  return wrapped.k === 'fn' && wrapped.unit.ir.fn(wrapped.fn).paramCount > 0 && (ask.waits(wrapped) || isAskedAnything(ask, wrapped));
}

/** Is what a memoizer keeps an answer of another process? */
function waitsInside(ask: Ask, { unit, call, model }: LibCall): boolean {
  const wrapped = ask.program.value(unit, unit.ir.operand(call, 2 + (model.memoizes?.arg ?? 0)));
  return wrapped.k === 'fn' && ask.waits(wrapped);
}

/** Do requests or jobs call a function with what they are given? A result that is worked out for each of the program's own names harms nobody. */
function isAskedAnything(ask: Ask, { unit, fn }: FnRef): boolean {
  return ask.program.graph.callersOf(unit, fn).some(({ kind, from, call }) => {
    const { ir } = from.unit;
    const given = Array.from({ length: Math.max(0, ir.operandCount(call) - 2) }, (_, i) => ir.operand(call, 2 + i));
    return kind === 'call' && ask.onRequestOrJob(from) && given.some((value) => isBrought(ask, from.unit, value));
  });
}

function memoizer(call: LibCall, waits: boolean): Match {
  return {
    waits,
    kind: 'memoizer',
    severity: 'warning',
    certainty: 'proven',
    at: siteOf(call.unit, call.call),
    name: call.callee.name,
    state: undefined,
    verdict: undefined,
    writes: [],
    reads: [],
  };
}
