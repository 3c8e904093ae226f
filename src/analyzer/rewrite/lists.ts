import type { ts } from '../syntax.js';
import { refuse } from './refusal.js';
import type { Source } from './source.js';

/** Text in place of a range. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Adds items at the end of a list (arguments, properties, elements, parameters) that lies between two offsets. Where the last item has a line of its
 * own, so do they, after its trailing comma and comment.
 */
export function appendItems(
  source: Source,
  items: readonly ts.Node[],
  open: number,
  close: number,
  texts: readonly string[],
  pad = '',
): Splice[] {
  const { text } = source;
  const last = items.at(-1);
  if (last === undefined) {
    if (/\S/.test(text.slice(open, close))) return [insertion(close, `${texts.join(', ')}${pad}`)]; // a comment is kept
    return [{ start: open, end: close, text: `${pad}${texts.join(', ')}${pad}` }];
  }
  const start = source.start(last);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(lineStart, start);
  if (lineStart <= open || /\S/.test(indent)) return [insertion(last.end, texts.map((item) => `, ${item}`).join(''))];
  const comma = source.ts.getTrailingCommentRanges(text, last.end)?.at(-1)?.end ?? last.end;
  const [gap = ''] = /^\s*,/.exec(text.slice(comma, close)) ?? [];
  const end = source.ts.getTrailingCommentRanges(text, comma + gap.length)?.at(-1)?.end ?? comma + gap.length;
  const lines = texts.map((item) => `\n${indent}${item}`).join(',');
  return gap === '' ? [insertion(last.end, ','), insertion(end, lines)] : [insertion(end, `${lines},`)];
}

const insertion = (at: number, text: string): Splice => ({ start: at, end: at, text });

/** The name that a property is written with, or `undefined` where it is computed. */
export function keyOf({ ts: api }: Source, property: ts.ObjectLiteralElementLike): string | undefined {
  const { name } = property;
  if (name === undefined) return undefined;
  return api.isIdentifier(name) || api.isStringLiteralLike(name) || api.isNumericLiteral(name) ? name.text : undefined;
}

/** The key as source: quoted where it is no identifier. */
export const keyText = ({ style }: Source, key: string): string =>
  /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? key : style.str(key);

/** An expression without its parentheses, casts and assertions. */
export function bare({ ts: api }: Source, node: ts.Expression): ts.Expression {
  let at = node;
  while (api.isParenthesizedExpression(at) || api.isAsExpression(at) || api.isSatisfiesExpression(at) || api.isNonNullExpression(at))
    at = at.expression;
  return at;
}

/** A value to be put into an object: text, or an object of more of them. */
export type Setting = string | { readonly [key: string]: Setting };

/** A setting as source. */
export function settingText(source: Source, setting: Setting): string {
  if (typeof setting === 'string') return setting;
  const entries = Object.entries(setting).map(([key, value]) => `${keyText(source, key)}: ${settingText(source, value)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** Puts a setting under a key of an object literal: replaces its value, merges into an object there, or adds it at the end. */
export function setInObject(source: Source, object: ts.ObjectLiteralExpression, settings: Readonly<Record<string, Setting>>): Splice[] {
  const { ts: api } = source;
  const splices: Splice[] = [];
  const added: string[] = [];
  for (const [key, setting] of Object.entries(settings)) {
    const found = object.properties.findLast((property) => keyOf(source, property) === key);
    if (found === undefined) added.push(`${keyText(source, key)}: ${settingText(source, setting)}`);
    else if (api.isPropertyAssignment(found)) splices.push(...setValue(source, found.initializer, setting));
    else if (api.isShorthandPropertyAssignment(found)) {
      const text = typeof setting === 'string' ? setting : spreadWith(source, found.name.text, setting);
      splices.push({ ...source.spanOf(found), text: `${keyText(source, key)}: ${text}` });
    } else refuse(`\`${key}\` is a method or an accessor`);
  }
  if (added.length > 0) splices.push(...appendItems(source, object.properties, object.properties.pos, object.end - 1, added, ' '));
  return splices;
}

/** Adds settings before the first property of an object literal that is not empty. */
export function prependItem(source: Source, object: ts.ObjectLiteralExpression, settings: Readonly<Record<string, Setting>>): Splice {
  const [first] = object.properties;
  if (first === undefined || object.properties.some((property) => Object.hasOwn(settings, keyOf(source, property) ?? '')))
    refuse('it is set there');
  const start = source.start(first);
  const lineStart = source.text.lastIndexOf('\n', start - 1) + 1;
  const text = settingText(source, settings).slice(2, -2);
  return insertion(start, lineStart > source.start(object) ? `${text},\n${source.text.slice(lineStart, start)}` : `${text}, `);
}

/** Puts a setting in the place of an expression; an object of settings is merged into what is there. */
export function setValue(source: Source, expression: ts.Expression, setting: Setting): Splice[] {
  if (typeof setting === 'string') return [{ ...source.spanOf(expression), text: setting }];
  const inner = bare(source, expression);
  if (source.ts.isObjectLiteralExpression(inner)) return setInObject(source, inner, setting);
  const { ts: api } = source;
  const nothing = api.isIdentifier(inner) && inner.text === 'undefined';
  const text =
    nothing || inner.kind === api.SyntaxKind.NullKeyword
      ? settingText(source, setting)
      : spreadWith(source, source.textOf(expression), setting);
  return [{ ...source.spanOf(expression), text }];
}

function spreadWith(source: Source, text: string, setting: { readonly [key: string]: Setting }): string {
  if (Object.values(setting).some((value) => typeof value !== 'string')) refuse('settings within settings that are not written here');
  const operand = /^[\w$.]+(?:\([^()]*\))?$/.test(text) ? text : `(${text})`;
  return `{ ...${operand}, ${settingText(source, setting).slice(2)}`;
}
