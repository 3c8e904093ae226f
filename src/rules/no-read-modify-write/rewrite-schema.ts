import { memberNames } from '../../analyzer/effects/same-place.js';
import { keyOf } from '../../analyzer/effects/same-place-chain.js';
import { refuse, type RewriteTools, type ts } from '../../analyzer/rewrite/tools.js';
import type { Match } from './detect.js';

/** What the entries are called, where people will know it: a table, a model. */
export function nameOf({ pair: { write } }: Match): string {
  if (write.statement) return write.statement.sql.table;
  const names = memberNames(write.lib.callee).filter((name) => name !== 'query');
  return names.pop() ?? 'the table';
}

/** The call that writes, as far as its first line. */
function callOf({ pair: { write } }: Match, tools: RewriteTools): string {
  const { frame, value } = write.node;
  const source = tools.source(frame.unit);
  const { ts: api } = source;
  const node = source.nodeAt(
    frame.unit.ir.span(value),
    (one): one is ts.Expression => api.isCallExpression(one) || api.isNewExpression(one) || api.isTaggedTemplateExpression(one),
  );
  return source.textOf(node).split(/\r?\n/)[0];
}

/**
 * What has to change in the schema so that the store decides, and what goes with it: text, since a migration is a person's. Precondition: a database; and for
 * what is written back whole to a key-value store, the optimistic form of that.
 */
export function withSchema(match: Match, tools: RewriteTools): string {
  const { pair, kind, field } = match;
  const name = nameOf(match);
  const { system } = pair.write.lib.callee.type.owner;
  if (system === 'store' && kind === 'lost-update') return inStore(match, tools);
  if (system !== 'database') return refuse('no database');
  switch (kind) {
    case 'check-then-create': {
      const columns = [...(keyOf(pair.operations.frames, pair.read)?.entries.keys() ?? [])];
      if (columns.length === 0) return refuse('what is asked for is not seen');
      return [
        `-- once, after those that are there twice are gone: CREATE UNIQUE INDEX ON ${name} (${columns.join(', ')})`,
        `${callOf(match, tools)} …`,
        `-- with ON CONFLICT (${columns.join(', ')}) DO NOTHING, an upsert, or the refusal caught`,
        '-- nothing was written: read what the other request wrote',
      ].join('\n');
    }
    case 'quota':
      return [
        `-- once: a counter in the row that ${name} belong to, filled with their number`,
        'UPDATE <owner> SET used = used + 1 WHERE id = … AND used < <limit>   -- in one transaction with what follows',
        '-- no row changed: the limit is reached, as before',
        `${callOf(match, tools)} …`,
      ].join('\n');
    case 'next-number':
      return [
        `-- once: CREATE SEQUENCE, or a row that holds the last ${field} for each owner`,
        `UPDATE counters SET last = last + 1 WHERE owner = … RETURNING last   -- in one transaction with what follows`,
        `${callOf(match, tools)} …   -- ${field}: that number; a unique index on it refuses a second one`,
      ].join('\n');
    case 'lost-update':
    case 'check-then-act':
      return [
        `-- once: a column of ${name} that each write counts on: version integer NOT NULL DEFAULT 0`,
        '-- read it with the row',
        `${callOf(match, tools)} …`,
        '-- with `version = <the one that was read>` in its condition, and `version = version + 1` among what it sets',
        '-- no row changed: throw a ConcurrencyError, and let the caller read again',
      ].join('\n');
    default:
      return refuse('nothing to say');
  }
}

/** `WATCH` on a connection of its own: what others change meanwhile makes `EXEC` do nothing. */
function inStore(match: Match, tools: RewriteTools): string {
  return [
    '// on a connection of its own: WATCH counts for all that uses the connection',
    'for (;;) {',
    '  WATCH <key>',
    '  // read, and compute',
    `  MULTI; ${callOf(match, tools)}; EXEC`,
    '  // EXEC gave null: somebody else wrote meanwhile; begin again, a few times at most',
    '}',
  ].join('\n');
}
