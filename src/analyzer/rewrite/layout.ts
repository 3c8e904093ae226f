import type { Span } from '../ir/module.js';
import type { ts } from '../syntax.js';
import type { Source } from './source.js';

/** A place between statements, and how lines there are indented. */
export interface Place {
  readonly offset: number;
  readonly indent: string;
}

/** Lines at an indentation; two leading spaces of a line are one more level. */
export function layOut({ style }: Source, lines: readonly string[], indent: string): string {
  return lines
    .flatMap((line) => line.split('\n'))
    .map((line) => {
      const [spaces = ''] = /^ */.exec(line) ?? [];
      const levels = Math.floor(spaces.length / 2);
      return line.trim() === '' ? '' : indent + style.unit.repeat(levels) + line.slice(levels * 2);
    })
    .join('\n');
}

/** Before a statement and the comments that belong to it: those directly above, without a blank line between. */
export function beforeStatement(source: Source, statement: ts.Statement): Place {
  const { text, ts: api } = source;
  let offset = source.start(statement);
  const indent = source.indentAt(offset);
  for (const { pos, end } of (api.getLeadingCommentRanges(text, statement.pos) ?? []).toReversed()) {
    const ownLine = /^[ \t]*$/.test(text.slice(text.lastIndexOf('\n', pos - 1) + 1, pos));
    if (!ownLine || /\n[ \t\r]*\n/.test(text.slice(end, offset)) || text.startsWith('#!', pos)) break;
    offset = pos;
  }
  return { offset, indent };
}

/** After a statement and the comments behind it on its line. */
export function afterStatement(source: Source, statement: ts.Statement): Place {
  const { text, ts: api } = source;
  const comments = api.getTrailingCommentRanges(text, statement.end) ?? [];
  return { offset: comments.at(-1)?.end ?? statement.end, indent: source.indentAt(source.start(statement)) };
}

/** A statement with its line and the comment behind it, to be taken out: the whole line where nothing else stands there. */
export function lineOfStatement(source: Source, statement: ts.Statement): Span {
  const { text } = source;
  const start = source.start(statement);
  const { offset: end } = afterStatement(source, statement);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const [rest = ''] = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(end, end + 400)) ?? [];
  return /\S/.test(text.slice(lineStart, start)) || rest === ''
    ? { start, end: statement.end }
    : { start: lineStart, end: end + rest.length };
}

/** The arrow function whose expression body holds a node, if no other function or statement is between. */
export function isConcise(source: Source, node: ts.Node): ts.ArrowFunction | undefined {
  const { ts: api } = source;
  let inner = node;
  for (const at of source.ancestorsOf(node)) {
    if (api.isArrowFunction(at)) return at.body === inner && !api.isBlock(at.body) ? at : undefined;
    if (api.isStatement(at) || api.isFunctionLike(at) || api.isClassLike(at)) return undefined;
    inner = at;
  }
  return undefined;
}

/** Where lines begin in a range, but for its first line, empty ones, and those that begin within a text of several lines. */
export function indentedBy(source: Source, from: number, to: number): number[] {
  const { text, ts: api, tree } = source;
  const kept: { start: number; end: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (node.end <= from || node.pos >= to) return;
    if (api.isTemplateExpression(node) || api.isNoSubstitutionTemplateLiteral(node) || api.isStringLiteral(node) || api.isJsxText(node))
      kept.push(source.spanOf(node));
    else api.forEachChild(node, visit);
  };
  visit(tree);
  const starts: number[] = [];
  for (let at = text.indexOf('\n', from) + 1; at > 0 && at < to; at = text.indexOf('\n', at) + 1) {
    const isEmpty = /^[ \t]*(?:\r?\n|$)/.test(text.slice(at, at + 400));
    if (!isEmpty && !kept.some(({ start, end }) => start < at && at < end)) starts.push(at);
  }
  return starts;
}

/** Some of a list's statements, as those that stand side by side. */
export function runsOf(all: readonly ts.Statement[], some: readonly ts.Statement[]): ts.Statement[][] {
  const runs: ts.Statement[][] = [];
  let last = -2;
  for (const [i, statement] of all.entries()) {
    if (!some.includes(statement)) continue;
    if (i === last + 1) runs[runs.length - 1].push(statement);
    else runs.push([statement]);
    last = i;
  }
  return runs;
}

/** How long the text of consecutive statements is. */
export const lengthOf = (run: readonly ts.Statement[]): number => run.reduce((sum, { pos, end }) => sum + end - pos, 0);

/** From the comments that belong to the first of consecutive statements to the comment behind the last. */
function spanOfRun(source: Source, run: readonly ts.Statement[]): Span {
  return { start: beforeStatement(source, run[0]).offset, end: afterStatement(source, run[run.length - 1]).offset };
}

/** The text of consecutive top-level statements one level further in, without some ranges of it. Texts in several lines keep their inner lines. */
export function indentedText(source: Source, run: readonly ts.Statement[], without: readonly Span[]): string {
  const { start, end } = spanOfRun(source, run);
  const { unit } = source.style;
  const changes = [
    ...indentedBy(source, start, end).map((at) => ({ start: at, end: at, text: unit })),
    ...without.filter((one) => start <= one.start && one.end <= end).map((one) => ({ ...one, text: '' })),
  ].sort((a, b) => a.start - b.start || a.end - b.end);
  let text = unit;
  let at = start;
  for (const change of changes) {
    text += source.text.slice(at, change.start) + change.text;
    at = change.end;
  }
  return text + source.text.slice(at, end);
}

/** The lines of consecutive top-level statements, to be taken out with the blank line after them. */
export function linesOf(source: Source, run: readonly ts.Statement[]): Span {
  const { start, end } = spanOfRun(source, run);
  const [rest = ''] = /^[ \t]*(?:\r?\n(?:[ \t]*\r?\n)?)?/.exec(source.text.slice(end)) ?? [];
  return { start, end: end + rest.length };
}
