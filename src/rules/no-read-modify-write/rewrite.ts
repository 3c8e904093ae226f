import type { Rewrite } from '../../analyzer/finding.js';
import type { Program } from '../../analyzer/link/program.js';
import type { RewriteTools } from '../../analyzer/rewrite/tools.js';
import type { Match } from './detect.js';
import { lookInTheWrite, setIfAbsent } from './rewrite-act.js';
import { addInStore } from './rewrite-add.js';
import { onceOnly } from './rewrite-sketch.js';

/** What to write instead of a read and a write that others come between; the first that fits is the default. */
export function rewrite(match: Match, _program: Program, tools: RewriteTools): readonly Rewrite[] {
  switch (match.kind) {
    case 'lost-update':
      return [
        ...tools.offer('Let the store add the amount', (edit) => addInStore(edit, match)),
        ...tools.sketch('Add once for each request', () => onceOnly(match, tools)),
      ];
    case 'check-then-act':
      return tools.offer(`Put \`${match.field}\` into the condition of the write`, (edit) => lookInTheWrite(edit, match));
    case 'made-twice':
      return tools.offer('Store it only if nothing is there', (edit) => setIfAbsent(edit, match));
    default:
      return [];
  }
}
