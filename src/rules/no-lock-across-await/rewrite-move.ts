import { asPattern } from '../../analyzer/rewrite/pattern.js';
import { findDatabaseWrites, isDatabaseWrite } from '../../analyzer/effects/summaries.js';
import type { Program } from '../../analyzer/link/program.js';
import { makeAsync, refuse, type Edit, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { functionAround, isAssigned, isIn, usesOf } from '../declared.js';
import type { Match } from './detect.js';
import { clientText } from './rewrite-handle.js';
import { cut, declaredBy, linesOf, mayLeave, mentions, regionOf, type RegionText } from './rewrite-region.js';

/**
 * Makes the call before the region. Precondition: nothing inside the region feeds it or decides whether it is made, and what it gives keeps its name. A
 * call that is made for what it does to others must not follow a write, which may fail, and must not write to a database itself.
 */
export function moveBefore(edit: Edit, match: Match, program: Program): void {
  const region = regionOf(edit, match);
  const { source, slow, inside, begin } = region;
  const before = inside.slice(0, inside.indexOf(slow));
  if (source.ts.isExpressionStatement(slow)) checkOrder(program, match, source, before);
  if (!fits(region, slow) || before.some((one) => mayLeave(source, one))) refuse('the region decides whether it is made');
  if (mentions(source, slow, [...declaredBy(source, before), ...region.handles, ...changedBy(region, before)]))
    refuse('the region feeds it');
  checkNames(region, [slow]);
  waitOutside(edit, region);
  edit.before(source, region.body ? region.opener : placeBefore(region, begin), linesOf(source, slow));
  cut(edit, source, slow);
}

function checkOrder(program: Program, match: Match, source: Source, before: readonly ts.Statement[]): void {
  if (match.kind !== 'transaction') return;
  const { at, callee } = match;
  const isIn = (start: number, end: number, nodes: readonly { readonly pos: number; readonly end: number }[]): boolean =>
    nodes.some((one) => one.pos <= start && end <= one.end);
  const writes = program.derive(findDatabaseWrites);
  const { ir } = at.unit;
  const calls = program.graph.libCallsIn(at.unit);
  if (calls.some((call) => isDatabaseWrite(call) && isIn(ir.start(call.call), ir.end(call.call), before)))
    refuse('what is written before it may fail');
  const fn = program.functionAt(callee.unit, callee.value);
  for (const ref of [fn, ...nestedIn(match.at.unit, fn)])
    for (const edge of program.graph.calleesOf(callee.unit, ref)) {
      if (edge.call < 0 || writes.of(edge.to.unit, edge.to.fn).length === 0) continue;
      const [start, end] = [ir.start(edge.call), ir.end(edge.call)];
      if (isIn(start, end, before)) refuse('what is written before it may fail');
      if (at.start <= start && end <= at.end) refuse('it writes, too');
    }
}

/** The functions that are made in another one. */
function nestedIn({ ir }: Match['at']['unit'], fn: number): number[] {
  const found: number[] = [];
  for (let i = fn + 1, n = ir.count('functions'); i < n; i++) if (ir.fnParent(i) === fn || found.includes(ir.fnParent(i))) found.push(i);
  return found;
}

/** Before the connection is taken, where that is at hand and what fails there is not dealt with otherwise; else before what begins the region. */
function placeBefore({ source, slow, handles }: RegionText, begin: ts.Statement): ts.Statement {
  const { ts: api } = source;
  const block = source.parentOf(begin);
  const around = block && source.parentOf(block);
  const within = around && api.isTryStatement(around) && around.tryBlock === block ? around : undefined;
  const last = within?.catchClause?.block.statements.at(-1);
  if (within?.catchClause && !(last && api.isThrowStatement(last))) return begin;
  const outer = within ?? begin;
  const list = source.parentOf(outer);
  if (!list || !api.isBlock(list)) return begin;
  const index = list.statements.indexOf(outer);
  const taken = list.statements.slice(0, index).findIndex((one) => declaredBy(source, [one]).some((name) => handles.includes(name)));
  if (taken < 0) return begin;
  const between = [
    ...list.statements.slice(taken, index),
    ...(within ? within.tryBlock.statements.slice(0, within.tryBlock.statements.indexOf(begin)) : []),
  ];
  const isQuiet = between.every((one) => !mayLeave(source, one)) && !mentions(source, slow, declaredBy(source, between));
  return isQuiet && !api.isVariableStatement(slow) ? list.statements[taken] : begin;
}

/**
 * Reads what the call needs before the region, and makes the call there, too. Precondition: all before it in the body are reads without a row lock and
 * conditions on them, which see the same in and out of a transaction of the usual isolation.
 */
export function readBefore(edit: Edit, match: Match, program: Program): void {
  const region = regionOf(edit, match);
  const { source, slow, inside, body, opener } = region;
  const { ts: api } = source;
  const [handle] = region.handles;
  if (match.kind !== 'transaction' || !body || handle === undefined) refuse('not a body with a handle');
  const client = clientText(program, region);
  const moved = inside.slice(0, inside.indexOf(slow) + 1);
  if (moved.length < 2 || moved.some((one) => mayReturn(source, one)) || !fits(region, slow)) refuse('nothing is read before');
  for (const one of moved) checkReads(program, match, source, one, handle);
  if (mentions(source, slow, [handle])) refuse('the call is given the handle');
  checkNames(region, moved);
  waitOutside(edit, region);
  const outside = (text: string): string => text.replace(new RegExp(`(?<![\\w$.])${asPattern(handle)}(?=\\s*\\.)`, 'g'), () => client);
  edit.before(
    source,
    opener,
    moved.flatMap((one) => linesOf(source, one, outside)),
  );
  const isEmpty = moved.length === inside.length && api.isExpressionStatement(region.begin) && body.parameters.length <= 1;
  if (isEmpty) edit.remove(source, region.begin);
  else for (const one of moved) cut(edit, source, one);
}

/** Everything that a statement does with the handle is a read without a lock. */
function checkReads(program: Program, match: Match, source: Source, statement: ts.Statement, handle: string): void {
  const { ts: api } = source;
  const calls = program.graph.libCallsIn(match.at.unit);
  for (const use of usesOf(source, statement, handle)) {
    const chain = [...source.ancestorsOf(use)].find((node): node is ts.CallExpression => api.isCallExpression(node));
    const { start, end } = chain ? source.spanOf(chain) : { start: -1, end: -1 };
    const known = calls.find(({ call, unit }) => unit.ir.start(call) === start && unit.ir.end(call) === end);
    if (!chain || !isIn(use, chain.expression) || known?.model.op?.kind !== 'read' || /lock|forUpdate|forShare/i.test(source.textOf(chain)))
      refuse('more than reads');
  }
}

/** `return` in a body gives the region's result; a throw ends the function in both places. */
export function mayReturn(source: Source, node: ts.Node): boolean {
  const { ts: api } = source;
  if (api.isFunctionLike(node)) return false;
  if (api.isReturnStatement(node)) return true;
  return api.forEachChild(node, (child) => mayReturn(source, child) || undefined) === true;
}

/** A statement that can stand elsewhere: it waits, or declares what it waits for, and uses no `this` of its own. */
export function fits({ source, body }: RegionText, slow: ts.Statement): boolean {
  const { ts: api } = source;
  if (!api.isExpressionStatement(slow) && !api.isVariableStatement(slow)) return false;
  return !(body && api.isFunctionExpression(body) && /\bthis\b/.test(source.textOf(slow)));
}

/** Names that statements assign, which were declared before. */
const changedBy = ({ source, slow }: RegionText, before: readonly ts.Node[]): string[] => {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (source.ts.isIdentifier(node)) names.add(node.text);
    source.ts.forEachChild(node, visit);
  };
  visit(slow);
  return [...names].filter((name) => before.some((one) => isAssigned(source, one, name)));
};

/** What statements declare must not be called like something else around the region. */
export function checkNames({ source, body, begin }: RegionText, statements: readonly ts.Statement[]): void {
  if (!body) return;
  const around = source.functionOf(begin) ?? source.tree;
  for (const name of declaredBy(source, statements))
    if (usesOf(source, around, name).some((use) => !isIn(use, body))) refuse('its names are taken outside');
}

/** What waits outside of the body needs a function that may wait. */
function waitOutside(edit: Edit, { source, body, begin }: RegionText): void {
  if (body) makeAsync(edit, source, functionAround(source, begin));
}
