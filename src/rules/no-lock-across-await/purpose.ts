import { findEffects } from '../../analyzer/effects/summaries.js';
import type { FnRef } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';

/**
 * Does code under a lock read or write stored state, too? A lock around nothing but the slow call serialises exactly that call
 * (the refresh of a token, one payout at a time): that is what it is for.
 */
export function guardsState(program: Program, body: FnRef): boolean {
  return program
    .derive(findEffects)
    .of(body.unit, body.fn)
    .some(({ system }) => system === 'database' || system === 'store');
}

/** Locks of jobs say "one at a time", and scripts have nobody who waits. */
export function runsOnlyInBackground(program: Program, body: FnRef, kind: 'transaction' | 'lock'): boolean {
  const contexts = [...program.contexts.of(body.unit, body.fn).keys()];
  if (contexts.length === 0) return false;
  return contexts.every((context) => context === 'script' || context === 'startup' || (kind === 'lock' && context === 'job'));
}
