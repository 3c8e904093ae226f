import { changedOf } from '../../analyzer/effects/operations-sql.js';
import { refuse, type Edit, type ts } from '../../analyzer/rewrite/tools.js';
import { checkCount } from '../conditional.js';
import { isExit } from '../optimistic.js';
import { ownStatement, placesOf, rowOf } from '../places.js';
import type { Match } from './detect.js';

/**
 * Goes on only if the entry was removed here: `if ((await remove()) === 0)` leaves as where nothing was found. Precondition: the removal is a statement of its own, of which the library says how many
 * it met; it comes right after the guard that looks whether there is an entry, before anything is waited for: then nothing was done with it yet.
 */
export function takeOnce(edit: Edit, { pair }: Match): void {
  const { read, write } = pair;
  const at = placesOf(edit, pair);
  const { source } = at;
  const { ts: api } = source;
  const row = rowOf(at) ?? refuse('what was read is taken apart');
  const text = write.statement && !row.text.endsWith(']') && read.statement ? `${row.text}.rows[0]` : row.text;
  const removal = ownStatement(source, at.chain) ?? refuse('what the removal answers is used');
  const found = source.statementOf(at.read);
  const list = source.parentOf(removal);
  if (!list || !api.isBlock(list) || list !== source.parentOf(found)) refuse('not one after the other');
  const between = list.statements.slice(list.statements.indexOf(found) + 1, list.statements.indexOf(removal));
  const guard = between.find(
    (one): one is ts.IfStatement => api.isIfStatement(one) && one.elseStatement === undefined && isExit(source, one, text),
  );
  if (guard === undefined) refuse('nothing is said of what is not found');
  if (between.some((one) => /\bawait\b/.test(source.textOf(one)))) refuse('it is used before');
  const when = write.statement ? { count: changedOf(write.lib) ?? refuse('its answer does not say how many') } : write.op.when;
  if (when === undefined || ('method' in when && when.method !== undefined) || ('by' in when && when.by !== undefined))
    return refuse('its answer does not say how many');
  // Of several keys, one that is there says nothing of the others.
  if (write.op.key === 0 && at.write.arguments.length > 1 && write.lib.callee.type.owner.system === 'store')
    refuse('several entries are removed');
  checkCount(edit, at, when, source.textOf(guard.thenStatement));
}
