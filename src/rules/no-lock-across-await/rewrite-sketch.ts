import { refuse, type RewriteTools, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import type { Match } from './detect.js';
import { selectForm, updateForm } from './statement-forms.js';

/**
 * Optimistic concurrency as text: the row and its version are read without a lock, the call is made, and the row is updated where the version is still the
 * same. Precondition: a transaction whose region stands in the file of the call.
 */
export function optimistic({ at, kind, holder }: Match, tools: RewriteTools): string {
  if (kind !== 'transaction' || holder.at.unit !== at.unit) return refuse('no transaction in this file');
  const source = tools.source(at.unit);
  const call = source.callAt(at);
  const fn = source.functionOf(source.callAt(holder.at)) ?? refuse('top-level code');
  const select = sqlIn(source, fn, selectForm);
  const update = sqlIn(source, fn, updateForm);
  const { table, where } = select ?? { table: update?.table ?? 'rows', where: 'id = $1' };
  const sets = update?.sets ?? 'column = $2';
  return [
    `-- once: ALTER TABLE ${table} ADD COLUMN version integer NOT NULL DEFAULT 0`,
    '',
    `SELECT …, version FROM ${table} WHERE ${where}   -- no transaction, no lock`,
    `${source.textOf(call).split('\n')[0]}`,
    `UPDATE ${table} SET ${sets}, version = version + 1 WHERE ${where} AND version = <the one that was read>`,
    'no row changed: throw a ConcurrencyError, and let the caller read again',
  ].join('\n');
}

/** The parts of the first SQL statement of a function that has that form. */
function sqlIn<T>({ ts: api }: Source, fn: ts.Node, form: (text: string) => T | undefined): T | undefined {
  let found: T | undefined;
  const visit = (node: ts.Node): void => {
    if (api.isStringLiteralLike(node)) found ??= form(node.text);
    api.forEachChild(node, visit);
  };
  visit(fn);
  return found;
}
