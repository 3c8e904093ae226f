import type { Rewrite } from '../../analyzer/finding.js';
import type { Program } from '../../analyzer/link/program.js';
import type { RewriteTools } from '../../analyzer/rewrite/tools.js';
import type { Match } from './detect.js';
import { boundWithLru, emptyWhenFull, limitMemoizer } from './rewrite-bound.js';
import { passCacheIn } from './rewrite-cache.js';
import { countInRedis } from './rewrite-counter.js';
import { ownInFactory } from './rewrite-factory.js';
import { sketchOf } from './rewrite-sketch.js';

/** What to do about a piece of state, the strongest first: whoever calls owns it, where that can be seen; else it is bounded. */
export function rewrite(match: Match, program: Program, tools: RewriteTools): readonly Rewrite[] {
  const edits = editsOf(match, program, tools);
  return edits.length > 0 ? edits : sketchOf(match, tools);
}

function editsOf(match: Match, program: Program, tools: RewriteTools): readonly Rewrite[] {
  const { state, kind, verdict } = match;
  if (state === undefined) return limitMemoizer(match, program, tools);
  switch (kind) {
    case 'counter':
      return countInRedis(state, program, tools);
    case 'memo':
      // What is computed from the key is the same in every process: only its size is a fault.
      return [
        ...boundWithLru(state, program, tools, false),
        ...emptyWhenFull(state, tools),
        ...passCacheIn(state, program, tools),
        ...boundWithLru(state, program, tools, false, true),
      ];
    case 'cache':
    case 'collection':
    case 'registry':
    case 'handles':
      return [
        ...(kind === 'handles' ? [] : passCacheIn(state, program, tools)),
        ...ownInFactory(state, program, tools),
        ...(kind === 'cache' ? [false, true].flatMap((adds) => boundWithLru(state, program, tools, true, adds)) : []),
      ];
    case 'slot':
      // What one request leaves there for itself belongs to the request, whoever owns the variable.
      return verdict?.input === true ? [] : ownInFactory(state, program, tools);
    default:
      return [];
  }
}
