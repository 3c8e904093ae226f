import type { Occurrence } from '../../analyzer/effects/operations.js';
import { bare, keyOf, refuse, type Edit, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { declarationsIn, functionAround, isIn, removeStatement, usesOf } from '../declared.js';
import type { Pair } from './pairs.js';

/** Where the read and the write stand in the text. */
export interface Places {
  readonly source: Source;
  readonly read: ts.CallExpression;
  readonly write: ts.CallExpression;
  /** The function around both. */
  readonly fn: ts.FunctionLikeDeclaration;
  /** The write fails, or makes the entry, where it is not there: then the read need not look. */
  readonly isSelfSufficient: boolean;
}

/** Finds the two calls. Refuses where they do not stand in one function. */
export function placesOf(edit: Edit, { read, write }: Pair): Places {
  const { frame } = write.node;
  if (read.node.frame !== frame) refuse('the read and the write stand in different functions');
  const source = edit.source(frame.unit);
  const at = ({ node }: Occurrence): ts.CallExpression => {
    const call = source.callAt(frame.unit.ir.span(node.value));
    return source.ts.isCallExpression(call) ? call : refuse('not a call');
  };
  const call = at(write);
  const { system } = write.lib.callee.type.owner;
  const isSelfSufficient = system === 'store' || (write.op.adds !== undefined && 'member' in write.op.adds && write.op.many !== true);
  return { source, read: at(read), write: call, fn: functionAround(source, call), isSelfSufficient };
}

/** The statement that does nothing but wait for a call: `await call;`. */
export function ownStatement(source: Source, call: ts.Expression): ts.ExpressionStatement | undefined {
  const { ts: api } = source;
  let node: ts.Node | undefined = source.parentOf(call);
  while (node && (api.isAwaitExpression(node) || api.isParenthesizedExpression(node) || api.isVoidExpression(node)))
    node = source.parentOf(node);
  return node && api.isExpressionStatement(node) ? node : undefined;
}

/** The method that is called, as it is written. Refuses where the callee is no member. */
export function methodOf({ ts: api }: Source, call: ts.CallExpression): ts.PropertyAccessExpression {
  const callee = call.expression;
  return api.isPropertyAccessExpression(callee) ? callee : refuse('not called as a method');
}

/** The expression at an option path of a call (`0.where`), through object literals that are written there. */
export function expressionAt(source: Source, call: ts.CallExpression, path: number | string): ts.Expression | undefined {
  const [head, ...names] = String(path).split('.');
  const index = Number(head);
  if (!Number.isInteger(index)) return undefined;
  let node: ts.Expression | undefined = call.arguments.at(index);
  for (const name of names) {
    const object = node && bare(source, node);
    if (object === undefined || !source.ts.isObjectLiteralExpression(object)) return undefined;
    const property = object.properties.find((one) => keyOf(source, one) === name);
    if (property === undefined) return undefined;
    if (source.ts.isShorthandPropertyAssignment(property)) node = property.name;
    else if (source.ts.isPropertyAssignment(property)) node = property.initializer;
    else return undefined;
  }
  return node;
}

/** The object literal at an option path. Refuses where there is none, or something is spread into it. */
export function objectAt(source: Source, call: ts.CallExpression, path: number | string): ts.ObjectLiteralExpression {
  const node = expressionAt(source, call, path);
  const object = node && bare(source, node);
  if (object === undefined || !source.ts.isObjectLiteralExpression(object)) refuse('not written in the call');
  if (object.properties.some((one) => source.ts.isSpreadAssignment(one) || keyOf(source, one) === undefined))
    refuse('something is spread into it');
  return object;
}

/** The assignments by which fields of what was read get their new values. */
export function assignmentOf(source: Source, node: { readonly start: number; readonly end: number }): ts.ExpressionStatement {
  const { ts: api } = source;
  return source.nodeAt(node, (one): one is ts.ExpressionStatement => api.isExpressionStatement(one));
}

/**
 * Removes what nothing uses any more once `gone` is: declarations between the read and the write whose names stand in `gone` only, and those
 * that only they used. Comments stay.
 */
export function removeUnused(
  edit: Edit,
  { source, fn, read, write, isSelfSufficient }: Places,
  gone: readonly ts.Node[],
  keeps: readonly ts.Node[] = [],
): void {
  const removed: ts.Node[] = [...gone];
  const candidates = declarationsIn(source, fn).filter(
    ({ statement }) =>
      source.start(statement) >= source.start(source.statementOf(read)) &&
      statement.end <= write.pos &&
      !keeps.some((node) => isIn(node, statement)),
  );
  for (const one of candidates.toReversed()) {
    const isUnused = one.names.every(({ text }) =>
      usesOf(source, fn, text).every((use) => one.names.includes(use) || removed.some((node) => isIn(use, node))),
    );
    const wasUsed = one.names.some(({ text }) => usesOf(source, fn, text).length > 1);
    if (isIn(read, one.statement) && !isSelfSufficient) continue;
    if (!isUnused || !wasUsed || !isOnlyRead(source, one.declaration, read)) continue;
    removed.push(one.statement);
    removeStatement(edit, source, one.statement);
  }
}

/** Does an initialiser do nothing but the read, and conversions of names? */
function isOnlyRead(source: Source, { initializer }: ts.VariableDeclaration, read: ts.CallExpression): boolean {
  const { ts: api } = source;
  let isQuiet = true;
  const visit = (node: ts.Node): void => {
    if (node === read) return;
    if (
      (api.isCallExpression(node) || api.isNewExpression(node)) &&
      !/^(?:Number|String|parseInt|parseFloat|Number\.\w+)$/.test(source.textOf(node.expression))
    )
      isQuiet = false;
    if (api.isYieldExpression(node) || api.isTaggedTemplateExpression(node)) isQuiet = false;
    api.forEachChild(node, visit);
  };
  if (initializer) visit(initializer);
  return initializer !== undefined && isQuiet;
}
