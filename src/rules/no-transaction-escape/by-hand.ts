import type { Certainty, Severity } from '../../analyzer/finding.js';
import { isWaitedOn } from '../../analyzer/effects/awaited.js';
import { pairRegions, textOf } from '../../analyzer/effects/held-pairs.js';
import { walkHeld } from '../../analyzer/effects/held-paths.js';
import { placeOf } from '../../analyzer/effects/held-places.js';
import { startOf, walkOf } from '../../analyzer/effects/held-walk.js';
import { bodyRegions, parameterOf, type BodyRegion } from '../../analyzer/effects/regions.js';
import { linksAfter } from '../../analyzer/effects/same-place-links.js';
import { Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import type { LibCall } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import { armsOf, type CallSite, type Unit } from '../../analyzer/link/values.js';
import { clientKeys, prefixesOf } from './clients.js';

/** An operation that is not done on the handle of the transaction in which it stands. */
export interface Beside {
  readonly region: BodyRegion;
  /** The handle, as it is written there. */
  readonly handle: string;
  readonly kind: 'read' | 'write';
  readonly severity: Severity;
  readonly certainty: Certainty;
  readonly path: readonly CallSite[];
}

/** A stretch of one function in which a transaction is open whose handle lies at a place. */
interface Stretch {
  readonly region: BodyRegion;
  readonly unit: Unit;
  readonly fn: number;
  readonly place: string;
  readonly handle: string;
  readonly held: (call: Value) => boolean;
}

/**
 * Operations beside the handle: of transactions that are begun and ended by hand, and of those whose queries say themselves which transaction they
 * are part of. Silent where the handle does nothing.
 */
export function besideHandle(program: Program, only?: Unit): Beside[] {
  const found: Beside[] = [];
  for (const stretch of stretches(program, only)) {
    for (const call of program.graph.libCallsIn(stretch.unit)) {
      if (call.fn !== stretch.fn || !stretch.held(call.call) || !isOfSame(stretch, call)) continue;
      const certainty = isBeside(program, stretch, call);
      const links = certainty === undefined ? [] : chainOf(program, call);
      if (certainty === undefined || !isWaitedOn(program, call.unit, links.at(-1)?.call ?? call.call)) continue;
      const kind = links.some((link) => writes(program, link)) ? 'write' : 'read';
      const { region, handle } = stretch;
      const path = [{ unit: call.unit, value: call.call, env: null }];
      found.push({ region, handle, kind, severity: kind === 'read' ? 'warning' : 'error', certainty, path });
    }
  }
  return found;
}

/** Does an operation, or the text of a statement, change something? */
function writes(program: Program, call: LibCall): boolean {
  if (call.model.op !== undefined) return call.model.op.kind !== 'read';
  const text = call.model.sql === undefined ? undefined : textOf(program, call);
  return text !== undefined && /^\s*(insert|update|delete|merge|replace|truncate)\b/i.test(text);
}

function stretches(program: Program, only: Unit | undefined): Stretch[] {
  const found: Stretch[] = [];
  const isIn = (unit: Unit): boolean => only === undefined || unit === only;
  for (const pair of pairRegions(program)) {
    const { open, place } = pair;
    if (!isIn(open.unit) || open.region.kind !== 'transaction' || open.region.carried !== undefined || !place.startsWith('value:'))
      continue;
    if (isOfPool(program, open.unit, place)) continue;
    // What an exception leads to is about the failure, not part of what is done.
    const { calls } = walkHeld(walkOf(program, pair, false), startOf(program, pair));
    const region = { open, body: { k: 'fn', unit: open.unit, fn: open.fn, env: null, self: null }, via: [], inner: undefined } as const;
    found.push({ region, unit: open.unit, fn: open.fn, place, handle: "the transaction's own client", held: (call) => calls.has(call) });
  }
  for (const region of bodyRegions(program)) {
    const { unit, fn } = region.body;
    const { handle, carried, ambient } = region.open.region;
    const row = unit.ir.fn(fn);
    if (!isIn(unit) || handle === undefined || carried !== undefined || ambient === true || handle >= row.paramCount) continue;
    if (region.open.callee?.type.owner.exports[SAYS] === undefined) continue;
    const param = unit.ir.param(row.firstParam + handle);
    const place = param.value < 0 ? undefined : placeOf(program, unit, param.value);
    if (place !== undefined) found.push({ region, unit, fn, place, handle: `\`${param.name}\``, held: () => true });
  }
  return found.filter((stretch) => isUsed(program, stretch));
}

/** What a library exports whose queries are given their transaction. */
const SAYS = 'TransactionOrKnex';

/** Is it the pool itself, of which each call takes another connection? */
const isOfPool = (program: Program, unit: Unit, place: string): boolean =>
  armsOf(program.value(unit, Number(place.slice('value:'.length)))).some((arm) => arm.k === 'inst');

/** Does something happen on the handle, or with it, but for its end? */
const isUsed = (program: Program, { unit, fn, place, held, region }: Stretch): boolean =>
  program.facts(unit).calls.some(({ fn: at, value }) => {
    if (at !== fn || value === region.open.call || !held(value)) return false;
    const callee = unit.ir.operand(value, 1);
    const isEnd = unit.ir.op(callee) === Op.get && ENDS.test(unit.ir.text(callee, 2));
    return (!isEnd && prefixesOf(unit, value).some((prefix) => isAt(program, unit, prefix, place))) || isGiven(program, unit, value, place);
  });

/** Is a value the handle, or a member of it? */
function isAt(program: Program, unit: Unit, value: Value, place: string): boolean {
  const at = placeOf(program, unit, value);
  return at === place || at?.startsWith(`${place}.`) === true;
}

const ENDS = /^(commit|rollback|release|connect|startTransaction|end)/;

/** Is it an operation of the library that opened the transaction? */
function isOfSame({ region: { open } }: Stretch, { model, callee }: LibCall): boolean {
  const { owner } = callee.type;
  if (model.within !== undefined) return owner.exports[SAYS] !== undefined;
  if (owner !== open.callee?.type.owner || owner.exports[SAYS] !== undefined || model.region !== undefined) return false;
  // A builder of queries is sent where it is waited for.
  return model.op !== undefined || model.sql !== undefined || (model.names !== undefined && model.waits !== undefined);
}

/** Is a call on another client than the handle? `likely`, where that may be a client of another database. */
function isBeside(program: Program, { place, region }: Stretch, { unit, call, model }: LibCall): Certainty | undefined {
  const { ir } = unit;
  const prefixes = prefixesOf(unit, call);
  const isOn = prefixes.some(
    (prefix) => isAt(program, unit, prefix, place) || (ir.op(prefix) === Op.call && isGiven(program, unit, prefix, place)),
  );
  if (
    isOn ||
    linksAfter(program, { unit, fn: program.functionAt(unit, call), value: call }).some(({ value }) => isGiven(program, unit, value, place))
  )
    return undefined;
  if (model.within !== undefined) return ir.operandCount(call) - 2 > model.within ? undefined : 'proven';
  const root = prefixes.at(-1) ?? call;
  // What is handed in, or chosen, may be the handle.
  if (parameterOf(program, unit, root) !== undefined || ![Op.this, Op.import, Op.capture].some((op) => ir.op(root) === op))
    return undefined;
  const outer = outerKeys(program, region, place);
  const own = keysOf(program, unit, prefixes);
  return own.length === 0 ? undefined : own.some((key) => outer.has(key)) ? 'proven' : 'likely';
}

/** What the handle was taken from, or begun on. */
function outerKeys(program: Program, { open }: BodyRegion, place: string): ReadonlySet<string> {
  const { unit } = open;
  const made = Number(place.slice('value:'.length));
  const from = unit.ir.op(made) === Op.call ? prefixesOf(unit, made).slice(1) : [];
  return new Set(keysOf(program, unit, from));
}

/** What the clients among some expressions are known by. */
const keysOf = (program: Program, unit: Unit, prefixes: readonly Value[]): string[] =>
  prefixes.flatMap((prefix) =>
    armsOf(program.value(unit, prefix)).every(({ k }) => k === 'lib') ? clientKeys(program, unit, prefix, null) : [],
  );

/** Is the handle among the arguments of a call, by itself or in a literal there? */
function isGiven(program: Program, unit: Unit, call: Value, place: string): boolean {
  const { ir } = unit;
  const isIt = (value: Value): boolean => isAt(program, unit, value, place);
  for (let i = 2, n = ir.operandCount(call); i < n; i++) {
    const given = ir.operand(call, i);
    let found = isIt(given);
    if (ir.op(given) === Op.object || ir.op(given) === Op.array) ir.eachOperandValue(given, (value) => (found ||= isIt(value)));
    if (found) return true;
  }
  return false;
}

/** A call and those that are chained to it, as far as models know them. */
function chainOf(program: Program, call: LibCall): LibCall[] {
  const links = linksAfter(program, { unit: call.unit, fn: call.fn, value: call.call });
  const known = program.graph.libCallsIn(call.unit);
  const last = links.at(-1)?.value;
  const chain = links.flatMap(({ value }) => known.filter((one) => one.call === value));
  return last === undefined || chain.at(-1)?.call === last ? [call, ...chain] : [call, ...chain, { ...call, call: last, model: {} }];
}
