import { asPattern } from '../../analyzer/rewrite/pattern.js';
import { refuse, type Edit, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { declarationsIn, functionAround, isIn, removeStatement, usesOf } from '../declared.js';
import { testsBefore } from './decided.js';
import type { Match } from './detect.js';
import { withinEntry } from './pairs.js';
import { amountOf } from './rewrite-amount.js';
import { writtenOf } from './writes.js';

/** Is it a tagged template that writes: a statement that is no argument of a call? */
export function taggedWrite(edit: Edit, { pair: { write } }: Match): ts.TaggedTemplateExpression | undefined {
  if (!write.statement) return undefined;
  const { frame, value } = write.node;
  const source = edit.source(frame.unit);
  const { ts: api } = source;
  const span = frame.unit.ir.span(value);
  const node = source.nodeAt(span, (one): one is ts.Expression => api.isTaggedTemplateExpression(one) || api.isCallExpression(one));
  return api.isTaggedTemplateExpression(node) ? node : undefined;
}

/**
 * `` sql`UPDATE t SET n = ${row.n + 1}` `` becomes `` sql`UPDATE t SET n = n + 1` ``. Precondition: the read and the write stand in one function, what was read is not looked at before,
 * and the sum is written between the braces, or has a name that is used there only.
 */
export function addInTagged(edit: Edit, match: Match, write: ts.TaggedTemplateExpression): void {
  const { pair, field } = match;
  const { frame } = pair.write.node;
  if (pair.read.node.frame !== frame) refuse('the read and the write stand in different functions');
  const source = edit.source(frame.unit);
  const written = writtenOf(pair) ?? refuse('not the same place');
  const nodes = written.fields.get(field) ?? [];
  if (written.conditions.length > 0 || nodes.length !== 1) refuse('the write is conditional');
  const isLookedAt = testsBefore(pair).some(({ trail }) => withinEntry(trail)[0] === field);
  if (isLookedAt) refuse('the number is looked at before');
  const amount = amountOf(pair, source, nodes[0], field);
  const { name, value } = settingIn(source, write, field);
  const old = amount.orZero ? `COALESCE(${name}, 0)` : name;
  const braces = { start: value.pos - 2, end: source.text.indexOf('}', value.end) + 1 };
  const text = /^\d+$/.test(amount.text) ? amount.text : `\${${amount.text}}`;
  edit.replace(source, braces, `${old} ${amount.less ? '-' : '+'} ${text}`);
  if (isIn(amount.sum, value)) return removeRead(edit, source, write, [value]);
  const named = declarationsIn(source, functionAround(source, write)).find(
    ({ declaration: { initializer } }) => initializer && isIn(amount.sum, initializer),
  );
  const [own, more] = named?.names ?? [];
  const uses = own && more === undefined ? usesOf(source, functionAround(source, write), own.text) : [];
  if (named === undefined || uses.some((use) => use !== own && !isIn(use, value))) refuse('the sum is used otherwise');
  removeStatement(edit, source, named.statement);
  removeRead(edit, source, write, [value, named.statement]);
}

/** The value that a column is set to, and the column as it is written. */
function settingIn(
  source: Source,
  { template }: ts.TaggedTemplateExpression,
  column: string,
): { readonly name: string; readonly value: ts.Expression } {
  const { ts: api } = source;
  if (!api.isTemplateExpression(template)) refuse('nothing is put into it');
  const before = new RegExp(`(["\`]?)(?<![\\w.])${asPattern(column)}\\1\\s*=\\s*$`, 'i');
  const found = template.templateSpans.flatMap(({ expression }, i) => {
    const { text } = i === 0 ? template.head : template.templateSpans[i - 1].literal;
    const [all] = before.exec(text) ?? [];
    const hasWhere = [template.head, ...template.templateSpans.slice(0, i).map(({ literal }) => literal)].some((one) =>
      /\bwhere\b/i.test(one.text),
    );
    return all === undefined || hasWhere ? [] : [{ name: all.replace(/\s*=\s*$/, ''), value: expression }];
  });
  const [one, more] = found;
  return one !== undefined && more === undefined ? one : refuse('the column is not set to a value that is given');
}

/** A read that gave nothing but the number goes with it. */
function removeRead(edit: Edit, source: Source, write: ts.Node, gone: readonly ts.Node[]): void {
  const fn = functionAround(source, write);
  const { ts: api } = source;
  for (const { statement, declaration, names } of declarationsIn(source, fn)) {
    const { initializer } = declaration;
    const read = initializer && api.isAwaitExpression(initializer) ? initializer.expression : undefined;
    if (!read || !api.isTaggedTemplateExpression(read) || statement.end > write.pos || names.length !== 1) continue;
    const uses = usesOf(source, fn, names[0].text).filter((use) => use !== names[0]);
    if (uses.length > 0 && uses.every((use) => gone.some((one) => isIn(use, one)))) removeStatement(edit, source, statement);
  }
}
