import type { Edit, ts } from '../../analyzer/rewrite/tools.js';
import { refuse } from '../../analyzer/rewrite/tools.js';
import { declarationsIn, isIn, removeStatement, usesOf, type Declared } from '../declared.js';
import { removeUnused, type Places } from '../places.js';
import type { Amount } from './rewrite-amount.js';
import type { Guard } from './rewrite-guard.js';

/** A sum that is written, and where. */
export interface Sum {
  readonly at: Places;
  readonly amount: Amount;
  readonly field: string;
  /** The assignment to the row that was read, where the row itself is stored. */
  readonly assignment: ts.ExpressionStatement | undefined;
  /** What was looked at before, and has to be part of the write. */
  readonly guard: Guard | undefined;
}

/**
 * Settles what became of the sum: where it had a name that is used after the write, that name is what the write returns; what nothing uses any
 * more goes. `result` is what to put around the name or the call; undefined where the write does not return the new value.
 */
export function settle(
  edit: Edit,
  sum: Sum,
  statement: ts.ExpressionStatement | undefined,
  result: readonly [string, string] | undefined,
  kept?: ts.Node,
): void {
  const { at, amount, assignment } = sum;
  const { source, write, fn } = at;
  const named = declarationsIn(source, fn).find(
    ({ declaration }) => declaration.initializer !== undefined && isIn(amount.sum, declaration.initializer) && !isIn(write, declaration),
  );
  const gone: ts.Node[] = [kept ?? write.arguments.at(-1) ?? write];
  if (assignment) {
    const row = rowName(sum, assignment);
    // Whoever looks at the row afterwards sees what they saw before.
    if (usesOf(source, fn, row).every((use) => use.end <= write.end)) {
      removeStatement(edit, source, assignment);
      gone.push(assignment);
    }
    return;
  }
  if (!named) return removeUnused(edit, at, [amount.sum, ...gone]);
  const uses = usesOf(source, fn, named.names[0].text).filter((use) => !named.names.includes(use) && !gone.some((node) => isIn(use, node)));
  if (uses.length === 0) return removeUnused(edit, at, gone);
  if (!result || !statement || uses.some((use) => use.pos < write.end)) refuse('the sum is used otherwise');
  rename(edit, sum, named, statement, result);
  removeStatement(edit, source, named.statement);
  removeUnused(edit, at, [...gone, named.statement], [named.statement]);
}

/** `const next = await store.add(…)`, in the place of `await store.set(…, next)`. */
function rename(
  edit: Edit,
  { at: { source, write }, field }: Sum,
  { declaration, statement: old }: Declared,
  statement: ts.ExpressionStatement,
  [before, after]: readonly [string, string],
): void {
  const { ts: api } = source;
  if (!api.isIdentifier(declaration.name) || !api.isAwaitExpression(statement.expression)) refuse('the sum is used otherwise');
  if ((old.declarationList.flags & api.NodeFlags.Const) === 0) refuse('the sum changes later');
  const name = declaration.name.text;
  if (source.parentOf(statement) !== source.parentOf(old)) refuse('the sum is used outside');
  if (before.startsWith('{')) {
    const pattern = name === field ? `{ ${name} }` : `${before}: ${name}${after}`;
    return edit.insert(source, source.start(statement), `const ${pattern} = `);
  }
  const type = declaration.type ? `: ${source.textOf(declaration.type)}` : '';
  edit.insert(source, source.start(statement), `const ${name}${type} = ${before}`);
  if (after !== '') edit.insert(source, source.start(write) + (write.end - source.start(write)), after);
}

/** The name of the row that an assignment changes. */
function rowName({ at: { source }, amount }: Sum, { expression }: ts.ExpressionStatement): string {
  const { ts: api } = source;
  const target = api.isBinaryExpression(expression)
    ? expression.left
    : api.isPrefixUnaryExpression(amount.sum) || api.isPostfixUnaryExpression(amount.sum)
      ? amount.sum.operand
      : undefined;
  const of = target && api.isPropertyAccessExpression(target) ? target.expression : undefined;
  return of && api.isIdentifier(of) ? of.text : refuse('not a field of a row with a name');
}
