import { asPattern } from '../analyzer/rewrite/pattern.js';
import { refuse, type Edit, type Source, type ts } from '../analyzer/rewrite/tools.js';
import { statementIn } from '../analyzer/sql/statements.js';
import type { Demand } from './conditional.js';
import type { Places } from './places.js';

/** An SQL statement as it is written in a call, with the values that it is given. */
export interface Written {
  readonly source: Source;
  /** The text, which stands in the file as it is; `start` is where it begins there. */
  readonly text: string;
  readonly start: number;
  readonly values: ts.ArrayLiteralExpression;
  /** Are values marked `$1`; else `?`. */
  readonly isNumbered: boolean;
}

/** Finds the text and the values of a statement among the arguments of a call, or in an object there. Refuses where they are elsewhere, or have escapes. */
export function writtenIn({ source }: Pick<Places, 'source'>, call: ts.CallExpression): Written {
  const { ts: api } = source;
  const parts = call.arguments.flatMap((one): readonly ts.Expression[] =>
    api.isObjectLiteralExpression(one)
      ? one.properties.flatMap((property) => (api.isPropertyAssignment(property) ? [property.initializer] : []))
      : [one],
  );
  const [literal, ...otherTexts] = parts.filter((one) => api.isStringLiteralLike(one) && statementIn(one.text) !== undefined);
  const [values, ...otherValues] = parts.filter((one) => api.isArrayLiteralExpression(one));
  if (literal === undefined || values === undefined || otherTexts.length > 0 || otherValues.length > 0)
    refuse('the statement is not written in the call');
  if (!api.isStringLiteralLike(literal) || !api.isArrayLiteralExpression(values)) refuse('the statement is not written in the call');
  const start = source.start(literal) + 1;
  const { text } = literal;
  if (source.text.slice(start, literal.end - 1) !== text) refuse('the text has escapes');
  if (values.elements.some((one) => api.isSpreadElement(one))) refuse('the values are spread');
  const isNumbered = /\$\d/.test(text);
  if (!isNumbered && (!text.includes('?') || /[:@]\w/.test(text.replaceAll('::', '')))) refuse('the values have names');
  return { source, text, start, values, isNumbered };
}

/** Where a statement sets a column to a value that it is given, and which of the values that is. */
export function settingOf(
  { text, values, isNumbered }: Written,
  column: string,
): { readonly at: number; readonly end: number; readonly value: ts.Expression; readonly name: string } {
  const pattern = new RegExp(`(["\`]?)(?<![\\w.])${asPattern(column)}\\1\\s*=\\s*(\\$(\\d+)|\\?)`, 'gi');
  const where = /\bwhere\b/i.exec(text)?.index ?? text.length;
  const [match, more] = [...text.matchAll(pattern)].filter(({ index }) => index < where);
  if (match === undefined || more !== undefined) return refuse('the column is not set to a value that is given');
  const [all, quote, mark, digits] = match;
  const at = match.index + all.length - mark.length;
  const nth = isNumbered ? Number(digits) - 1 : text.slice(0, at).split('?').length - 1;
  const used = isNumbered ? text.split(new RegExp(`\\$${digits}(?!\\d)`)).length - 1 : 1;
  if (used !== 1) refuse('the value is used twice');
  return { at, end: at + mark.length, value: values.elements.at(nth) ?? refuse('no such value'), name: `${quote}${column}${quote}` };
}

const AFTER = /\s*(?:\breturning\b[\s\S]*|\border\s+by\b[\s\S]*|\blimit\b[\s\S]*|;)?\s*$/i;

/** Adds a condition at the end of a statement's `WHERE`, and its value to the values. */
export function conditionIn(edit: Edit, at: Places, { field, operator, other }: Demand): void {
  const written = writtenIn(at, at.write);
  const { source, text, start, values, isNumbered } = written;
  const where = /\bwhere\b/i.exec(text) ?? refuse('no condition yet');
  if (/\bor\b/i.test(text.slice(where.index))) refuse('a condition of alternatives');
  const end = AFTER.exec(text)?.index ?? text.length;
  if (!isNumbered && text.slice(end).includes('?')) refuse('values after the condition');
  const word = /\bAND\b|\bWHERE\b/.test(text) ? 'AND' : 'and';
  const mark = isNumbered ? `$${values.elements.length + 1}` : '?';
  // Where marks have no numbers, the database does not tell small letters from capitals.
  const column = isNumbered && /[A-Z]/.test(field) ? `"${field}"` : field;
  if (column !== field && (text.includes('`') || source.text[start - 1] === '"')) refuse('the column has to be quoted');
  edit.insert(source, start + end, ` ${word} ${column} ${operator === '===' ? '=' : operator} ${mark}`);
  edit.insert(source, values.elements.end, `, ${other}`);
}
