import type { Rewrite } from '../../analyzer/finding.js';
import type { Program } from '../../analyzer/link/program.js';
import type { RewriteTools } from '../../analyzer/rewrite/tools.js';
import { compareVersions, updateIfUnchanged } from '../optimistic-save.js';
import { writeIfUnchanged } from '../optimistic.js';
import type { Match } from './detect.js';
import { lookInTheWrite, setIfAbsent } from './rewrite-act.js';
import { addInStore } from './rewrite-add.js';
import { withSchema } from './rewrite-schema.js';
import { takeOnce } from './rewrite-take.js';
import { addOnce, claimFirst } from './rewrite-once.js';
import { onceOnly } from './rewrite-sketch.js';

/** Optimistic concurrency: for what no store computes by itself. */
function ifUnchanged(match: Match, tools: RewriteTools): readonly Rewrite[] {
  const changed = tools.offer('Write it only if nobody changed it since it was read', (edit) => writeIfUnchanged(edit, match.pair));
  if (changed.length > 0) return changed;
  const updated = tools.offer('Write what changed, and only if nobody changed it since it was read', (edit) =>
    updateIfUnchanged(edit, match.pair),
  );
  if (updated.length > 0) return updated;
  const library = match.pair.read.lib.callee.type.pkg.startsWith('sequelize') ? 'Sequelize' : 'Mongoose';
  const compared = tools.offer(`Let ${library} compare the version when it saves`, (edit) => compareVersions(edit, match.pair));
  return compared.length > 0 ? compared : decidedBySchema(match, tools);
}

const SCHEMA = {
  'check-then-create': 'Let a unique index refuse the second entry',
  quota: 'Let a counter with the limit in its condition decide',
  'next-number': 'Let the database count',
} as const;

function decidedBySchema(match: Match, tools: RewriteTools): readonly Rewrite[] {
  const title = match.kind in SCHEMA ? SCHEMA[match.kind as keyof typeof SCHEMA] : 'Write it only if nobody changed it since it was read';
  return tools.sketch(title, () => withSchema(match, tools));
}

/** What to write instead of a read and a write that others come between; the first that fits is the default. */
export function rewrite(match: Match, program: Program, tools: RewriteTools): readonly Rewrite[] {
  switch (match.kind) {
    case 'lost-update': {
      const added = tools.offer('Let the store add the amount', (edit) => addInStore(edit, match));
      if (added.length === 0) return ifUnchanged(match, tools);
      const once = tools.offer('Add once for each idempotency key', (edit) => addOnce(edit, match));
      return [...once, ...added, ...(once.length > 0 ? [] : tools.sketch('Add once for each request', () => onceOnly(match, tools)))];
    }
    case 'check-then-act': {
      const looked = tools.offer(`Put \`${match.field}\` into the condition of the write`, (edit) => lookInTheWrite(edit, match));
      return looked.length > 0 ? looked : ifUnchanged(match, tools);
    }
    case 'limit':
      return tools.offer(`Put the limit of \`${match.field}\` into the condition of the write`, (edit) => lookInTheWrite(edit, match));
    case 'used-twice':
      return tools.offer('Go on only if it was removed here', (edit) => takeOnce(edit, match));
    case 'made-twice':
      return tools.offer('Store it only if nothing is there', (edit) => setIfAbsent(edit, match));
    case 'check-then-create': {
      const claimed = tools.offer('Claim it in Redis first: who comes second leaves', (edit) => claimFirst(program, edit, match));
      return [...claimed, ...decidedBySchema(match, tools)];
    }
    case 'quota':
    case 'next-number':
      return decidedBySchema(match, tools);
    default:
      return [];
  }
}
