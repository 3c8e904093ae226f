import { bare, refuse, type Edit } from '../../analyzer/rewrite/tools.js';
import { makeConditional, makeStrict, mayCount } from '../conditional.js';
import { ownStatement, placesOf } from '../places.js';
import type { Match } from './detect.js';
import { guardOf } from './rewrite-guard.js';

/**
 * Puts what was looked at into the write's condition: `updateMany({ where: { id, status: 'pending' }, … })`, and looks at the count.
 * Precondition: the guard before the write ends the function, and the entry is named by plain values. Where the result is used, the guard has to throw, and the
 * library, too.
 */
export function lookInTheWrite(edit: Edit, { pair, field }: Match): void {
  const at = placesOf(edit, pair);
  const guard = guardOf(at, field, [at.chain]) ?? refuse('nothing looks at the field');
  const conditional = { frames: pair.operations.frames, write: pair.write, at };
  if (mayCount(conditional)) return makeConditional(edit, conditional, guard.holds, at.source.textOf(guard.exit));
  const last = at.source.ts.isBlock(guard.exit) ? guard.exit.statements.at(-1) : guard.exit;
  if (last === undefined || !at.source.ts.isThrowStatement(last)) refuse('what the write returns is used');
  makeStrict(edit, conditional, guard.holds);
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
