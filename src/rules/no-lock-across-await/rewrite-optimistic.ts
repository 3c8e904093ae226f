import { findOperations, type Occurrence, type Operations } from '../../analyzer/effects/operations.js';
import { answerOf, Trails } from '../../analyzer/effects/operations-trail.js';
import { receiverOf, sameEntry } from '../../analyzer/effects/same-place.js';
import type { Program } from '../../analyzer/link/program.js';
import { beforeStatement, indentedBy } from '../../analyzer/rewrite/layout.js';
import { makeAsync, refuse, type Edit, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { functionAround, isIn, usesOf } from '../declared.js';
import { writtenIn } from '../conditional-text.js';
import { compareVersions } from '../optimistic-save.js';
import { writeIfUnchanged } from '../optimistic.js';
import { chainOf, linksNamed } from '../places.js';
import { rollsBackByText } from './rewrite-after.js';
import type { Match } from './detect.js';
import { checkNames, fits, mayReturn } from './rewrite-move.js';
import { handleOf, leaveHandle, lockOption, openerOf, removeOptions } from './rewrite-handle.js';
import { mentions, regionOf, type RegionText } from './rewrite-region.js';

/** The read and the write of one row around a slow call, and all that the function does. */
interface Around {
  readonly operations: Operations;
  readonly read: Occurrence;
  readonly write: Occurrence;
}

/**
 * Optimistic concurrency: what is read and the call come before the transaction, which begins after the call; in it, the row that was read is written only if nobody
 * changed it. Precondition: before the call are reads only, and a row lock on no other row than that; the schema has a version of it.
 */
export function callThenCompare(edit: Edit, match: Match, program: Program): void {
  const region = handleOf(program, regionOf(edit, match));
  const { source, slow, inside, body } = region;
  const [handle] = region.handles;
  if (match.kind !== 'transaction' || handle === undefined || !fits(region, slow)) refuse('no transaction with a handle');
  const moved = inside.slice(0, inside.indexOf(slow) + 1);
  const next = inside.at(moved.length) ?? refuse('nothing is written after it');
  if (body && moved.some((one) => mayReturn(source, one))) refuse('the body may end before');
  if (mentions(source, slow, [handle])) refuse('the call is given the handle');
  const around = aroundCall(program, match, region);
  for (const one of moved) checkReads(one, handle, region, around);
  const locks = unlock(edit, source, around.read);
  beginLater(edit, program, region, { moved, next, locks });
  compare(edit, program, region, around);
}

/** A row that the library compares itself is saved as before; a body that runs again would find nothing to save in it, unless the library sees to that. */
function compare(edit: Edit, program: Program, region: RegionText, around: Around): void {
  const { op, lib, node } = around.write;
  if (op.entry !== true) return writeIfUnchanged(edit, around);
  const { source, handles } = region;
  const opener = openerOf(program, region);
  const { carried, retries } = opener?.model.region ?? {};
  if (retries === true && opener?.callee.type.pkg !== lib.callee.type.pkg) refuse('the body may run again');
  compareVersions(edit, around);
  const call = source.callAt(node.frame.unit.ir.span(node.value));
  // A document that is read without a session does not know it when it is saved.
  if (carried === undefined || mentions(source, call, handles)) return;
  if (!source.ts.isCallExpression(call) || op.options !== call.arguments.length) refuse('it has options already');
  edit.addArguments(source, call, [carried === handles[0] ? `{ ${carried} }` : `{ ${carried}: ${handles[0]} }`]);
}

/** The pair of which the read comes before the call, and the write after it, in the region. */
function aroundCall(program: Program, { at }: Match, region: RegionText): Around {
  const { source, inside, slow } = region;
  const { unit } = at;
  const { ir } = unit;
  const node = region.body ?? functionAround(source, region.begin);
  let fn = 0;
  for (let i = 0, n = ir.count('functions'); i < n; i++) if (ir.fn(i).start === source.start(node) && ir.fn(i).end === node.end) fn = i;
  const operations = program.derive(findOperations).of({ unit, fn });
  const { frames, list } = operations;
  const statementOf = ({ node: { frame, value } }: Occurrence): number =>
    frame === frames.root ? inside.findIndex((one) => one.pos <= ir.start(value) && ir.end(value) <= one.end) : -1;
  const call = inside.indexOf(slow);
  const reads = list.filter((one) => one.op.kind === 'read' && statementOf(one) >= 0 && statementOf(one) < call);
  const pairs = reads.flatMap((read) => {
    const trails = new Trails(frames, read.node, answerOf(read));
    return list
      .filter((write) => write.op.kind === 'write' && statementOf(write) > call && isSame(trails, read, write))
      .map((write) => ({ operations, read, write }));
  });
  const [pair, more] = pairs;
  return pair !== undefined && more === undefined ? pair : refuse('not one row is read before and written after');
}

/** Is it the very row that was read: by its key, or the row itself is stored? */
function isSame(trails: Trails, read: Occurrence, write: Occurrence): boolean {
  const row = write.op.entry === true ? receiverOf(write) : undefined;
  return row ? trails.of(row)?.length === 0 : sameEntry(trails, read, write) !== undefined;
}

const LOCKING = /\bfor\s+(?:no\s+key\s+)?(?:update|share)\b|\.for(?:Update|Share|NoKeyUpdate|KeyShare)\s*\(|\.for\(|lock/i;

/** Everything that a statement does with the handle is a read, without a lock unless it is the one that is compared. */
function checkReads(statement: ts.Statement, handle: string, { source }: RegionText, { operations, read }: Around): void {
  const { ir } = operations.frames.root.unit;
  for (const use of usesOf(source, statement, handle)) {
    const known = operations.list.find(
      ({ node: { frame, value }, op }) =>
        frame === operations.frames.root &&
        op.kind === 'read' &&
        isIn(use, chainOf(source, source.callAt(ir.span(value)) as ts.CallExpression)),
    );
    if (known === undefined) refuse('more than reads');
    if (known !== read && LOCKING.test(source.textOf(chainOf(source, source.callAt(ir.span(known.node.value)) as ts.CallExpression))))
      refuse('another row is locked');
  }
}

/** Nobody waits for the row any more: who writes it later finds that it was changed. */
function unlock(edit: Edit, source: Source, { node: { frame, value }, statement, op }: Occurrence): readonly ts.ObjectLiteralElementLike[] {
  const { ts: api } = source;
  const call = source.callAt(frame.unit.ir.span(value));
  if (!api.isCallExpression(call)) return [];
  if (statement) {
    const { text, start: from } = writtenIn({ source }, call);
    const lock = /\s*\bfor\s+(?:no\s+key\s+)?(?:update|share)\b(?:\s+of\s+\w+)?(\s+(?:skip\s+locked|nowait))?\s*(?=;?\s*$)/i.exec(text);
    if (lock?.[1] !== undefined) refuse('it does not wait for the lock');
    const start = from + (lock?.index ?? 0);
    if (lock) edit.remove(source, { start, end: start + lock[0].length });
    return [];
  }
  const options: ts.ObjectLiteralElementLike[] = [];
  for (const path of [op.locks ?? []].flat()) {
    const option = lockOption(source, call, path);
    if (option) {
      if (/skip|nowait/i.test(source.textOf(chainOf(source, call)))) refuse('it does not wait for the lock');
      options.push(option);
    }
    const name = /^\(\)\.(\w+)/.exec(path)?.[1];
    for (const link of name === undefined ? [] : linksNamed(source, call, name)) {
      if (!api.isPropertyAccessExpression(link.expression)) continue;
      if (/skip|nowait/i.test(source.textOf(chainOf(source, call)))) refuse('it does not wait for the lock');
      edit.remove(source, { start: link.expression.expression.end, end: link.end });
    }
  }
  return options;
}

interface Later {
  readonly moved: readonly ts.Statement[];
  readonly next: ts.Statement;
  /** Options that are taken out of the moved statements. */
  readonly locks: readonly ts.ObjectLiteralElementLike[];
}

/** What begins the region moves behind the statements that leave it. */
function beginLater(edit: Edit, program: Program, region: RegionText, { moved, next, locks }: Later): void {
  const { source, body, begin } = region;
  if (!body) {
    removeOptions(edit, source, locks);
    return beginPairLater(edit, region, next);
  }
  const { style, text } = source;
  checkNames(region, moved);
  makeAsync(edit, source, functionAround(source, begin));
  leaveHandle(edit, program, region, moved, locks);
  const first = beforeStatement(source, moved[0]).offset;
  const from = source.start(begin);
  const head = text.slice(from, first).trimEnd();
  if (!head.endsWith('{') || /\n/.test(head)) refuse('the head has several lines');
  edit.remove(source, { start: from, end: first });
  const { offset } = beforeStatement(source, next);
  for (const line of indentedBy(source, first, offset))
    if (text.startsWith(style.unit, line) && line + style.unit.length <= offset && text.lastIndexOf('\n', offset - 1) + 1 !== line)
      edit.remove(source, { start: line, end: line + style.unit.length });
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  if (text.slice(lineStart, offset).trim() !== '') refuse('several statements on one line');
  edit.replace(source, { start: lineStart, end: offset }, `${source.indentAt(from)}${head}\n${text.slice(lineStart, offset)}`);
}

/** `BEGIN` comes later. A roll-back of what has not begun must do nothing. */
function beginPairLater(edit: Edit, { source, begin }: RegionText, next: ts.Statement): void {
  const { ts: api } = source;
  const block = source.parentOf(begin);
  const around = block && source.parentOf(block);
  if (around && api.isTryStatement(around) && around.catchClause && !rollsBackByText(source, around.catchClause))
    refuse('a roll-back of nothing would throw');
  const { text } = source;
  const start = source.start(begin);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const rest = /^[ \t]*\r?\n/.exec(text.slice(begin.end));
  if (!api.isExpressionStatement(begin) || text.slice(lineStart, start).trim() !== '' || rest === null) refuse('begun among other things');
  edit.remove(source, { start: lineStart, end: begin.end + rest[0].length });
  const { offset, indent } = beforeStatement(source, next);
  edit.insert(source, offset, `${source.textOf(begin)}\n${indent}`);
}
