import type { Rewrite } from '../../analyzer/finding.js';
import type { Program } from '../../analyzer/link/program.js';
import type { RewriteTools } from '../../analyzer/rewrite/tools.js';
import type { Match } from './detect.js';
import { askOwner } from './rewrite-ring.js';

/** Where a library names the process of one thing by itself, its option is the way. */
export function rewrite(match: Match, program: Program, tools: RewriteTools): readonly Rewrite[] {
  if (match.kind === 'cluster') return [];
  return tools.offer('Ask the owner that a hash ring names (npm install hashring @types/hashring)', (edit) =>
    askOwner(edit, match, program),
  );
}
