import type { Certainty, Severity } from '../../analyzer/finding.js';
import { AtomicGuards } from '../../analyzer/effects/guards-atomic.js';
import { isOfShape } from '../../analyzer/effects/operations-keyed.js';
import { OperationFinder, type Operations } from '../../analyzer/effects/operations.js';
import { reachOf, type Scope } from '../../analyzer/effects/reach.js';
import type { FnRef } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Unit } from '../../analyzer/link/values.js';
import { ensure } from '../../analyzer/maps.js';
import type { MatchBase } from '../define.js';
import { isClaimed } from './claimed.js';
import { checkThenAct, checkThenCreate, isFill, madeTwice, testsBefore } from './decided.js';
import { limitPassed } from './limit.js';
import { lostUpdate, nextNumber } from './lost.js';
import { pairsOf, type Pair, type Verdict } from './pairs.js';
import { isMoved } from './positions.js';
import { isVersioned } from './unique.js';
import { columnOf } from '../tables.js';
import { usedTwice } from './used-twice.js';
import { writtenOf } from './writes.js';

export interface Options {
  /** Report what is looked for and then created, where no schema says whether the store refuses the second one. */
  readonly withoutSchema: boolean;
}

/** A read and a write that others come between. */
export interface Match extends MatchBase {
  readonly kind: Verdict['kind'];
  readonly pair: Pair;
  readonly field: string;
  readonly asked?: true;
  readonly merges?: true;
}

/** All reads whose result is written back, or decides a write, of the same place. */
export function detect(program: Program, options: Options, only?: Unit): Match[] {
  // Most modules have none, and to know that it is enough to look at what they lead to.
  if (only !== undefined && !hasAny(searchFor(program, options, reachOf(program, only)), only)) return [];
  return matchesFrom(program, searchFor(program, options), only);
}

/** The functions that may have matches, and the matches of each. */
interface Search {
  readonly functions: readonly FnRef[];
  readonly matchesOf: (ref: FnRef) => readonly Match[];
}

const hasAny = ({ functions, matchesOf }: Search, only: Unit): boolean =>
  functions.some((ref) => ref.unit === only && matchesOf(ref).length > 0);

/** Looks into all functions, or into those of a scope. */
function searchFor(program: Program, options: Options, scope?: Scope): Search {
  const finder = new OperationFinder(program, scope),
    guards = new AtomicGuards(program);
  const findMatches = (ref: FnRef): readonly Match[] => {
    if (!finder.mayPair(ref)) return [];
    const operations = finder.of(ref);
    if (!operations.list.some(({ op }) => op.kind === 'read') || operations.list.length < 2) return [];
    return inFunction(program, guards, operations).filter(({ kind }) => kind !== 'check-then-create' || options.withoutSchema);
  };
  const known = new Map<FnRef, readonly Match[]>();
  return { functions: [...finder.functions()], matchesOf: (ref) => ensure(known, ref, () => findMatches(ref)) };
}

function matchesFrom(program: Program, { functions, matchesOf }: Search, only: Unit | undefined): Match[] {
  const own = functions.filter(({ unit }) => unit === only);
  const isWanted = only === undefined ? () => true : concernedBy(program, only, own.flatMap(matchesOf));
  const found = new Map<string, Match>();
  for (const match of functions.filter(isWanted).flatMap(matchesOf)) keep(found, faultOf(match), match);
  // A call that leads to several such writes, or to one from several callers, is one place to mend.
  const places = new Map<string, Match>();
  for (const match of found.values()) {
    const { root } = match.pair.operations.frames;
    keep(places, `${root.unit.index}:${match.pair.write.top}`, match);
  }
  return withoutLoneMerges([...places.values()].map((match) => withoutPositions(program, match)));
}

/**
 * The functions that have a say in the matches of one module: its own, as a match stands in its function's module, and those that lead to
 * the same write, of which one may be nearer to it. For what counts only where other code writes there, too, all do.
 */
function concernedBy(program: Program, only: Unit, matches: readonly Match[]): (ref: FnRef) => boolean {
  if (matches.length === 0) return () => false;
  if (matches.some(({ merges }) => merges === true)) return () => true;
  const leading = new Map<Unit, Set<number>>();
  const queue: FnRef[] = matches.map(({ pair: { write } }) => write.node.frame);
  for (let ref = queue.pop(); ref !== undefined; ref = queue.pop()) {
    const here = ensure(leading, ref.unit, () => new Set<number>());
    if (here.has(ref.fn)) continue;
    here.add(ref.fn);
    for (const { from } of program.graph.callersOf(ref.unit, ref.fn)) queue.push(from);
  }
  return ({ unit, fn }) => unit === only || leading.get(unit)?.has(fn) === true;
}

/** Two entries at one place of a list are next to each other. */
const withoutPositions = (program: Program, match: Match): Match =>
  match.kind === 'next-number' && isMoved(program, match.pair, match.field) ? { ...match, severity: 'info' } : match;

/** What is put over the old value is lost only where other code puts something else there: one place alone is worth a note. */
function withoutLoneMerges(matches: readonly Match[]): Match[] {
  const writers = new Map<string, Set<string>>();
  for (const match of matches) {
    if (match.kind !== 'lost-update') continue;
    const { node } = match.pair.write;
    ensure(writers, columnOf(match), () => new Set<string>()).add(`${node.frame.unit.index}:${node.frame.fn}`);
  }
  return matches.map((match) =>
    match.merges === true && writers.get(columnOf(match))?.size === 1 ? { ...match, severity: 'info' } : match,
  );
}

/**
 * What several callers of one function that writes share: the same part of the same write. A function that runs any statement
 * writes nothing of its own.
 */
function faultOf({ pair: { operations, write }, kind, field }: Match): string {
  const { root } = operations.frames;
  const { node, top, statement } = write;
  const place = `${node.frame.unit.index}:${node.value}:${kind}:${field}`;
  return statement && node.frame !== root ? `${place}:${root.unit.index}:${top}` : place;
}

function keep(found: Map<string, Match>, key: string, match: Match): void {
  const other = found.get(key);
  if (!other || isNearer(match, other)) found.set(key, match);
}

/** The graver of two; of equals the one whose read and write are closer together. */
function isNearer(a: Match, b: Match): boolean {
  const rank = (severity: Severity): number => ['info', 'warning', 'error'].indexOf(severity);
  if (a.severity !== b.severity) return rank(a.severity) > rank(b.severity);
  const depth = ({ pair }: Match): number => pair.read.node.frame.depth + pair.write.node.frame.depth;
  return depth(a) < depth(b);
}

/** Folders of changes that are made to data once, and of tests that no other word names. */
const ALONE = /(^|\/)(\w*migrations?|__\w+__)\//i;

/** Code that runs once, while a program starts, has nobody beside it. */
const isAtStake = (program: Program, { unit, fn }: FnRef): boolean =>
  program.sideOf(unit) !== 'client' &&
  !ALONE.test(unit.file) &&
  !program.contexts.loadOnly(unit, fn) &&
  !program.contexts.of(unit, fn).has('script');

function inFunction(program: Program, guards: AtomicGuards, operations: Operations): Match[] {
  const pairs = pairsOf(operations);
  if (pairs.length === 0 || !isAtStake(program, operations.frames.root) || guards.isLocked(operations)) return [];
  return pairs.flatMap((pair): Match[] => {
    if (guards.isConditional(operations, pair.write) || guards.isSerialised(operations, pair.read)) return [];
    const verdict = judge(guards, pair);
    if (!verdict) return [];
    return [{ ...verdict, severity: inJob(program, operations, verdict.severity), certainty: certaintyOf(pair), pair }];
  });
}

/** Of a store that nothing describes, the shape is known: what was read under a key is changed and put there again. */
const certaintyOf = ({ read }: Pair): Certainty => (isOfShape(read) ? 'likely' : 'proven');

/** One worker usually takes a job: less often two at once. */
function inJob(program: Program, { frames }: Operations, severity: Severity): Severity {
  const contexts = program.contexts.of(frames.root.unit, frames.root.fn);
  return severity === 'error' && contexts.has('job') && !contexts.has('handler') ? 'warning' : severity;
}

function judge(guards: AtomicGuards, pair: Pair): Verdict | undefined {
  if (pair.write.op.kind === 'remove') return usedTwice(guards, pair);
  const limit = pair.write.op.kind === 'create' ? undefined : limitPassed(guards, pair, testsBefore(pair));
  if (limit) return limit;
  const written = writtenOf(pair);
  if (written) {
    const lost = isFill(pair) ? undefined : lostUpdate(pair, written);
    if (lost) return isVersioned(pair) ? undefined : lost;
    const tests = testsBefore(pair);
    return (
      checkThenAct(pair, written, tests) ?? (guards.isCaught(pair.operations, pair.write) ? undefined : madeTwice(pair, written, tests))
    );
  }
  if (pair.write.op.kind !== 'create') return undefined;
  const verdict = nextNumber(pair) ?? checkThenCreate(pair, testsBefore(pair));
  if (verdict?.kind === 'check-then-create' && isClaimed(guards, pair)) return undefined;
  // A refused duplicate says nothing of how many there are.
  return verdict?.kind !== 'quota' && guards.isCaught(pair.operations, pair.write) ? undefined : verdict;
}
