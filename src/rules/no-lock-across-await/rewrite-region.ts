import { refuse, type Edit, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { declarationsIn, isIn, usesOf } from '../declared.js';
import type { Match } from './detect.js';

/** A region as it stands in the text, and the statement in it that waits. */
export interface RegionText {
  readonly source: Source;
  /** The statements that run while it is held, without those that begin and end it. */
  readonly inside: readonly ts.Statement[];
  /** The one of them that waits. */
  readonly slow: ts.Statement;
  /** The call that begins it. */
  readonly opener: ts.CallExpression;
  /** The function that runs while it is held; undefined between two statements. */
  readonly body: ts.ArrowFunction | ts.FunctionExpression | undefined;
  /** The statement that begins it, and the one that ends it: the same one around a body. */
  readonly begin: ts.Statement;
  readonly end: ts.Statement;
  /** What it goes on on: the parameters of the body, the connection. */
  readonly handles: readonly string[];
}

/** Finds the region. Refuses where it is begun or ended elsewhere, or the body is not written in the call. */
export function regionOf(edit: Edit, { at, holder, callee }: Match): RegionText {
  const source = edit.source(at.unit);
  if (holder.at.unit !== at.unit || callee.unit !== at.unit) refuse('begun in another file');
  const call = source.callAt(at);
  const opener = source.callAt(holder.at);
  if (!source.ts.isCallExpression(opener)) refuse('not begun by a call');
  return bodyRegion(source, opener, call) ?? pairRegion(source, opener, call);
}

function bodyRegion(source: Source, opener: ts.CallExpression, call: ts.Node): RegionText | undefined {
  const { ts: api } = source;
  const body = opener.arguments.find((one) => isIn(call, one));
  if (body === undefined) return undefined;
  if ((!api.isArrowFunction(body) && !api.isFunctionExpression(body)) || !api.isBlock(body.body)) refuse('the body is not written here');
  const inside = [...body.body.statements];
  const slow = inside.find((one) => isIn(call, one)) ?? refuse('not a statement of the body');
  checkOutermost(source, opener);
  const begin = source.statementOf(opener);
  const handles = body.parameters.map(({ name }) => (api.isIdentifier(name) ? name.text : refuse('the handle is taken apart')));
  return { source, inside, slow, opener, body, begin, end: begin, handles };
}

/** What is begun on the handle of another region is inside that one, too. */
function checkOutermost(source: Source, opener: ts.CallExpression): void {
  const { ts: api } = source;
  let root: ts.Expression = opener.expression;
  while (api.isPropertyAccessExpression(root) || api.isCallExpression(root)) root = root.expression;
  const name = api.isIdentifier(root) ? root.text : '';
  for (const around of source.ancestorsOf(opener)) {
    const parent = source.parentOf(around);
    if (!api.isArrowFunction(around) && !api.isFunctionExpression(around)) continue;
    if (parent && api.isCallExpression(parent) && around.parameters.some((one) => one.name.getText(source.tree) === name))
      refuse('within another region');
  }
}

function pairRegion(source: Source, opener: ts.CallExpression, call: ts.Node): RegionText {
  const { ts: api } = source;
  const list =
    [...source.ancestorsOf(call)].find((node): node is ts.Block => api.isBlock(node) && isIn(opener, node)) ?? refuse('begun elsewhere');
  const indexOf = (node: ts.Node): number => list.statements.findIndex((one) => isIn(node, one));
  const [from, at] = [indexOf(opener), indexOf(call)];
  if (from < 0 || at < 0 || from >= at) refuse('not one after the other');
  const holder = holderOf(source, opener, list.statements[from]);
  const to = list.statements.findIndex((one, i) => i > at && commits(source, one, holder));
  if (to < 0) refuse('ended elsewhere');
  return {
    source,
    inside: list.statements.slice(from + 1, to),
    slow: list.statements[at],
    opener,
    body: undefined,
    begin: list.statements[from],
    end: list.statements[to],
    handles: [holder],
  };
}

/** The name of what is held: what begins it is a method of it, or gives it. */
function holderOf({ ts: api }: Source, opener: ts.CallExpression, begin: ts.Statement): string {
  if (api.isVariableStatement(begin)) {
    const [{ name }] = begin.declarationList.declarations;
    return api.isIdentifier(name) ? name.text : refuse('what is held is taken apart');
  }
  const callee = opener.expression;
  return api.isPropertyAccessExpression(callee) && api.isIdentifier(callee.expression)
    ? callee.expression.text
    : refuse('what is held has no name');
}

/** Does a statement commit, or give back, what has that name? */
function commits(source: Source, statement: ts.Statement, holder: string): boolean {
  const call = awaitedCall(source, statement);
  const callee = call?.expression;
  if (!call || !callee || !source.ts.isPropertyAccessExpression(callee) || source.textOf(callee.expression) !== holder) return false;
  return /^\s*(?:commit|end)\b/i.test(sqlOf(source, call) ?? '') || /^(?:commit|commitTransaction|release|unlock)$/.test(callee.name.text);
}

/** The call of `await call;` or `call;`. */
export function awaitedCall({ ts: api }: Source, statement: ts.Statement): ts.CallExpression | undefined {
  if (!api.isExpressionStatement(statement)) return undefined;
  const { expression } = statement;
  const inner = api.isAwaitExpression(expression) ? expression.expression : expression;
  return api.isCallExpression(inner) ? inner : undefined;
}

/** The text of an SQL statement that is written as the first argument. */
export function sqlOf({ ts: api }: Source, call: ts.CallExpression): string | undefined {
  const [first] = call.arguments;
  return first !== undefined && api.isStringLiteralLike(first) ? first.text : undefined;
}

/** The names that statements declare, functions within them left out where they are only theirs. */
export const declaredBy = (source: Source, statements: readonly ts.Node[]): string[] =>
  statements.flatMap((one) => declarationsIn(source, one).flatMap(({ names }) => names.map(({ text }) => text)));

/** Does a node mention one of the names? */
export const mentions = (source: Source, node: ts.Node, names: readonly string[]): boolean =>
  names.some((name) => usesOf(source, node, name).length > 0);

/** Does a statement leave the function it is in, or throw? */
export function mayLeave(source: Source, node: ts.Node): boolean {
  const { ts: api } = source;
  if (api.isFunctionLike(node)) return false;
  if (api.isReturnStatement(node) || api.isThrowStatement(node) || api.isBreakOrContinueStatement(node)) return true;
  return api.forEachChild(node, (child) => mayLeave(source, child) || undefined) === true;
}

/** A statement with its comments as lines for another place: two leading spaces are one level. */
export function linesOf(source: Source, statement: ts.Statement, change: (text: string) => string = (text) => text): string[] {
  const { start, end } = rangeOf(source, statement);
  const indent = source.indentAt(source.start(statement));
  const { unit } = source.style;
  return change(source.text.slice(start, end))
    .split(/\r?\n/)
    .map((line, i) => {
      const own = i > 0 && line.startsWith(indent) ? line.slice(indent.length) : line;
      let levels = 0;
      while (own.startsWith(unit, levels * unit.length)) levels++;
      return '  '.repeat(levels) + own.slice(levels * unit.length);
    });
}

/** A statement with the comments directly above it and behind it on its line. */
export function rangeOf(source: Source, statement: ts.Statement): { start: number; end: number } {
  const { text, ts: api } = source;
  let start = source.start(statement);
  for (const comment of (api.getLeadingCommentRanges(text, statement.pos) ?? []).toReversed()) {
    const ownLine = /^[ \t]*$/.test(text.slice(text.lastIndexOf('\n', comment.pos - 1) + 1, comment.pos));
    if (!ownLine || /\n[ \t\r]*\n/.test(text.slice(comment.end, start))) break;
    start = comment.pos;
  }
  return { start, end: api.getTrailingCommentRanges(text, statement.end)?.at(-1)?.end ?? statement.end };
}

/** Takes statements out with their comments and lines. */
export function cut(edit: Edit, source: Source, statement: ts.Statement): void {
  const { text } = source;
  const { start, end } = rangeOf(source, statement);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const rest = /^[ \t]*\r?\n/.exec(text.slice(end));
  if (text.slice(lineStart, start).trim() !== '' || rest === null) return edit.remove(source, { start, end });
  const before = text.slice(0, lineStart);
  const isFirst = /(?:\{|\n)[ \t]*\r?\n$/.test(before);
  const blank = isFirst ? (/^(?:[ \t]*\r?\n)+/.exec(text.slice(end + rest[0].length))?.[0].length ?? 0) : 0;
  edit.remove(source, { start: lineStart, end: end + rest[0].length + blank });
}
