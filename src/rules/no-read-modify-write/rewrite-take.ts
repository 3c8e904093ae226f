import { changedOf } from '../../analyzer/effects/operations-sql.js';
import { afterStatement, beforeStatement, lineOfStatement } from '../../analyzer/rewrite/layout.js';
import { refuse, type Edit, type ts } from '../../analyzer/rewrite/tools.js';
import type { Condition } from '../../analyzer/models/types.js';
import { checkCount, countOf } from '../conditional.js';
import { declarationsIn } from '../declared.js';
import { isExit } from '../optimistic.js';
import { methodOf, objectAt, ownStatement, placesOf, rowOf, type Places } from '../places.js';
import type { Match } from './detect.js';

/**
 * Goes on only if the entry was removed here: `if ((await remove()) === 0)` leaves as where nothing was found. Precondition: the removal is a statement of its own, of which the library says how many
 * it met; it comes after the guard that looks whether there is an entry. Where something was done with the entry before, the removal moves up to the guard.
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
  const when = write.statement ? { count: changedOf(write.lib) ?? refuse('its answer does not say how many') } : write.op.when;
  if (when === undefined || ('by' in when && when.by !== undefined)) return refuse('its answer does not say how many');
  const method = 'method' in when ? when.method : undefined;
  if (method !== undefined && !isNamedPlainly(at, write.op.key)) refuse('the other method may not take that key');
  // Of several keys, one that is there says nothing of the others.
  if (write.op.key === 0 && at.write.arguments.length > 1 && write.lib.callee.type.owner.system === 'store')
    refuse('several entries are removed');
  const exit = source.textOf(guard.thenStatement);
  const used = between.slice(between.indexOf(guard) + 1);
  if (!used.some((one) => /\bawait\b/.test(source.textOf(one)))) {
    if (method !== undefined) edit.replace(source, methodOf(source, at.write).name, method);
    return checkCount(edit, at, when, exit);
  }
  const { frames } = pair.operations;
  const { unit, fn } = frames.root;
  if (frames.program.contexts.of(unit, fn).has('job')) refuse('a job that fails is to find it again');
  moveUp(edit, at, { removal, guard, used, method }, when, exit);
}

/** Is the entry named by columns and values alone, and nothing else said? */
function isNamedPlainly({ source, write }: Places, path: number | string | undefined): boolean {
  if (path === undefined || write.arguments.length !== 1) return false;
  const [options] = write.arguments;
  const key = objectAt(source, write, path);
  const isAlone = source.ts.isObjectLiteralExpression(options) && options.properties.length === 1;
  return (
    isAlone && key.properties.every((one) => !source.ts.isPropertyAssignment(one) || !source.ts.isObjectLiteralExpression(one.initializer))
  );
}

/**
 * The removal comes before what is done with the entry. Precondition: nothing in between ends the function, which would have left the entry for another try, or gives it
 * a name that the removal needs.
 */
function moveUp(
  edit: Edit,
  { source, write }: Places,
  { removal, guard, used, method }: Taken,
  when: Pick<Condition, 'count' | 'none'>,
  exit: string,
): void {
  if (!source.ts.isAwaitExpression(removal.expression)) refuse('nobody waits for the write');
  if (used.some((one) => /\b(?:return|throw|break|continue)\b/.test(source.textOf(one)))) refuse('it may be left for another try');
  const names = used.flatMap((one) => declarationsIn(source, one)).flatMap((one) => one.names);
  if (names.some((name) => source.mentions(removal, name.text))) refuse('it needs what comes before');
  const { name } = methodOf(source, write);
  const { pattern, test } = countOf(edit, source, write, when, exit);
  const { offset: from } = beforeStatement(source, removal);
  const start = source.start(removal);
  const text = `${source.text.slice(start, name.pos)}${method ?? source.text.slice(name.pos, name.end)}${source.text.slice(name.end, removal.end)}`;
  const { offset, indent } = afterStatement(source, guard);
  edit.insert(source, offset, `\n${indent}${source.text.slice(from, start)}const ${pattern} = ${text}\n${indent}${test}`);
  const span = lineOfStatement(source, removal);
  edit.remove(source, { start: Math.min(span.start, source.text.lastIndexOf('\n', from) + 1), end: span.end });
}

/** What is moved, and over what. */
interface Taken {
  readonly removal: ts.ExpressionStatement;
  readonly guard: ts.IfStatement;
  readonly used: readonly ts.Statement[];
  readonly method: string | undefined;
}
