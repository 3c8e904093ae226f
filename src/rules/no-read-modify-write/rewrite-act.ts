import { bare, refuse, type Edit } from '../../analyzer/rewrite/tools.js';
import type { Match } from './detect.js';
import { guardOf, makeConditional } from './rewrite-guard.js';
import { objectAt, ownStatement, placesOf } from './rewrite-places.js';

/**
 * Puts what was looked at into the write's condition: `updateMany({ where: { id, status: 'pending' }, … })`, and looks at the count.
 * Precondition: the guard before the write ends the function, and the entry is named by plain values.
 */
export function lookInTheWrite(edit: Edit, { pair, field }: Match): void {
  const { op } = pair.write;
  const at = placesOf(edit, pair);
  const when = op.when ?? refuse('no conditional write is known');
  if (op.many === true || op.key === undefined || op.value === undefined) refuse('not a write of one entry');
  const { source, write } = at;
  const guard = guardOf(at, field, [write]) ?? refuse('nothing looks at the field');
  const value = objectAt(source, write, op.value);
  if (
    when.method !== undefined &&
    value.properties.some(
      (one) =>
        source.ts.isPropertyAssignment(one) &&
        source.ts.isObjectLiteralExpression(bare(source, one.initializer)) &&
        !one.name.getText(source.tree).startsWith('$'),
    )
  )
    refuse('related entries are written, too');
  if (!ownStatement(source, write)) refuse('what the write returns is used');
  makeConditional(edit, at, op.key, guard, field, when);
}

/**
 * Stores only if nothing is there: `set(key, value, 'NX')` by the word that the model knows, and gives what is there to who came second.
 * Precondition: `if (known) return known` before, the new value has a name, and the write has no options yet.
 */
export function setIfAbsent(edit: Edit, { pair }: Match): void {
  const at = placesOf(edit, pair);
  const { source, write, read } = at;
  const { op } = pair.write;
  const key = Number(op.key);
  const index = Number(op.value);
  if (!Number.isInteger(key) || !Number.isInteger(index) || write.arguments.length !== index + 1) refuse('the write has options');
  const statement = ownStatement(source, write) ?? refuse('what the write returns is used');
  if (!source.ts.isAwaitExpression(statement.expression)) refuse('nobody waits for the write');
  const made = bare(source, write.arguments[index]);
  const list = source.parentOf(statement);
  const after = list && source.ts.isBlock(list) ? list.statements.slice(list.statements.indexOf(statement) + 1) : [];
  const [back] = after;
  if (after.length !== 1 || !source.ts.isReturnStatement(back) || back.expression === undefined) refuse('what is made is used otherwise');
  const returned = bare(source, back.expression);
  if (!source.ts.isIdentifier(made) || !source.ts.isIdentifier(returned) || made.text !== returned.text)
    refuse('what is made is not returned');
  const option =
    op.words?.includes('NX') === true
      ? source.style.str('NX')
      : [op.unless ?? []].flat().includes('2.NX')
        ? '{ NX: true }'
        : refuse('no such option');
  const stored = edit.freshIn(source, write, 'stored');
  edit.insert(source, source.start(statement), `const ${stored} = `);
  edit.insert(source, write.arguments[index].end, `, ${option}`);
  // Who came second gets what the first one stored; it may have expired by then.
  edit.replace(source, back.expression, `${stored} ? ${made.text} : ((await ${source.textOf(read)}) ?? ${made.text})`);
}
