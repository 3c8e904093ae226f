import { AtomicGuards } from '../analyzer/effects/guards-atomic.js';
import { changedOf } from '../analyzer/effects/operations-sql.js';
import { mayFollow } from '../analyzer/effects/guards.js';
import type { Frames } from '../analyzer/effects/operations-frames.js';
import type { Occurrence, Operations } from '../analyzer/effects/operations.js';
import { memberNames, sameResource } from '../analyzer/effects/same-place.js';
import { refuse, type Edit, type Source, type ts } from '../analyzer/rewrite/tools.js';
import type { VersionColumn } from '../analyzer/schema/index.js';
import { concurrencyError } from './concurrency-error.js';
import { makeConditional, makeStrict, mayCount, type Conditional } from './conditional.js';
import { writtenIn } from './conditional-text.js';
import { declarationsIn, isAssigned, isIn, usesOf } from './declared.js';
import { askForVersion } from './optimistic-read.js';
import { objectAt, placesOf, rowOf, type Places, type ReadAndWrite } from './places.js';
import { tablesOf } from './tables.js';

/** A read and a write of the same row, among all that a function does. */
export interface Versioned extends ReadAndWrite {
  readonly operations: Operations;
}

/** The column that tells whether a row was changed. Refuses where no schema shows one, or several differ. */
export function versionOf(frames: Frames, { write }: ReadAndWrite): VersionColumn {
  const versions = tablesOf(frames, write).map(({ version }) => version);
  const [first] = versions;
  if (first === undefined || versions.some((one) => one?.name !== first.name || one.isTime !== first.isTime)) refuse('no version is seen');
  return first;
}

/**
 * Optimistic concurrency: the row is written only if it still has the version that was read with it; else a `ConcurrencyError` is thrown, or what the library throws
 * where it finds no such row. Precondition: the schema has a column for it, the row has a name, is there where it is written, and the function writes it once.
 */
export function writeIfUnchanged(edit: Edit, { operations, read, write }: Versioned): void {
  const { frames } = operations;
  const at = placesOf(edit, { read, write });
  const version = versionOf(frames, { read, write });
  const row = nameOfRow(at, { read, write });
  checkOnce(operations, { read, write });
  checkNothingBefore(operations, { read, write });
  checkLoops(at);
  if (isAssigned(at.source, at.fn, row.name.text) || !isThere(at, row)) refuse('the row may not be there');
  askForVersion(edit, frames, read, at, version.name);
  const conditional = { frames, write, at };
  const demand = { field: version.name, operator: '===', other: `${row.text}.${version.name}` } as const;
  if (mayCount(conditional)) {
    const { semi, str } = at.source.style;
    const error = concurrencyError(edit, frames.program, at.source);
    makeConditional(edit, conditional, demand, `throw new ${error}(${str(`the ${nameOf(write, row)} was changed meanwhile`)})${semi}`);
  } else makeStrict(edit, conditional, demand);
  if (!version.isTime && version.isCounted !== true) countOn(edit, conditional, version.name, row.text);
}

/** What people call the row: its model or table, else as the code names it. */
function nameOf({ statement, lib }: Occurrence, { name }: Row): string {
  if (statement) return `row of ${statement.sql.table}`;
  return lib.callee.type.pkg === '@prisma/client' ? (memberNames(lib.callee).pop() ?? name.text) : name.text;
}

export interface Row {
  /** As the code names it. */
  readonly text: string;
  /** Its declaration. */
  readonly name: ts.Identifier;
}

function nameOfRow(at: Places, pair: ReadAndWrite): Row {
  const row = answerOf(at, pair);
  return row.text.endsWith(']') ? (constantOf(at, row.text) ?? row) : row;
}

/** `const order = rows[0];` */
function constantOf({ source, fn }: Places, text: string): Row | undefined {
  const found = declarationsIn(source, fn).find(({ declaration: { initializer } }) => initializer && source.textOf(initializer) === text);
  const name = found?.declaration.name;
  return name && source.ts.isIdentifier(name) && found?.declaration.type === undefined ? { text: name.text, name } : undefined;
}

/** `[rows]`, `[rows, fields]`, `[[row]]` of a driver that gives rows and more in a list. */
function inList({ source, fn, read }: Places): Row {
  const { ts: api } = source;
  const found = declarationsIn(source, fn).find(({ declaration: { initializer } }) => initializer && isIn(read, initializer));
  const pattern = found?.declaration.name;
  const element = pattern && api.isArrayBindingPattern(pattern) ? pattern.elements[0] : undefined;
  if (element === undefined || !api.isBindingElement(element)) return refuse('the row is taken apart');
  if (api.isIdentifier(element.name)) return { text: `${element.name.text}[0]`, name: element.name };
  const [one] = element.name.elements;
  if (!api.isArrayBindingPattern(element.name) || !api.isBindingElement(one) || !api.isIdentifier(one.name))
    refuse('the row is taken apart');
  return { text: one.name.text, name: one.name };
}

function answerOf(at: Places, { read, write }: ReadAndWrite): Row {
  if (read.statement && read.node.frame === write.node.frame && changedOf(read.lib)?.startsWith('0') === true) return inList(at);
  const row = rowOf(at) ?? refuse('the row is taken apart');
  const isOne = row.text !== row.name.text || isPattern(at.source, row.name);
  if (isOne) return row;
  if (write.statement && read.node.frame === write.node.frame) return { ...row, text: `${row.text}.rows[0]` };
  return write.statement !== undefined || (read.op.gives ?? 'entry') === 'entry' ? row : refuse('several rows are read');
}

/** `const [row] = …` */
function isPattern(source: Source, name: ts.Identifier): boolean {
  const parent = source.parentOf(name);
  return parent !== undefined && source.ts.isBindingElement(parent);
}

/** Whoever writes the row before, in the same function, changes its version. */
export function checkOnce({ list, frames }: Operations, { read, write }: ReadAndWrite): void {
  const { unit, fn } = frames.root;
  for (const other of list) {
    if (other === write || !['write', 'update', 'create'].includes(other.op.kind) || !sameResource(frames, other, write)) continue;
    if (other.top !== write.top && mayFollow(unit, fn, read.top, other.top) && mayFollow(unit, fn, other.top, write.top))
      refuse('it is written before, too');
  }
}

/** What was written elsewhere before stays, where the write is refused and no transaction takes both back. */
export function checkNothingBefore({ list, frames }: Operations, { write }: ReadAndWrite): void {
  const { unit, fn } = frames.root;
  const guards = new AtomicGuards(frames.program);
  for (const other of list) {
    if (other === write || other.top === write.top || other.op.kind === 'read') continue;
    if (mayFollow(unit, fn, other.top, write.top) && !guards.shareTransaction(other, write)) refuse('something else is written before');
  }
}

/** A loop around the write alone would find its own change. */
export function checkLoops({ source, chain, read, fn }: Places): void {
  const { ts: api } = source;
  for (const around of source.ancestorsOf(chain)) {
    if (around === fn || isIn(read, around)) return;
    if (api.isIterationStatement(around, false)) refuse('written again and again');
  }
}

/** Is a row there for certain where it is written: is it used as one, or was it looked at? */
export function isThere({ source, chain, read }: Places, { text, name }: Row): boolean {
  const { ts: api } = source;
  if (/Or(?:Throw|Fail)\b/.test(source.textOf(read))) return true;
  const isUsed = (within: ts.Node): boolean => usesOf(source, within, name.text).some((use) => isPlainUse(source, use, within, text));
  if (isUsed(chain)) return true;
  let inner: ts.Node = chain;
  for (const around of source.ancestorsOf(chain)) {
    if (isIn(read, inner)) return false;
    if (api.isIfStatement(around) && isIn(chain, around.thenStatement) && tests(source, around.expression, text)) return true;
    if (api.isBlock(around)) {
      const before = around.statements.slice(
        0,
        around.statements.findIndex((one) => isIn(chain, one)),
      );
      if (before.some((one) => (api.isIfStatement(one) ? isExit(source, one, text) : isUsed(one)))) return true;
    }
    inner = around;
  }
  return false;
}

/** `row.x` that nothing decides whether it runs. */
function isPlainUse(source: Source, use: ts.Node, within: ts.Node, text: string): boolean {
  const { ts: api } = source;
  let whole: ts.Node = use;
  for (const around of source.ancestorsOf(use)) {
    if (source.textOf(whole) === text) break;
    whole = around;
  }
  const access = source.parentOf(whole);
  if (!access || !api.isPropertyAccessExpression(access) || access.expression !== whole || access.questionDotToken) return false;
  for (const around of source.ancestorsOf(use)) {
    if (around === within) return true;
    if (api.isFunctionLike(around) || api.isIfStatement(around) || api.isConditionalExpression(around) || api.isTryStatement(around))
      return false;
    if (api.isBinaryExpression(around) && /^(?:&&|\|\||\?\?)$/.test(around.operatorToken.getText(source.tree))) return false;
  }
  return true;
}

/** `if (row)`, `if (row && …)` */
function tests(source: Source, condition: ts.Expression, text: string): boolean {
  const { ts: api } = source;
  if (api.isParenthesizedExpression(condition)) return tests(source, condition.expression, text);
  if (api.isBinaryExpression(condition) && condition.operatorToken.kind === api.SyntaxKind.AmpersandAmpersandToken)
    return tests(source, condition.left, text) || tests(source, condition.right, text);
  return source.textOf(condition) === text;
}

/** `if (!row) throw …`, `if (!row || …) return` */
export function isExit(source: Source, { expression, thenStatement }: ts.IfStatement, text: string): boolean {
  const { ts: api } = source;
  const last = api.isBlock(thenStatement) ? thenStatement.statements.at(-1) : thenStatement;
  if (last === undefined || !(api.isThrowStatement(last) || api.isReturnStatement(last) || api.isContinueStatement(last))) return false;
  const isAbsent = (condition: ts.Expression): boolean => {
    if (api.isParenthesizedExpression(condition)) return isAbsent(condition.expression);
    if (api.isBinaryExpression(condition) && condition.operatorToken.kind === api.SyntaxKind.BarBarToken)
      return isAbsent(condition.left) || isAbsent(condition.right);
    const rows = /^(.*)\[0\]$/.exec(text)?.[1];
    const none = rows === undefined ? [] : [`${rows}.length === 0`, `!${rows}.length`, `${rows}.length < 1`];
    return [`!${text}`, `${text} === null`, `${text} === undefined`, `${text} == null`, ...none].includes(source.textOf(condition));
  };
  return isAbsent(expression);
}

/** The write counts the version on. */
function countOn(edit: Edit, { write: { op, statement }, at }: Conditional, name: string, row: string): void {
  const { source, write } = at;
  if (statement) {
    const { text, start } = writtenIn(at, write);
    const where = /\s*\bwhere\b/i.exec(text) ?? refuse('no condition');
    return edit.insert(source, start + where.index, `, ${name} = ${name} + 1`);
  }
  const data = objectAt(source, write, op.value ?? refuse('no value'));
  const { adds } = op;
  if (adds !== undefined && 'operator' in adds) return edit.set(source, data, { [adds.operator]: { [name]: '1' } });
  edit.set(source, data, { [name]: adds !== undefined && 'member' in adds ? `{ ${adds.member}: 1 }` : `${row}.${name} + 1` });
}
