import type { Severity } from '../../analyzer/finding.js';
import { bodiesBetween, bodyRegions, isWithin, type BodyRegion } from '../../analyzer/effects/regions.js';
import { walkHeld } from '../../analyzer/effects/held-paths.js';
import { startOf, walkOf } from '../../analyzer/effects/held-walk.js';
import { pairRegions, type PairRegion } from '../../analyzer/effects/held-pairs.js';
import { findSlowEffects, type SlowEffect, type SlowEffects } from '../../analyzer/effects/held-slow.js';
import type { Edge, FnRef } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Site, Unit } from '../../analyzer/link/values.js';
import { siteOf } from '../../analyzer/link/values.js';
import type { MatchBase } from '../define.js';
import { saidOnce } from '../together.js';
import { isBoundedCall } from './bounded.js';
import { guardsState, runsOnlyInBackground } from './purpose.js';

export interface Options {
  /** Report what is awaited under a lock inside the process (a mutex), too. */
  readonly mutexes: boolean;
}

/** Something slow that is awaited while something is held. */
export interface Match extends MatchBase {
  readonly kind: 'transaction' | 'lock';
  /** What holds it, as a reader would name it, and where it is taken; where a wrapper takes it, the wrapper's call. */
  readonly holder: { readonly name: string; readonly at: Site };
  /** Where it is really taken, if that is elsewhere. */
  readonly opened: { readonly name: string; readonly at: Site } | undefined;
  readonly retries: boolean;
  readonly effect: SlowEffect;
  /** The slow call, or the call inside the region that leads to it. */
  readonly at: Site;
  readonly callee: { readonly unit: Site['unit']; readonly value: number };
  readonly bounded: boolean;
  /** The other calls that the region is held over. */
  readonly others: readonly Site[];
}

/** What lies between the call that takes something and those that give it back. */
interface Held extends Pick<ReturnType<typeof walkHeld>, 'calls' | 'closes'> {
  readonly pair: PairRegion;
  readonly walk: ReturnType<typeof walkOf>;
}

const edgeKey = (edge: { from: FnRef; call: number; to: FnRef }): string =>
  `${edge.from.unit.index}:${edge.call}:${edge.to.unit.index}:${edge.to.fn}`;

/** Every region that is held over something slow, the innermost: one match, at the call that costs most. */
export function detect(program: Program, options: Options, only?: Unit): Match[] {
  // Of what several may have at once, one that waits keeps no other out.
  const exclusive = pairRegions(program).filter(({ open }) => open.region.permits === undefined);
  const pairs = exclusive.map((pair): Held => {
    const walk = walkOf(program, pair);
    return { pair, walk, ...walkHeld(walk, startOf(program, pair)) };
  });
  const regions = [
    ...bodyRegions(program),
    ...pairs.flatMap(({ pair, closes, calls }) => (closes ? bodiesBetween(program, pair.open, calls) : [])),
  ];
  // A match stands in the body of its region.
  if (only !== undefined && !pairs.some(({ pair }) => pair.open.unit === only) && !regions.some(({ body }) => body.unit === only))
    return [];
  const edges = new Set(
    regions.flatMap(({ open, body, via, inner }) => [
      edgeKey({ from: open, call: open.call, to: body }),
      ...via.map((edge) => edgeKey({ ...edge, to: body })),
      ...(inner ? [edgeKey({ from: inner.fn, call: inner.call, to: body })] : []),
    ]),
  );
  const slow = findSlowEffects(program, (edge: Edge) => edges.has(edgeKey(edge)));
  const matches = new Map<string, Match>();
  const keep = (match: Match): void => {
    const key = `${match.at.unit.index}:${match.at.start}`;
    const known = matches.get(key);
    if (!known || rank(match) > rank(known)) matches.set(key, match);
  };
  const between = pairs.flatMap((held) => betweenPair(program, held, slow, options));
  for (const match of between) keep(match);
  // What an inner region already has is not said again of the outer one.
  const inner = new Set(between.map(({ callee: { unit, value } }) => `${unit.index}:${value}`));
  for (const region of regions) {
    for (const match of inBody(program, region, slow, options)) if (!leadsInto(match, inner)) keep(match);
  }
  return onceForEachRegion([...matches.values()].filter((match) => !leadsInto(match, inner)));
}

/** Many slow calls in one region are one fault: it is too long. */
function onceForEachRegion(matches: readonly Match[]): Match[] {
  return saidOnce(
    matches,
    ({ kind, holder: { at } }) => `${kind}:${at.unit.index}:${at.start}`,
    ({ at }) => at,
    ({ effect }) => -effect.chain.length,
  ).map(({ first, others }) => ({ ...first, others: others.map(({ at }) => at) }));
}

/** Does a match's chain go on through a call that is reported of its own? */
function leadsInto({ effect, callee }: Match, inner: ReadonlySet<string>): boolean {
  const calls = [...effect.chain.map(({ from, call }) => `${from.unit.index}:${call}`), `${effect.call.unit.index}:${effect.call.call}`];
  const own = calls.indexOf(`${callee.unit.index}:${callee.value}`);
  return calls.slice(own + 1).some((call) => inner.has(call));
}

/** What is awaited between a `BEGIN` and its `COMMIT`, between `acquire` and `release`. */
function betweenPair(program: Program, { pair, walk, calls, closes }: Held, slow: SlowEffects, options: Options): Match[] {
  const { open } = pair;
  const kind = open.region.kind;
  const effects = slow.of(open);
  if (
    effects.length === 0 ||
    (kind === 'lock' && (!options.mutexes || !guardsState(program, open))) ||
    runsOnlyInBackground(program, open, kind)
  )
    return [];
  if (!closes) return [];
  const at = siteOf(open.unit, open.call);
  return effects.flatMap((effect): Match[] => {
    const call = effect.chain[0]?.call ?? effect.call.call;
    if (!calls.has(call) || !walkHeld(walk, call).closes) return [];
    const bounded = isBoundedCall(program, effect.call);
    return [
      {
        kind,
        holder: { name: open.name, at },
        opened: undefined,
        retries: false,
        effect,
        bounded,
        others: [],
        severity: severityOf(kind, effect, bounded),
        certainty: 'proven',
        ...placeOf(effect, open),
      },
    ];
  });
}

const rank = ({ severity, effect }: Match): number => (severity === 'error' ? 100 : severity === 'warning' ? 50 : 0) - effect.chain.length;

function inBody(program: Program, region: BodyRegion, slow: SlowEffects, options: Options): Match[] {
  const { open, body, via } = region;
  const kind = open.region.kind;
  const effects = slow.of(body);
  if (effects.length === 0 || (kind === 'lock' && !options.mutexes)) return [];
  if (runsOnlyInBackground(program, body, kind)) return [];
  if (kind === 'lock' && !guardsState(program, body)) return [];
  const openedAt = siteOf(open.unit, open.call);
  const first = via[0];
  const holder = first ? { name: nameOfCall(first), at: siteOf(first.from.unit, first.call) } : { name: open.name, at: openedAt };
  return effects.map((effect): Match => {
    const bounded = isBoundedCall(program, effect.call);
    return {
      kind,
      holder,
      opened: first ? { name: open.name, at: openedAt } : undefined,
      retries: open.region.retries === true,
      effect,
      bounded,
      others: [],
      ...placeOf(effect, body),
      severity: severityOf(kind, effect, bounded),
      certainty: open.callee ? 'proven' : 'likely',
    };
  });
}

const nameOfCall = (edge: Edge): string => edge.to.unit.ir.fn(edge.to.fn).name || 'the wrapper';

function severityOf(kind: Match['kind'], { system }: SlowEffect, bounded: boolean): Severity {
  return kind === 'transaction' && !bounded && system !== 'timer' ? 'error' : 'warning';
}

/** The slow call where it stands in the region's own body, else the call that leaves the body on the way to it. */
function placeOf({ chain, call }: SlowEffect, body: FnRef): Pick<Match, 'at' | 'callee'> {
  const out = chain.find(({ to }) => to.unit !== body.unit || !isWithin(body.unit, to.fn, body.fn));
  const { unit, value } = out ? { unit: out.from.unit, value: out.call } : { unit: call.unit, value: call.call };
  return { at: siteOf(unit, value), callee: { unit, value } };
}
