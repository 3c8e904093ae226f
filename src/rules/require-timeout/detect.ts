import type { Severity } from '../../analyzer/finding.js';
import { Op } from '../../analyzer/ir/ops.js';
import type { Edge, LibCall } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import { armsOf, type CallSite, type LibVal, type Unit, type Val } from '../../analyzer/link/values.js';
import { isCallbackOfComponent, isOfCommand, isServed, runsForCommands } from '../../analyzer/context/places.js';
import type { Wait } from '../../analyzer/models/types.js';
import { applicableWaits, clientOf, isBounded, isSwitchedOff, libCallees } from '../../analyzer/waits/bounds.js';
import { unboundedWay } from '../../analyzer/waits/callers.js';
import { isAwaitedByDesign, isLeftAlone, isWaitedFor } from '../../analyzer/waits/purpose.js';
import { anyOf, optionAt, type Answer } from '../../analyzer/waits/options.js';
import { isWrapped } from '../../analyzer/waits/wrappers.js';
import type { MatchBase } from '../define.js';

export interface Options {
  /** Report client code, too. */
  readonly clientCode: boolean;
  /** A client's own default counts as long from this many milliseconds on; 0: never. */
  readonly longDefault: number;
}

/** A call, or a client, without a bound. */
export interface Match extends MatchBase {
  readonly kind: 'unbounded' | 'idle-only' | 'long-default';
  readonly call: LibCall;
  readonly waits: readonly Wait[];
  /** For a client: the unbounded calls made on it. */
  readonly dependents: readonly LibCall[];
  readonly isClient: boolean;
  /** The calls that lead to it without a bound, where its options come from its callers; outermost first. */
  readonly via: readonly Edge[];
}

/** A client that is made in the project, and what is known of its calls. */
interface Client {
  readonly call: LibCall;
  readonly waits: readonly Wait[];
  readonly unbounded: LibCall[];
  bounded: number;
}

const siteOfCall = ({ unit, call }: LibCall): CallSite => ({ unit, value: call, env: null });
const clientKey = (unit: Unit, value: number): string => `${unit.index}:${value}`;

const makesClient = ({ model }: LibCall): boolean => model.client !== undefined;
const waitsItself = ({ model }: LibCall): boolean => model.waits !== undefined;
const ownsClient = ({ model }: LibCall): boolean => model.owns !== undefined;
const usesClient = ({ model }: LibCall): boolean => model.uses !== undefined;

/** All calls and clients of a program that wait without a bound. */
export function detect(program: Program, options: Options, only?: Unit): Match[] {
  const counts = ({ unit, fn }: LibCall): boolean =>
    options.clientCode || (program.sideOf(unit) !== 'client' && !isCallbackOfComponent(program, unit, fn));
  const clients = new Map<string, Client>();
  for (const call of program.graph.libCallsWhere(makesClient)) {
    if (call.model.client === undefined || !counts(call)) continue;
    const waits = applicableWaits(program, call.unit, call.callee.type.pkg, call.model.client);
    if (waits.length > 0) clients.set(clientKey(call.unit, call.call), { call, waits, unbounded: [], bounded: 0 });
  }
  const matches: Match[] = [];
  const reported = new Set<string>();
  const isSeen = (unit: Unit): boolean => options.clientCode || program.sideOf(unit) !== 'client';
  for (const call of program.graph.libCallsWhere(waitsItself)) {
    if ((only !== undefined && !concerns(call, only)) || call.model.waits === undefined || !counts(call)) continue;
    const waits = applicableWaits(program, call.unit, call.callee.type.pkg, call.model.waits);
    const key = clientKey(call.unit, call.call);
    if (waits.length === 0 || reported.has(key)) continue;
    const via: Edge[] = [];
    const open = waits.filter((wait) => isOpen(program, call, wait, clients, { via, counts: isSeen }));
    const match = open.length > 0 ? matchOf(program, call, open, options, { via }) : undefined;
    if (match) {
      reported.add(key);
      matches.push(match);
    }
  }
  const owners = program.graph.libCallsWhere(ownsClient).filter(counts);
  for (const key of ownedClients(program, owners)) clients.delete(key);
  for (const [key, client] of clients) if (client.unbounded.length === 0 && isGivenToOwner(program, client, owners)) clients.delete(key);
  const used = usedClients(program, program.graph.libCallsWhere(usesClient).filter(counts));
  for (const [key, client] of clients) {
    if ((only !== undefined && client.call.unit !== only) || (client.unbounded.length === 0 && used.has(key))) continue;
    const match = clientMatch(program, client, options, isSeen);
    if (match) matches.push(match);
  }
  return matches;
}

/** May a call be reported in a module: does it stand there, or was its client made there? */
function concerns({ unit, callee }: LibCall, only: Unit): boolean {
  const { origin } = clientOf(callee);
  return unit === only || (typeof origin !== 'string' && origin.unit === only);
}

/** Clients that a library takes over, limits included: a queue's own connection must wait. */
function ownedClients(program: Program, calls: readonly LibCall[]): string[] {
  return calls.flatMap((call) => (call.model.owns ?? []).flatMap((path) => keysOf(optionAt(program, siteOfCall(call), path))));
}

/** Is a client that nothing is seen to be asked of made beside a library that takes over one of its type: a queue's connection in a field? */
function isGivenToOwner(program: Program, { call }: Client, owners: readonly LibCall[]): boolean {
  return owners.some(
    (owner) =>
      (owner.unit === call.unit || importsFrom(owner.unit, call.unit)) &&
      (owner.model.owns ?? []).some((path) =>
        armsOf(optionAt(program, siteOfCall(owner), path)).some(
          (arm) => arm.k === 'lib' && arm.origin === 'typed' && arm.type.pkg === call.callee.type.pkg,
        ),
      ),
  );
}

const importsFrom = (unit: Unit, from: Unit): boolean =>
  unit.targets.some((target) => target.kind === 'unit' && target.unit === from.index);

/** Clients that are handed to something that does not make them wait. */
function usedClients(program: Program, calls: readonly LibCall[]): ReadonlySet<string> {
  return new Set(
    calls.flatMap((call) => (call.model.uses ?? []).flatMap((index) => keysOf(optionAt(program, siteOfCall(call), String(index))))),
  );
}

const keysOf = (value: Val): string[] =>
  armsOf(value).flatMap((arm) => (arm.k === 'lib' && typeof arm.origin !== 'string' ? [clientKey(arm.origin.unit, arm.origin.value)] : []));

/** Whether a client that is made in the project bounds a wait itself. */
function boundedBy(program: Program, { call }: Client, wait: Wait): Answer {
  const made = program.value(call.unit, call.call);
  const client = made.k === 'lib' ? made : null;
  return isBounded(program, siteOfCall(call), [...wait.bounds, ...(client?.type.model.settings ?? [])], client);
}

/** What is asked about callers, and what they answer. */
interface Callers {
  readonly counts: (unit: Unit) => boolean;
  readonly via: Edge[];
}

/** Is a wait of a call without a bound, and is it the call (not its client) that has to answer for it? */
function isOpen(program: Program, call: LibCall, wait: Wait, clients: ReadonlyMap<string, Client>, callers: Callers): boolean {
  const client = clientOf(call.callee);
  const made = typeof client.origin === 'string' ? undefined : clients.get(clientKey(client.origin.unit, client.origin.value));
  if (wait.default === 'unknown' || isAwaitedByDesign(program, call)) return false;
  if (wait.unless === 'unused' && !isWaitedFor(program, call)) return false;
  const settings = client.type.model.settings ?? [];
  const bounds = [...wait.bounds, ...settings];
  const wrapped = isWrapped(program, call.unit, call.call);
  let own = anyOf([isBounded(program, siteOfCall(call), bounds, client), wrapped]);
  if (own === 'unknown' && wrapped === 'no') {
    const way = unboundedWay(program, siteOfCall(call), bounds, client, callers.counts);
    if (way) {
      own = 'no';
      callers.via.splice(0, callers.via.length, ...way);
    }
  }
  if (own !== 'no' || isLeftAlone(program, call)) {
    if (made) made.bounded += 1;
    return false;
  }
  if (made) {
    made.unbounded.push(call);
    return false;
  }
  return !madeElsewhere(program, client);
}

/** Only the type of the client, or of the one that gave it (`sql.begin((sql) => …)`), is known, and its maker could have bounded it. */
function madeElsewhere(program: Program, client: LibVal): boolean {
  if (client.origin === 'typed') return program.library.hasClientOptions(client.type);
  if (typeof client.origin === 'string') return false;
  const { origin } = client;
  return libCallees(program, origin)
    .map(clientOf)
    .some((giver) => giver.origin === 'typed' && giver.type.pkg === client.type.pkg && program.library.hasClientOptions(giver.type));
}

function clientMatch(program: Program, client: Client, options: Options, counts: (unit: Unit) => boolean): Match | undefined {
  if (client.bounded > 0 && client.unbounded.length === 0) return undefined;
  const via: Edge[] = [];
  const open = client.waits.filter((wait) => {
    if (wait.default === 'unknown') return false;
    const own = boundedBy(program, client, wait);
    // Options that its function is given are the callers' to set, where somebody uses what is made of them.
    const way = own === 'unknown' && client.unbounded.length > 0 ? wayTo(program, client, wait, counts) : undefined;
    if (way) via.splice(0, via.length, ...way);
    return own === 'no' || way !== undefined;
  });
  return open.length === 0
    ? undefined
    : matchOf(program, client.call, open, options, { dependents: client.unbounded, isClient: true, via });
}

/** The calls that make a client without a bound. */
function wayTo(program: Program, { call }: Client, wait: Wait, counts: (unit: Unit) => boolean): readonly Edge[] | undefined {
  const made = program.value(call.unit, call.call);
  const client = made.k === 'lib' ? made : null;
  return unboundedWay(program, siteOfCall(call), [...wait.bounds, ...(client?.type.model.settings ?? [])], client, counts);
}

function matchOf(
  program: Program,
  call: LibCall,
  open: readonly Wait[],
  options: Options,
  extra: Partial<Pick<Match, 'dependents' | 'isClient' | 'via'>>,
): Match | undefined {
  // A default that the call itself switches off is none.
  const waits = open.map((wait): Wait =>
    wait.default !== 'none' && isSwitchedOff(program, siteOfCall(call), wait.bounds) ? { ...wait, default: 'none' } : wait,
  );
  const worst = waits.reduce((a, b) => (rank(b) > rank(a) ? b : a));
  const base = { call, dependents: [], isClient: false, via: [], ...extra, certainty: 'proven' as const };
  if (typeof worst.default === 'number') {
    if (options.longDefault === 0 || worst.default < options.longDefault) return undefined;
    return { ...base, kind: 'long-default', severity: 'info', waits: [worst] };
  }
  const kind = typeof worst.default === 'object' ? 'idle-only' : 'unbounded';
  const severity = severityOf(program, base.isClient ? base.dependents : [call], worst);
  return severity && { ...base, kind, waits: waits.filter((wait) => typeof wait.default !== 'number'), severity };
}

/** Waits that nothing ends are worse than those that end when the line goes quiet, and those worse than long defaults. */
const rank = (wait: Wait): number =>
  (wait.default === 'none' ? 4 : typeof wait.default === 'object' ? 2 : 0) + (wait.minor === true ? 0 : 1);

/** Undefined where nobody but the person at the terminal waits. */
function severityOf(program: Program, calls: readonly LibCall[], worst: Wait): Severity | undefined {
  const served = calls.some(({ unit, fn }) => isServed(program, unit, fn)) || worst.in === 'handler' || worst.in === 'job';
  if (!served && calls.length > 0 && calls.every((call) => isAtTerminal(program, call))) return undefined;
  if (worst.local === true) return 'info';
  // Nobody waits for what runs while a program starts, except whoever started it.
  if (calls.length > 0 && calls.every(({ unit, fn }) => program.contexts.loadOnly(unit, fn)) && worst.in === undefined) return 'info';
  return served && worst.minor !== true && worst.default === 'none' ? 'error' : 'warning';
}

/** A command's own work, or a process that it starts in the foreground. */
function isAtTerminal(program: Program, call: LibCall): boolean {
  const { unit, fn } = call;
  if (isOfCommand(program, unit) || runsForCommands(program, unit, fn)) return true;
  return [1, 2].some((index) => {
    const stdio = optionAt(program, siteOfCall(call), `${index}.stdio`);
    return stdio.k === 'const' && stdio.value === 'inherit';
  });
}

/** Is that instruction a construction? */
export const isConstruction = (unit: Unit, call: number): boolean => unit.ir.op(call) === Op.call && (unit.ir.operand(call, 0) & 2) !== 0;
