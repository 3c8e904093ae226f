import type { Rewrite } from '../../analyzer/finding.js';
import type { Program } from '../../analyzer/link/program.js';
import type { RewriteTools } from '../../analyzer/rewrite/tools.js';
import type { Match } from './detect.js';
import { claimFirst, moveAfter } from './rewrite-after.js';
import { moveBefore, readBefore } from './rewrite-move.js';
import { callThenCompare } from './rewrite-optimistic.js';
import { optimistic } from './rewrite-sketch.js';

/** Systems that are told of what happened: it has to have happened first. */
const TOLD: ReadonlySet<string> = new Set(['mail', 'push', 'webhook', 'analytics', 'search', 'timer']);

/** The call moves out of the region; the first place that fits is the default. */
export function rewrite(match: Match, program: Program, tools: RewriteTools): readonly Rewrite[] {
  const what = match.kind === 'lock' ? 'lock' : 'transaction';
  const before = tools.offer(`Make the call before the ${what}`, (edit) => moveBefore(edit, match, program));
  const after = tools.offer(match.kind === 'lock' ? 'Make the call after the release' : 'Make the call after the commit', (edit) =>
    moveAfter(edit, match),
  );
  const read = before.length > 0 ? [] : tools.offer('Read and call before the transaction', (edit) => readBefore(edit, match, program));
  const compared = tools.offer('Read and call first, and write only if nobody changed the row', (edit) =>
    callThenCompare(edit, match, program),
  );
  const moved = TOLD.has(match.effect.system) ? [...after, ...before, ...compared, ...read] : [...before, ...after, ...compared, ...read];
  if (moved.length > 0) return moved;
  return [
    ...tools.offer('Claim the row, commit, call, and take the claim back if that fails', (edit) => claimFirst(edit, match)),
    ...tools.sketch('Read without a lock, call, and update only what has not changed', () => optimistic(match, tools)),
  ];
}
