import { findLookups, type Lookup } from '../../analyzer/effects/fanout.js';
import type { Certainty, Severity } from '../../analyzer/finding.js';
import type { Program } from '../../analyzer/link/program.js';
import { siteOf, type Site, type Unit } from '../../analyzer/link/values.js';
import type { MatchBase } from '../define.js';
import { homeOf, saidOnce } from '../together.js';

export type Options = object;

/** A question that every node is asked although one of them has the answer. */
export interface Match extends MatchBase {
  readonly kind: Lookup['shape'];
  readonly lookup: Lookup;
  /** Where the same function asks everybody again. */
  readonly others: readonly Site[];
}

/** All broadcast lookups of a program: one match for each function, kind and sort of question. */
export function detect(program: Program, _options: Options, only?: Unit): Match[] {
  const matches = findLookups(program, only).map((lookup): Match => ({
    kind: lookup.shape,
    severity: severityOf(lookup),
    certainty: certaintyOf(lookup),
    lookup,
    others: [],
  }));
  return saidOnce(matches, ({ kind, lookup, certainty }) => `${kind}:${lookup.asks}:${certainty}:${homeOf(program, lookup)}`, askedAt).map(
    ({ first, others }) => ({ ...first, others: others.map(askedAt) }),
  );
}

/** Where the question stands. */
const askedAt = ({ lookup: { unit, ask } }: Match): Site => siteOf(unit, ask);

/** Where nothing says who has what is searched for, a loop goes on after a hit, or the node is only known as something made for it, the owner may not be known either. */
const severityOf = ({ evidence, goesOn, asks }: Lookup): Severity =>
  goesOn || evidence === 'made' || asks === 'search' ? 'info' : 'warning';

const certaintyOf = ({ evidence, goesOn }: Lookup): Certainty => (evidence === 'shape' || goesOn ? 'likely' : 'proven');
