import { awaitedByRequests } from '../../analyzer/effects/requests.js';
import { sequencesOf, type Sequence } from '../../analyzer/effects/sequence.js';
import { isWithin } from '../../analyzer/effects/regions.js';
import type { Program } from '../../analyzer/link/program.js';
import { siteOf, type Site, type Unit } from '../../analyzer/link/values.js';
import type { System } from '../../analyzer/models/types.js';
import type { MatchBase } from '../define.js';
import { homeOf, saidOnce } from '../together.js';
import { hasAfter } from './after.js';

export interface Options {
  /** What counts as a consequence. */
  readonly consequences: readonly System[];
}

/** Who could take the work over, as far as the project's manifest shows. */
export type Taker = { readonly by: 'queue'; readonly pkg: string } | { readonly by: 'after' } | { readonly by: 'event' };

/** A request that waits for a consequence of what it has written. */
export interface Match extends MatchBase {
  readonly kind: 'after-write' | 'together' | 'before-commit';
  readonly sequence: Sequence;
  readonly taker: Taker;
  /** Where the same function waits for other consequences. */
  readonly others: readonly Site[];
}

const KINDS = { after: 'after-write', together: 'together', uncommitted: 'before-commit' } as const;

/** All requests of a program that wait for consequences: one match for each function and kind. */
export function detect(program: Program, options: Options, only?: Unit): Match[] {
  const { inner, outer } = only === undefined ? program.derive(sequencesOf) : sequencesOf(program, only);
  const isAsked = ({ consequence }: Sequence): boolean => options.consequences.includes(consequence.effect.system);
  const sequences = inner.filter((sequence) => isAsked(sequence) && (only === undefined || sequence.unit === only));
  if (sequences.length === 0) return [];
  const inRequest = awaitedByRequests(program);
  const matches = sequences
    .filter(({ unit, fn }) => inRequest(unit, fn) !== undefined)
    .map((sequence): Match => {
      const together = sequence.order === 'together';
      // What is waited for beside the write costs less: the slower of the two counts. A service that calls again can wait, and who waits for a child process does anyway.
      const mild = together || (sequence.order === 'after' && (sequence.works || inRequest(sequence.unit, sequence.fn) === 'service'));
      return {
        kind: KINDS[sequence.order],
        severity: mild ? 'info' : 'warning',
        certainty: together ? 'likely' : 'proven',
        sequence,
        taker: takerIn(program, sequence),
        others: [],
      };
    });
  const keyOf = ({ order, ...at }: Sequence): string => `${KINDS[order]}:${homeOf(program, at)}`;
  // What a called function has is said there; a function that waits by itself, too, is told where it waits for that one.
  const further = outer.filter(isAsked);
  return saidOnce(
    matches,
    ({ sequence }) => keyOf(sequence),
    ({ sequence }) => placeOf(sequence),
  ).map(({ first, others }) => {
    const key = keyOf(first.sequence);
    const more = [...others.map(({ sequence }) => sequence), ...further.filter((sequence) => keyOf(sequence) === key)]
      .map(placeOf)
      .toSorted((a, b) => a.start - b.start);
    const own = placeOf(first.sequence).start;
    return { ...first, others: more.filter(({ start }, i) => start !== own && more.findIndex((site) => site.start === start) === i) };
  });
}

function takerIn(program: Program, at: Sequence): Taker {
  const names = [...(at.unit.manifest?.dependencies.keys() ?? [])];
  const queue = names.find((name) => program.library.system(name) === 'queue');
  if (queue !== undefined) return { by: 'queue', pkg: queue };
  return hasAfter(program, at) ? { by: 'after' } : { by: 'event' };
}

/** Where the wait stands: the last call on the way that is written inside the function itself. */
export function placeOf({ unit, fn, consequence }: Sequence): Site {
  const { chain, call } = consequence.effect;
  const steps = [
    ...chain.map((edge) => ({ unit: edge.from.unit, fn: edge.from.fn, call: edge.call })),
    { unit: call.unit, fn: call.fn, call: call.call },
  ];
  const inside = steps.filter((step) => step.unit === unit && isWithin(unit, step.fn, fn));
  return siteOf(unit, inside[inside.length - 1]?.call ?? consequence.at);
}
