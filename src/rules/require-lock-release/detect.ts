import { mentionsOf } from '../../analyzer/effects/held-mentions.js';
import { closesOf, pairRegions, type PairRegion } from '../../analyzer/effects/held-pairs.js';
import { walkHeld } from '../../analyzer/effects/held-paths.js';
import { placeOf } from '../../analyzer/effects/held-places.js';
import { poolCheckouts } from '../../analyzer/effects/held-pools.js';
import { openWalkOf, startOf, walkOf } from '../../analyzer/effects/held-walk.js';
import { CALL_NEW, Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import { calleeOf } from '../../analyzer/link/calls.js';
import type { Program } from '../../analyzer/link/program.js';
import { armsOf, siteOf, type FnVal, type Site, type Unit } from '../../analyzer/link/values.js';
import { ensure, PairMemo } from '../../analyzer/maps.js';
import type { MatchBase } from '../define.js';

export interface Options {
  /** Report what only an exception leaves held, too. */
  readonly exceptions: boolean;
}

/** Something that is taken and, on some way, not given back. */
export interface Match extends MatchBase {
  readonly kind: 'never' | 'return' | 'throw' | 'open';
  readonly pair: PairRegion;
  /** Where it is taken. */
  readonly at: Site;
  /** The way out that keeps it. */
  readonly exit: Site;
}

/** Every lock, transaction and pooled connection that some way leaves held. */
export function detect(program: Program, options: Options, only?: Unit): Match[] {
  const matches = new Map<string, Match>();
  const kept = new Set<string>();
  // A connection that stays away takes the transaction on it along: that is one fault.
  for (const pair of [...poolCheckouts(program), ...pairRegions(program)]) {
    if (only !== undefined && pair.open.unit !== only) continue;
    const match = kept.has(placeIn(pair)) ? undefined : leftHeld(program, pair, options);
    if (match === undefined) continue;
    const at = `${match.at.unit.index}:${match.at.start}`;
    if (!matches.has(at)) matches.set(at, match);
    if (pair.how === 'pool') kept.add(placeIn(pair));
  }
  return [...matches.values()];
}

const placeIn = ({ open, place }: PairRegion): string => `${open.unit.index}:${open.fn}:${place}`;

function leftHeld(program: Program, pair: PairRegion, options: Options): Match | undefined {
  const {
    open: { unit, call },
  } = pair;
  if (goesElsewhere(program, pair) || isMadeForOneRun(program, pair)) return undefined;
  const at = siteOf(unit, call);
  const start = startOf(program, pair);
  const base = { certainty: 'proven', pair, at } as const;
  const held = walkHeld(walkOf(program, pair), start);
  if (!held.closes) {
    // A transaction that nothing ends here is ended by whoever gave the connection; what was made here is not.
    const expires = pair.open.region.ttl !== undefined || pair.open.region.limit !== undefined;
    return expires || pair.how === 'helper' || pair.how === 'sql' || placeOf(program, unit, call) !== pair.place
      ? undefined
      : { ...base, kind: 'never', severity: 'error', exit: at };
  }
  const left = leaving(program, pair, options, walkOf);
  if (left !== undefined) return { ...base, ...left };
  const open = pair.leaves === undefined || pair.leaves.length === 0 ? undefined : leaving(program, pair, options, openWalkOf);
  return open && { ...base, ...open, kind: 'open' };
}

/** The way out on which it stays held: one that is usual, else one that an exception opens. */
function leaving(
  program: Program,
  pair: PairRegion,
  { exceptions }: Options,
  walkFor: typeof walkOf,
): Pick<Match, 'kind' | 'severity' | 'exit'> | undefined {
  const {
    open: { unit },
  } = pair;
  const start = startOf(program, pair);
  const held = walkHeld(walkFor(program, pair), start);
  if (!held.closes) return undefined;
  const usual = walkHeld(walkFor(program, pair, false), start);
  if (usual.left?.how === 'return') return { kind: 'return', severity: 'error', exit: siteOf(unit, usual.left.at) };
  // What fails out of the function at once; else what a handler says so of.
  const failing = (held.left?.how === 'throw' ? firstAwaited(unit, new Set([held.left.at])) : undefined) ?? firstAwaited(unit, held.calls);
  if (held.left === undefined || !exceptions || failing === undefined) return undefined;
  return { kind: 'throw', severity: 'warning', exit: siteOf(unit, failing) };
}

/** The first call that is waited for while it is held. */
function firstAwaited({ ir }: Unit, calls: ReadonlySet<Value>): Value | undefined {
  return [...calls].sort((a, b) => a - b).find((call) => ir.op(ir.next(call)) === Op.await && ir.operand(ir.next(call), 0) === call);
}

/** Is what is held returned, stored, captured or handed to something that may give it back? */
function goesElsewhere(program: Program, pair: PairRegion): boolean {
  const { unit, fn } = pair.open;
  if (!/^(?:value:|this\.\w+$)/.test(pair.place)) return true;
  // Another function that gives it back does so for this one, unless it takes it itself.
  const takers = program.derive(takersOf).get(`${unit.index}:${pair.place}`);
  if (closesOf(program, unit, pair).some(({ fns }) => [...fns].some((at) => at !== fn && takers?.has(at) !== true))) return true;
  return program.derive(makeLeaving).of(unit, `${fn}:${pair.place}`);
}

/** Is it a lock that each run of a function makes for itself? Who waits for it belongs to that run, and fails with it. */
function isMadeForOneRun(program: Program, { open: { unit, region }, place }: PairRegion): boolean {
  const made = place.startsWith('value:') && region.until?.holder === 'receiver' && region.kind === 'lock' ? Number(place.slice(6)) : -1;
  return made >= 0 && unit.ir.op(made) === Op.call && (unit.ir.operand(made, 0) & CALL_NEW) !== 0 && program.functionAt(unit, made) !== 0;
}

/** The functions of a module that take what lies at a place. */
function takersOf(program: Program): ReadonlyMap<string, ReadonlySet<number>> {
  const takers = new Map<string, Set<number>>();
  for (const { open, place } of pairRegions(program)) ensure(takers, `${open.unit.index}:${place}`, () => new Set<number>()).add(open.fn);
  return takers;
}

/** Does a function let go of what lies at a place? The same for all that is taken there. */
const makeLeaving = (program: Program): PairMemo<Unit, string, boolean> =>
  new PairMemo((unit, key) => {
    const at = key.indexOf(':');
    const [fn, place] = [Number(key.slice(0, at)), key.slice(at + 1)];
    const isIt = (value: Value): boolean => placeOf(program, unit, value) === place;
    return (
      program.returnsOf(unit, fn).some(isIt) ||
      mentionsOf(program)
        .usesOf(unit, fn, place)
        .some((v) => keeps(program, unit, v, isIt))
    );
  });

/** Does an instruction put it where others find it? */
function keeps(program: Program, unit: Unit, v: Value, isIt: (value: Value) => boolean): boolean {
  const { ir } = unit;
  switch (ir.op(v)) {
    case Op.set:
      return isIt(ir.operand(v, 2));
    case Op.setx:
      return isIt(ir.operand(v, 2));
    case Op.store:
      return isIt(ir.operand(v, 1));
    case Op.using:
      return isIt(v);
    // Taken on one way, and something else on the other: what is done to the merged value may be done to it.
    case Op.phi:
    case Op.select:
    case Op.logic:
      return holdsIt(unit, v, isIt) && !isIt(v);
    // What a `then` callback does with it is not followed.
    case Op.get:
      return (ir.text(v, 2) === 'then' || ir.text(v, 2) === 'catch') && isIt(ir.operand(v, 1));
    case Op.yield:
      return isIt(ir.operand(v, 0));
    case Op.array:
    case Op.object:
      return holdsIt(unit, v, isIt) && !isOnlyOption(program, unit, v);
    case Op.call: {
      const isHandedOver = Array.from({ length: ir.operandCount(v) - 2 }, (_, i) => ir.operand(v, 2 + i)).some(isIt);
      // First-party functions are looked into; what a library is given, it uses.
      return isHandedOver && !armsOf(calleeOf(program, { unit, value: v, env: null })).every((arm) => arm.k === 'fn' || arm.k === 'lib');
    }
    default:
      return false;
  }
}

function holdsIt({ ir }: Unit, v: Value, isIt: (value: Value) => boolean): boolean {
  let found = false;
  ir.eachOperandValue(v, (operand) => (found ||= isIt(operand)));
  return found;
}

const ENDINGS: ReadonlySet<string> = new Set(['commit', 'rollback', 'release', 'unlock', 'end', 'close', 'destroy']);

/** Does a function of the project neither end a thing nor keep it: it calls none of the methods that end, and sets nothing? */
function endsNothing({ unit: { ir }, fn }: FnVal): boolean {
  const [start, end] = ir.fnCode(fn);
  for (let v = start; v < end; v = ir.next(v)) {
    if (ir.op(v) === Op.get && ENDINGS.has(ir.text(v, 2))) return false;
    if ([Op.set, Op.setx, Op.store, Op.func].some((op) => ir.op(v) === op)) return false;
  }
  return true;
}

/** An object that is only an argument of a known call: `{ transaction: t }`. */
function isOnlyOption(program: Program, unit: Unit, object: Value): boolean {
  const users = program.usersOf(unit, program.functionAt(unit, object)).get(object) ?? [];
  return (
    users.length > 0 &&
    users.every(
      (user) =>
        unit.ir.op(user) === Op.call &&
        armsOf(calleeOf(program, { unit, value: user, env: null })).every((arm) => arm.k === 'lib' || (arm.k === 'fn' && endsNothing(arm))),
    )
  );
}
