import { Op, OBJ_PROP } from '../ir/ops.js';
import type { Bound, Wait } from '../models/types.js';
import { argument, argumentCount, calleeOf } from '../link/calls.js';
import { rangesOverlap } from '../link/library.js';
import type { Program } from '../link/program.js';
import { armsOf, keyOf, type CallSite, type FnVal, type LibVal, type Unit, type Val } from '../link/values.js';
import { allOf, anyOf, isPresent, isTimeBound, optionAt, type Answer } from './options.js';
import { mayShareProcess } from './processes.js';
import { isBoundingSignal } from './signals.js';

/** The form of a bound that has this key. */
type BoundOf<Key extends string> = Extract<Bound, Readonly<Record<Key, unknown>>>;

/** Does one of the ways to bound a wait hold for this call? `client` is the object the call is made on. */
export function isBounded(program: Program, site: CallSite, bounds: readonly Bound[], client: LibVal | null): Answer {
  return anyOf(
    bounds.map((bound) => {
      const answer = holds(program, site, bound, client);
      return answer === 'unknown' && isOptionsLater(program, site, bound, bounds) ? 'no' : answer;
    }),
  );
}

/** Options may stand in one place or, after something else (a URL), in a later one: are they written in the later one here? */
function isOptionsLater(program: Program, site: CallSite, bound: Bound, bounds: readonly Bound[]): boolean {
  const place = placeOf(bound);
  return bounds.some((other) => {
    const later = placeOf(other);
    const value = later > place && place >= 0 ? argument(program, site, later) : undefined;
    return value !== undefined && armsOf(value).every(({ k }) => k === 'obj');
  });
}

/** The argument that a bound is an option of; NaN where it is none of one argument. */
function placeOf(bound: Bound): number {
  const path = 'option' in bound ? bound.option : 'signal' in bound ? bound.signal : 'present' in bound ? bound.present : '';
  return path.includes('.') ? Number(path.slice(0, path.indexOf('.'))) : NaN;
}

function holds(program: Program, site: CallSite, bound: Bound, client: LibVal | null): Answer {
  if ('option' in bound) return optionHolds(program, site, bound);
  if ('signal' in bound && bound.alone === true && argumentCount(site) > 1) return 'no';
  if ('signal' in bound) return isBoundingSignal(program, optionAt(program, site, bound.signal));
  if ('present' in bound) return isPresent(optionAt(program, site, bound.present));
  if ('assigned' in bound) return client ? isAssigned(program, site.unit, client, bound.assigned) : 'no';
  if ('hook' in bound) return client ? hookSets(program, site.unit, client, bound) : 'no';
  if ('chain' in bound) return isChained(program, site, bound);
  if ('receiver' in bound) return client ? receiverHolds(program, client, bound.receiver) : 'unknown';
  if ('process' in bound) return isSet(program, site.unit, bound.process);
  if ('made' in bound) return madeWith(program, site, bound.made, bound.bounds);
  return allOf(bound.all.map((part) => holds(program, site, part, client)));
}

/** Does the call switch a limit off that it would have by default (`timeout: false`)? */
export function isSwitchedOff(program: Program, site: CallSite, bounds: readonly Bound[]): boolean {
  return bounds.some((bound) => {
    if (!('option' in bound)) return false;
    const value = optionAt(program, site, bound.option);
    return value.k === 'const' && value.value !== undefined && isTimeBound(value) === 'no';
  });
}

/** An option of the call that made the client, or the client which that one was derived from. */
function receiverHolds(program: Program, client: LibVal, path: string): Answer {
  if (typeof client.origin === 'string') return client.origin === 'export' ? 'no' : 'unknown';
  const { origin } = client;
  const own = isTimeBound(optionAt(program, origin, path));
  if (own !== 'no') return own;
  const from = libCallees(program, origin)
    .map(clientOf)
    .find(
      (made) =>
        made.recv === null && made.type.pkg === client.type.pkg && typeof made.origin !== 'string' && made.origin.value !== origin.value,
    );
  return from ? receiverHolds(program, from, path) : 'no';
}

/** Is a process-wide setting made anywhere in a process that runs a module? */
function isSet(program: Program, asked: Unit, name: string): Answer {
  return anyOf(
    program.graph
      .settersOf(name)
      .filter(({ unit }) => mayShareProcess(program, unit, asked))
      .map(({ unit, call, callee, model }): Answer =>
        model.setsUnder === undefined ? 'yes' : isSetBy(program, { unit, value: call, env: null }, model.setsUnder, callee),
      ),
  );
}

/** Does a call bound what its setting is for? Unknown where the setting is made out of sight (`setGlobalDispatcher(agent)`). */
function isSetBy(program: Program, site: CallSite, under: readonly Bound[], callee: LibVal): Answer {
  const isMade = (bound: Bound): boolean => 'made' in bound && isPresent(optionAt(program, site, bound.made)) === 'unknown';
  return anyOf([isBounded(program, site, under, callee), under.some(isMade) ? 'unknown' : 'no']);
}

function optionHolds(program: Program, site: CallSite, bound: BoundOf<'option'>): Answer {
  const value = optionAt(program, site, bound.option);
  const time = isTimeBound(value);
  if (time === 'no' || bound.requires === undefined) return time;
  return allOf([time, isPresent(optionAt(program, site, bound.requires))]);
}

/** An argument that was itself made by a call with a bound (`new Request(url, { signal })`). */
function madeWith(program: Program, site: CallSite, path: string, bounds: readonly Bound[]): Answer {
  const value = optionAt(program, site, path);
  if (value.k !== 'lib') return 'no';
  if (typeof value.origin === 'string') return 'unknown';
  return isBounded(program, value.origin, bounds, null);
}

/** Are two library values the same client? A setting of the package's own export holds for what is made from it later, too. */
function sameClient(holder: Val, client: LibVal): boolean {
  if (holder.k !== 'lib') return false;
  if (keyOf(holder) === keyOf(client)) return true;
  if (holder.origin === 'export' && holder.type.pkg === client.type.pkg) return true;
  return (
    typeof holder.origin !== 'string' &&
    typeof client.origin !== 'string' &&
    holder.origin.unit === client.origin.unit &&
    holder.origin.value === client.origin.value
  );
}

function isAssigned(program: Program, asked: Unit, client: LibVal, path: string): Answer {
  const members = path.split('.');
  const name = members[members.length - 1];
  const answers = program.setsOf(name).map(({ unit, value }): Answer => {
    const { ir } = unit;
    let holder = ir.operand(value, 0);
    for (let i = members.length - 2; i >= 0; i--) {
      if (ir.op(holder) !== Op.get || ir.text(holder, 2) !== members[i]) return 'no';
      holder = ir.operand(holder, 1);
    }
    if (!sameClient(program.value(unit, holder), client) || !mayShareProcess(program, unit, asked)) return 'no';
    return isTimeBound(program.value(unit, ir.operand(value, 2)));
  });
  return anyOf(answers);
}

/** Calls of a member path (`interceptors.request.use`) on the client whose function sets one of the names. */
function hookSets(program: Program, asked: Unit, client: LibVal, { hook, sets }: BoundOf<'hook'>): Answer {
  const members = hook.split('.');
  const answers = program.callsNamed(members[members.length - 1]).map(({ unit, value }): Answer => {
    const { ir } = unit;
    let holder = ir.operand(value, 1);
    for (let i = members.length - 1; i >= 0; i--) {
      if (ir.op(holder) !== Op.get || ir.text(holder, 2) !== members[i]) return 'no';
      holder = ir.operand(holder, 1);
    }
    if (!sameClient(program.value(unit, holder), client) || !mayShareProcess(program, unit, asked)) return 'no';
    const callback = argument(program, { unit, value, env: null }, 0);
    if (callback?.k === 'fn') return mentions(callback, sets) ? 'yes' : 'no';
    return callback === undefined || callback.k === 'const' ? 'no' : 'unknown';
  });
  return anyOf(answers);
}

/** Does a function set a member of that name, or make an object with it? */
function mentions(fn: FnVal, names: readonly string[]): boolean {
  const { ir } = fn.unit;
  const [start, end] = ir.fnCode(fn.fn);
  for (let v = start; v < end; v = ir.next(v)) {
    if (ir.op(v) === Op.set && names.includes(ir.text(v, 1))) return true;
    if (ir.op(v) !== Op.object) continue;
    for (let i = 0; i < ir.operandCount(v); i += 3)
      if (ir.operand(v, i) === OBJ_PROP && names.includes(ir.string(ir.operand(v, i + 1)))) return true;
  }
  return false;
}

/** Is a method called on the result, directly or through a variable? */
function isChained(program: Program, site: CallSite, bound: BoundOf<'chain'>): Answer {
  const { unit } = site;
  const { ir } = unit;
  const holders = aliasesOf(program, unit, site.value);
  for (const { fn, value } of holders) {
    for (const user of program.usersOf(unit, fn).get(value) ?? []) {
      if (ir.op(user) !== Op.get || ir.text(user, 2) !== bound.chain) continue;
      for (const call of program.usersOf(unit, fn).get(user) ?? []) {
        if (ir.op(call) !== Op.call || ir.operand(call, 1) !== user) continue;
        const at = { unit, value: call, env: null };
        if (bound.args !== undefined && argumentCount(at) < bound.args) continue;
        if (bound.having !== undefined && !hasArgumentOf(program, at, bound.having)) continue;
        if (bound.first === undefined) return 'yes';
        const first = argument(program, at, 0);
        if (first?.k === 'const' && first.value === bound.first) return 'yes';
      }
    }
  }
  return 'no';
}

function hasArgumentOf(program: Program, site: CallSite, ref: NonNullable<BoundOf<'chain'>['having']>): boolean {
  for (let i = 0; i < argumentCount(site); i++) {
    const value = argument(program, site, i);
    if (value?.k === 'lib' && typeof ref === 'string' && value.type.id.endsWith(ref.includes('#') ? ref : `#${ref}`)) return true;
  }
  return false;
}

/** A value and its reads through a binding, in any function of the module. */
export function aliasesOf(program: Program, unit: Unit, value: number): { fn: number; value: number }[] {
  const { ir } = unit;
  const found = [{ fn: program.functionAt(unit, value), value }];
  for (let b = 0, n = ir.count('bindings'); b < n; b++) {
    if (ir.bindingValue(b) !== value) continue;
    for (const load of program.uses(unit).loadsOf.get(b) ?? []) found.push(load);
  }
  return found;
}

/** The waits of a model that hold for the version a module depends on; where two are possible, the milder one. */
export function applicableWaits(program: Program, unit: Unit, pkg: string, waits: Wait | readonly Wait[] | undefined): readonly Wait[] {
  const list = waits === undefined ? [] : ([waits].flat() as readonly Wait[]);
  if (!list.some((wait) => wait.versions !== undefined)) return list;
  const declared = program.dependencyRange(unit, pkg);
  const possible = list.filter((wait) => wait.versions === undefined || rangesOverlap(declared, wait.versions));
  const mildest = new Map<string, Wait>();
  for (const wait of possible) {
    const known = mildest.get(wait.for);
    if (!known || strictness(wait) < strictness(known)) mildest.set(wait.for, wait);
  }
  return [...mildest.values()];
}

/** How bad a wait is without any bound: larger is worse. */
function strictness(wait: Wait): number {
  if (wait.default === 'unknown') return 0;
  if (wait.default === 'none') return Infinity;
  return typeof wait.default === 'number' ? wait.default : wait.default.idle * 1000;
}

/** The client that a call is made on: the outermost object that the method was taken from. */
export function clientOf(callee: LibVal): LibVal {
  let client = callee;
  while (client.recv?.k === 'lib') client = client.recv;
  return client;
}

/** The callee's arms that are library calls. */
export const libCallees = (program: Program, site: CallSite): LibVal[] =>
  armsOf(calleeOf(program, site)).filter((arm): arm is LibVal => arm.k === 'lib');
