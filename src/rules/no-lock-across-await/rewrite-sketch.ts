import { refuse, type RewriteTools, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import type { Match } from './detect.js';

/**
 * Optimistic concurrency as text: the row and its version are read without a lock, the call is made, and the row is updated where the version is still the
 * same. Precondition: a transaction whose region stands in the file of the call.
 */
export function optimistic({ at, kind, holder }: Match, tools: RewriteTools): string {
  if (kind !== 'transaction' || holder.at.unit !== at.unit) return refuse('no transaction in this file');
  const source = tools.source(at.unit);
  const call = source.callAt(at);
  const fn = source.functionOf(source.callAt(holder.at)) ?? refuse('top-level code');
  const select = sqlIn(source, fn, /^\s*select\b.*\bfrom\s+([\w".]+)\s+where\s+(.+?)(?:\s+for\s+(?:no\s+key\s+)?update)?\s*;?\s*$/is);
  const update = sqlIn(source, fn, /^\s*update\s+([\w".]+)\s+set\s+(.+?)\s+where\s+(.+?)\s*;?\s*$/is);
  const [table, where] = select ?? [update?.[0] ?? 'rows', 'id = $1'];
  const sets = update?.[1] ?? 'column = $2';
  return [
    `-- once: ALTER TABLE ${table} ADD COLUMN version integer NOT NULL DEFAULT 0`,
    '',
    `SELECT …, version FROM ${table} WHERE ${where}   -- no transaction, no lock`,
    `${source.textOf(call).split('\n')[0]}`,
    `UPDATE ${table} SET ${sets}, version = version + 1 WHERE ${where} AND version = <the one that was read>`,
    'no row changed: throw a ConcurrencyError, and let the caller read again',
  ].join('\n');
}

/** The groups of the first SQL statement of a function that has that form. */
function sqlIn({ ts: api }: Source, fn: ts.Node, form: RegExp): string[] | undefined {
  let found: string[] | undefined;
  const visit = (node: ts.Node): void => {
    const groups = api.isStringLiteralLike(node) ? form.exec(node.text)?.slice(1) : undefined;
    found ??= groups;
    api.forEachChild(node, visit);
  };
  visit(fn);
  return found;
}
