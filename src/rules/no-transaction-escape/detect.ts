import type { Certainty, Severity } from '../../analyzer/finding.js';
import { isWaitedOn } from '../../analyzer/effects/awaited.js';
import { bodyRegions, type BodyRegion } from '../../analyzer/effects/regions.js';
import { Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import { activate, argument, calleeOf, modelOfCall } from '../../analyzer/link/calls.js';
import type { Program } from '../../analyzer/link/program.js';
import {
  armsOf,
  siteOf,
  type CallSite,
  type Env,
  type FnVal,
  type LibVal,
  type Site,
  type Unit,
  type Val,
} from '../../analyzer/link/values.js';
import type { CallModel } from '../../analyzer/models/types.js';
import type { MatchBase } from '../define.js';
import { besideHandle } from './by-hand.js';
import { clientKeys, handedTransaction, isParameterKey, prefixesOf } from './clients.js';
import { leftOut, type LeftOut } from './options.js';
import { liveIn } from './live.js';
import { isCarriedByContext, onlyClient, usersOfClient, type UsersOfClient } from './reach.js';

export interface Options {
  /** Report reads, too. */
  readonly reads: boolean;
}

/** A use of the outer client while a transaction of it is open. */
export interface Match extends MatchBase {
  readonly kind: 'read' | 'write' | 'nested';
  readonly region: BodyRegion;
  /** The calls from the region's body to the use, outermost first; the use itself is the last. */
  readonly path: readonly CallSite[];
  readonly at: Site;
  /** Where the client is the right one and an option is missing. */
  readonly left?: LeftOut;
  /** The handle as it is written, where the transaction is begun and ended by hand, or queries are given it. */
  readonly handle?: string;
}

const MAX_DEPTH = 5;
const MAX_VISITS = 300;

/** What is looked for inside one region. */
interface Search {
  readonly program: Program;
  readonly region: BodyRegion;
  /** The method that opens it: the call's callee, or what it must be where the project makes one client only. */
  readonly opener: LibVal | undefined;
  readonly certainty: Certainty;
  /** What the outer client is known by. */
  readonly keys: ReadonlySet<string>;
  readonly users: UsersOfClient;
  readonly seen: Set<string>;
  readonly found: Match[];
}

/** Every use of the outer client inside a transaction whose handle is another object. */
export function detect(program: Program, options: Options, only?: Unit): Match[] {
  const users = new Map<string, UsersOfClient>();
  const matches = new Map<string, Match>();
  // A use stands in the body of its region, or the call that leads to it does.
  for (const region of bodyRegions(program).filter(({ body }) => only === undefined || body.unit === only)) {
    const search = searchOf(program, region, users);
    if (!search) continue;
    visit(search, region.body.unit, region.body.fn, bodyEnv(search), []);
    for (const match of search.found) {
      const id = `${match.at.unit.index}:${match.at.start}`;
      if ((options.reads || match.kind !== 'read') && (!matches.has(id) || matches.get(id)?.severity === 'warning')) matches.set(id, match);
    }
  }
  for (const left of leftOut(program, only)) {
    const kind = left.call.model.op?.kind === 'read' ? 'read' : 'write';
    const at = siteOf(left.path[0].unit, left.path[0].value);
    const id = `${at.unit.index}:${at.start}`;
    if (matches.has(id) || (kind === 'read' && !options.reads)) continue;
    matches.set(id, {
      kind,
      severity: kind === 'read' ? 'warning' : 'error',
      certainty: 'proven',
      region: left.region,
      path: left.path,
      at,
      left,
    });
  }
  for (const beside of besideHandle(program, only)) {
    const { kind, severity, certainty, region, path, handle } = beside;
    const at = siteOf(path[0].unit, path[0].value);
    const id = `${at.unit.index}:${at.start}`;
    if (!matches.has(id) && (options.reads || kind !== 'read')) matches.set(id, { kind, severity, certainty, region, path, at, handle });
  }
  return [...matches.values()];
}

function searchOf(program: Program, region: BodyRegion, users: Map<string, UsersOfClient>): Search | undefined {
  const { open } = region;
  if (
    open.region.kind !== 'transaction' ||
    open.region.handle === undefined ||
    open.region.carried !== undefined ||
    open.region.ambient === true
  )
    return undefined;
  if (isCarriedByContext(open.unit)) return undefined;
  let keys = outerKeys(program, region),
    opener = open.callee;
  if (keys.size === 0) {
    const only = opener === undefined ? onlyClient(program, open.unit.ir.text(open.unit.ir.operand(open.call, 1), 2)) : undefined;
    if (!only) return undefined;
    opener = only.opener;
    keys = only.keys;
  }
  const certainty = certaintyOf(program, region, opener, keys);
  if (certainty === undefined) return undefined;
  const key = opener ? opener.type.pkg : [...keys].join();
  let reach = users.get(key);
  if (!reach) users.set(key, (reach = usersOfClient(program, opener?.type.pkg, keys)));
  return { program, region, opener, certainty, keys, users: reach, seen: new Set(), found: [] };
}

/** How sure it is that the outer client is no transaction itself; undefined where it is one. */
function certaintyOf(program: Program, { open }: BodyRegion, opener: LibVal | undefined, keys: ReadonlySet<string>): Certainty | undefined {
  const handed = handedTransaction(program, open.unit, open.unit.ir.operand(open.unit.ir.operand(open.call, 1), 1));
  if (handed === 'all') return undefined;
  const nests = [...keys].some(isParameterKey) && (opener === undefined || nestsIn(program, opener, open.region.handle ?? 0));
  return open.callee === undefined || handed === 'some' || nests ? 'likely' : 'proven';
}

/** Can a transaction be opened on the handle of one as well? */
function nestsIn(program: Program, opener: LibVal, at: number): boolean {
  const given = program.library.call(opener.type)?.gives?.[at];
  const handle = given === undefined ? undefined : program.library.resolve(opener.type, given, 'handle');
  const method = opener.name.split('.').at(-1) ?? '';
  const nested = handle && program.library.member(handle, method);
  return handle === undefined || (nested !== undefined && program.library.call(nested)?.region !== undefined);
}

/** The keys of the object that the transaction was opened on. */
function outerKeys(program: Program, { open }: BodyRegion): ReadonlySet<string> {
  const { ir } = open.unit;
  const callee = ir.operand(open.call, 1);
  if (ir.op(callee) !== Op.get) return new Set();
  const prefixes = prefixesOf(open.unit, ir.operand(callee, 1));
  const libs = prefixes.filter((prefix) => armsOf(program.value(open.unit, prefix)).some((arm) => arm.k === 'lib'));
  return new Set(clientKeys(program, open.unit, libs.at(-1) ?? prefixes[0], null));
}

/** The body's activation, in which the handle is another object than the client. */
function bodyEnv({ program, region: { open, body, inner }, opener }: Search): Env | null {
  const at = open.region.handle ?? 0;
  const gives = opener && modelOfCall(program, opener, false)?.gives;
  const type = opener && gives?.[at] !== undefined ? program.library.resolve(opener.type, gives[at], 'handle') : undefined;
  const handle: Val = type
    ? { k: 'lib', type, name: 'tx', recv: null, origin: { unit: open.unit, value: open.call, env: null } }
    : { k: 'pkg', pkg: 'handle', path: '' };
  const given: Val[] = Array.from({ length: at }, () => ({ k: 'unknown', why: 'another argument' }));
  given.push(handle);
  if (!inner) return activate(program, body, null, given);
  return activate(program, body, { unit: inner.fn.unit, value: inner.call, env: activate(program, inner.fn, null, given) });
}

function visit(search: Search, unit: Unit, fn: number, env: Env | null, path: readonly CallSite[]): void {
  const last = path.at(-1);
  const id = `${unit.index}:${fn}:${last?.unit.index}:${last?.value}`;
  if (search.seen.has(id) || search.seen.size > MAX_VISITS) return;
  search.seen.add(id);
  const { program } = search;
  const isLive = liveIn(program, unit, fn, env);
  for (const call of program.facts(unit).calls) {
    if (call.fn !== fn || !isLive(call.value)) continue;
    const site = { unit, value: call.value, env };
    if (!report(search, site, path)) follow(search, site, path);
  }
}

/** Goes on into what a call calls, and into the callbacks it runs before it returns. */
function follow(search: Search, site: CallSite, path: readonly CallSite[]): void {
  const { program } = search;
  const { unit, env } = site;
  const callee = calleeOf(program, site);
  const receivesHandle = prefixesOf(unit, unit.ir.operand(site.value, 1)).some(
    (prefix) => unit.ir.op(prefix) === Op.call && mentionsHandle(search, unit, prefix, env),
  );
  for (const arm of receivesHandle ? [] : armsOf(callee)) {
    if (arm.k !== 'fn' || path.length >= MAX_DEPTH || !search.users.reaches(arm) || !isWaitedOn(program, unit, site.value)) continue;
    visit(search, arm.unit, arm.fn, activate(program, arm, site), [...path, site]);
  }
  for (let i = 2, n = unit.ir.operandCount(site.value); i < n; i++) {
    if (unit.ir.op(unit.ir.operand(site.value, i)) !== Op.func || !runsNow(program, site)) continue;
    const closure = argument(program, site, i - 2);
    if (closure?.k === 'fn') visit(search, closure.unit, closure.fn, closureEnv(program, closure, env), path);
  }
}

/** Is the handle an argument of a call: `repository.with(tx)`? */
function mentionsHandle({ program, region }: Search, unit: Unit, call: Value, env: Env | null): boolean {
  for (let i = 2, n = unit.ir.operandCount(call); i < n; i++) {
    const isHandle = armsOf(program.value(unit, unit.ir.operand(call, i), env)).some(
      (arm) =>
        (arm.k === 'lib' && typeof arm.origin !== 'string' && arm.origin.value === region.open.call) ||
        (arm.k === 'pkg' && arm.pkg === 'handle'),
    );
    if (isHandle) return true;
  }
  return false;
}

const closureEnv = (program: Program, closure: FnVal, env: Env | null): Env | null =>
  activate(program, { ...closure, env: closure.env ?? env }, null, null);

/** Does a call run the callbacks that it is given before its result is there? */
function runsNow(program: Program, { unit, value }: CallSite): boolean {
  const callee = unit.ir.operand(value, 1);
  const isMapper =
    unit.ir.op(callee) === Op.get && ['map', 'flatMap'].includes(unit.ir.text(callee, 2)) && isWaitedOn(program, unit, value);
  const fn = program.functionAt(unit, value);
  return isMapper || program.graph.calleesOf(unit, fn).some((edge) => edge.call === value && edge.kind === 'runs');
}

/** Is a call made on the outer client? Then it is kept, and nothing behind it matters. */
function report(search: Search, site: CallSite, path: readonly CallSite[]): boolean {
  const { program, region, opener } = search;
  const { unit, value, env } = site;
  const { ir } = unit;
  const callee = ir.operand(value, 1);
  if (ir.op(callee) !== Op.get && opener === undefined) return false;
  const prefixes = prefixesOf(unit, callee);
  // The first call of a chain speaks for all of it.
  const isCallOfIt = (call: Value): boolean =>
    opener === undefined || databaseCall(program, { unit, value: call, env }, opener.type.pkg) !== undefined;
  const earlier = prefixes.slice(1).filter((prefix) => ir.op(prefix) === Op.call && isCallOfIt(prefix));
  if (earlier.some((prefix) => isOuter(search, unit, prefixesOf(unit, prefix), env))) return false;
  const model = opener ? databaseCall(program, site, opener.type.pkg) : unresolvedCall(prefixes, unit);
  if (
    model === undefined ||
    !isOuter(search, unit, prefixes, env) ||
    !isWaitedOn(program, unit, chainOf(program, unit, value).at(-1) ?? value)
  )
    return false;
  const links = chainOf(program, unit, value);
  // `client(table).transacting(tx)`: a link of its chain puts it into the transaction.
  if (links.some((call) => mentionsHandle(search, unit, call, env))) return false;
  const chain = links.map((call) => (opener ? databaseCall(program, { unit, value: call, env }, opener.type.pkg) : undefined) ?? model);
  const writes = chain.some(({ op }) => op !== undefined && op.kind !== 'read');
  const kind = model.region?.kind === 'transaction' ? 'nested' : writes ? 'write' : 'read';
  const whole = [...path, site];
  const severity: Severity = kind === 'read' ? 'warning' : 'error';
  search.found.push({ kind, severity, certainty: search.certainty, region, path: whole, at: siteOf(whole[0].unit, whole[0].value) });
  return true;
}

/** Is one of these expressions the outer client, and nothing else? */
function isOuter({ program, keys }: Search, unit: Unit, prefixes: readonly Value[], env: Env | null): boolean {
  return prefixes.some((prefix) => {
    const found = clientKeys(program, unit, prefix, env);
    return found.length > 0 && found.every((key) => keys.has(key));
  });
}

/** The model of a call of the same library, where all that the callee may be is of it. */
function databaseCall(program: Program, site: CallSite, pkg: string): CallModel | undefined {
  let found: CallModel | undefined;
  for (const arm of armsOf(calleeOf(program, site))) {
    const model = arm.k === 'lib' && arm.type.pkg === pkg ? modelOfCall(program, arm, false) : undefined;
    if (!model) return undefined;
    found = model;
  }
  return found;
}

/** `client.model.method()`: what a client of the shape `$transaction` belongs to is called like. */
function unresolvedCall(prefixes: readonly Value[], { ir }: Unit): CallModel | undefined {
  const gets = prefixes.filter((prefix) => ir.op(prefix) === Op.get);
  if (gets.length < 2 || gets.length !== prefixes.length - 1) return undefined;
  const name = ir.text(gets[0], 2);
  if (/^(create|update|delete|upsert)/.test(name)) return { op: { kind: 'write' } };
  return /^(find|count|aggregate|groupBy)/.test(name) ? { op: { kind: 'read' } } : undefined;
}

/** A call and those that are chained to it: `.where()`, `.values()`. The last one stands for all: a query that is handed on as a part is none of its own. */
function chainOf(program: Program, unit: Unit, call: Value): Value[] {
  const { ir } = unit;
  const users = program.usersOf(unit, program.functionAt(unit, call));
  const chain = [call];
  for (let end = call; chain.length < 30;) {
    const member = (users.get(end) ?? []).find(
      (user) => ir.op(user) === Op.get && ir.operand(user, 1) === end && !['then', 'catch', 'finally'].includes(ir.text(user, 2)),
    );
    const next =
      member === undefined
        ? undefined
        : (users.get(member) ?? []).find((user) => ir.op(user) === Op.call && ir.operand(user, 1) === member);
    if (next === undefined) break;
    chain.push(next);
    end = next;
  }
  return chain;
}
