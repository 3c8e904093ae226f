import { mentionsOf } from '../../analyzer/effects/held-mentions.js';
import { closesOf, pairRegions, poolCheckouts, type PairRegion } from '../../analyzer/effects/held-pairs.js';
import { walkHeld } from '../../analyzer/effects/held-paths.js';
import { placeOf } from '../../analyzer/effects/held-places.js';
import { startOf, walkOf } from '../../analyzer/effects/held-walk.js';
import { Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import { calleeOf } from '../../analyzer/link/calls.js';
import type { Program } from '../../analyzer/link/program.js';
import { armsOf, siteOf, type Site, type Unit } from '../../analyzer/link/values.js';
import { PairMemo } from '../../analyzer/maps.js';
import type { MatchBase } from '../define.js';

export interface Options {
  /** Report what only an exception leaves held, too. */
  readonly exceptions: boolean;
}

/** Something that is taken and, on some way, not given back. */
export interface Match extends MatchBase {
  readonly kind: 'never' | 'return' | 'throw';
  readonly pair: PairRegion;
  /** Where it is taken. */
  readonly at: Site;
  /** The way out that keeps it. */
  readonly exit: Site;
}

/** Every lock, transaction and pooled connection that some way leaves held. */
export function detect(program: Program, options: Options, only?: Unit): Match[] {
  const matches = new Map<string, Match>();
  for (const pair of [...pairRegions(program), ...poolCheckouts(program)]) {
    if (only !== undefined && pair.open.unit !== only) continue;
    const match = leftHeld(program, pair, options);
    if (match && !matches.has(`${match.at.unit.index}:${match.at.start}`)) matches.set(`${match.at.unit.index}:${match.at.start}`, match);
  }
  return [...matches.values()];
}

function leftHeld(program: Program, pair: PairRegion, options: Options): Match | undefined {
  const {
    open: { unit, call },
  } = pair;
  if (goesElsewhere(program, pair)) return undefined;
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
  const usual = walkHeld(walkOf(program, pair, false), start);
  if (usual.left?.how === 'return') return { ...base, kind: 'return', severity: 'error', exit: siteOf(unit, usual.left.at) };
  const failing = firstAwaited(unit, held.left?.how === 'throw' && held.calls.has(held.left.at) ? new Set([held.left.at]) : held.calls);
  if (held.left === undefined || !options.exceptions || failing === undefined) return undefined;
  return { ...base, kind: 'throw', severity: 'warning', exit: siteOf(unit, failing) };
}

/** The first call that is waited for while it is held. */
function firstAwaited({ ir }: Unit, calls: ReadonlySet<Value>): Value | undefined {
  return [...calls].sort((a, b) => a - b).find((call) => ir.op(ir.next(call)) === Op.await && ir.operand(ir.next(call), 0) === call);
}

/** Is what is held returned, stored, captured or handed to something that may give it back? */
function goesElsewhere(program: Program, pair: PairRegion): boolean {
  const { unit, fn } = pair.open;
  if (!pair.place.startsWith('value:')) return true;
  if (closesOf(program, unit, pair).some(({ fns }) => fns.size > (fns.has(fn) ? 1 : 0))) return true;
  return program.derive(makeLeaving).of(unit, `${fn}:${pair.place}`);
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

/** An object that is only an argument of a known call: `{ transaction: t }`. */
function isOnlyOption(program: Program, unit: Unit, object: Value): boolean {
  const users = program.usersOf(unit, program.functionAt(unit, object)).get(object) ?? [];
  return (
    users.length > 0 &&
    users.every(
      (user) => unit.ir.op(user) === Op.call && armsOf(calleeOf(program, { unit, value: user, env: null })).every((arm) => arm.k === 'lib'),
    )
  );
}
