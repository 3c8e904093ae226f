import { findLookups, type Lookup } from '../../analyzer/effects/fanout.js';
import type { Certainty, Severity } from '../../analyzer/finding.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Unit } from '../../analyzer/link/values.js';
import type { MatchBase } from '../define.js';

export type Options = object;

/** A question that every node is asked although one of them has the answer. */
export interface Match extends MatchBase {
  readonly kind: Lookup['shape'];
  readonly lookup: Lookup;
}

/** All broadcast lookups of a program. */
export function detect(program: Program, _options: Options, only?: Unit): Match[] {
  return findLookups(program, only).map((lookup): Match => ({
    kind: lookup.shape,
    severity: severityOf(lookup),
    certainty: certaintyOf(lookup),
    lookup,
  }));
}

/** Where nothing says who has what is searched for, a loop goes on after a hit, or the node is only known as something made for it, the owner may not be known either. */
const severityOf = ({ evidence, goesOn, asks }: Lookup): Severity =>
  goesOn || evidence === 'made' || asks === 'search' ? 'info' : 'warning';

const certaintyOf = ({ evidence, goesOn }: Lookup): Certainty => (evidence === 'shape' || goesOn ? 'likely' : 'proven');
