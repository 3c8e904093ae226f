import type { Occurrence } from '../analyzer/effects/operations.js';
import { bare, keyOf, refuse, type Edit, type Source, type ts } from '../analyzer/rewrite/tools.js';
import { declarationsIn, functionAround, isIn, removeStatement, usesOf, type Declared } from './declared.js';

/** Where the read and the write stand in the text. */
export interface Places {
  readonly source: Source;
  readonly read: ts.CallExpression;
  readonly write: ts.CallExpression;
  /** The function around both. */
  readonly fn: ts.FunctionLikeDeclaration;
  /** The write fails, or makes the entry, where it is not there: then the read need not look. */
  readonly isSelfSufficient: boolean;
  /** All of the chain of methods that the write is part of (`db.update(…).set(…).where(…)`); the write itself where it is no chain. */
  readonly chain: ts.CallExpression;
}

/** A read and a write of the same place. */
export interface ReadAndWrite {
  readonly read: Occurrence;
  readonly write: Occurrence;
}

/**
 * Finds the two calls. Statements may be sent by helpers: then it is their calls. Refuses where the two do not stand in one function, or are texts with
 * a tag.
 */
export function placesOf(edit: Edit, { read, write }: ReadAndWrite): Places {
  const isByHelper = write.statement !== undefined && read.statement !== undefined && read.node.frame !== write.node.frame;
  const { frame } = isByHelper ? { frame: rootOf(write) } : write.node;
  if (!isByHelper && read.node.frame !== frame) refuse('the read and the write stand in different functions');
  const source = edit.source(frame.unit);
  const at = ({ node, top }: Occurrence): ts.CallExpression => {
    const call = source.callAt(frame.unit.ir.span(isByHelper ? top : node.value));
    return source.ts.isCallExpression(call) ? call : refuse('not a call');
  };
  const call = at(write);
  const { system } = write.lib.callee.type.owner;
  const isChain = [write.op.key, write.op.value].some((path) => String(path).startsWith('()'));
  const found = at(read);
  const isSelfSufficient = system === 'store' || throwsToo(write) || !/Or(?:Throw|Fail)$/.test(nameOf(source, chainOf(source, found)));
  return {
    source,
    read: found,
    write: call,
    fn: functionAround(source, call),
    isSelfSufficient,
    chain: isChain ? chainOf(source, call) : call,
  };
}

/** Does a write fail where there is no such entry? */
const throwsToo = ({ op }: Occurrence): boolean => op.adds !== undefined && 'member' in op.adds && op.many !== true;

const nameOf = ({ ts: api }: Source, { expression }: ts.CallExpression): string =>
  api.isPropertyAccessExpression(expression) ? expression.name.text : '';

function rootOf({ node }: Occurrence): Occurrence['node']['frame'] {
  let { frame } = node;
  while (frame.caller !== null) frame = frame.caller;
  return frame;
}

/** The method that is called on what a call gives, as a call. */
function callOn(source: Source, call: ts.CallExpression): ts.CallExpression | undefined {
  const { ts: api } = source;
  const access = source.parentOf(call);
  if (access === undefined || !api.isPropertyAccessExpression(access) || access.expression !== call) return undefined;
  const outer = source.parentOf(access);
  return outer !== undefined && api.isCallExpression(outer) && outer.expression === access ? outer : undefined;
}

/** The outermost call of a chain. */
export function chainOf(source: Source, call: ts.CallExpression): ts.CallExpression {
  const next = callOn(source, call);
  return next === undefined ? call : chainOf(source, next);
}

/** What stands before the dot of a link: nothing, or a line break and white space where links have lines of their own. */
export function beforeLink({ ts: api, text }: Source, { expression }: ts.CallExpression): string {
  if (!api.isPropertyAccessExpression(expression)) return '';
  const gap = text.slice(expression.expression.end, expression.name.pos);
  return /(\r?\n[ \t]*)\??\.$/.exec(gap)?.[1] ?? /^[ \t]*/.exec(gap)?.[0] ?? '';
}

/** The calls of a method in the chain that a call is part of, in the order in which they run. */
export function linksNamed(source: Source, call: ts.CallExpression, name: string): ts.CallExpression[] {
  const { ts: api } = source;
  const links: ts.CallExpression[] = [];
  for (let at: ts.Expression = chainOf(source, call); api.isCallExpression(at);) {
    const callee: ts.Expression = at.expression;
    if (!api.isPropertyAccessExpression(callee)) break;
    if (callee.name.text === name) links.unshift(at);
    at = callee.expression;
  }
  return links;
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
  if (head === '()') {
    const [method, ...rest] = names;
    const [link, more] = linksNamed(source, call, method);
    return link === undefined || more !== undefined ? undefined : expressionAt(source, link, rest.length > 0 ? rest.join('.') : 0);
  }
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

/** What a read gave, as the code names it: `row`, `rows[0]`. Undefined where it is taken apart into its fields. */
export function rowOf({ source, fn, read }: Places): { readonly text: string; readonly name: ts.Identifier } | undefined {
  const { ts: api } = source;
  const { declaration } = declaredRead({ source, fn, read });
  const { name } = declaration;
  if (api.isIdentifier(name)) return { text: name.text, name };
  const [element, ...others] = name.elements;
  if (element === undefined || others.length > 0 || api.isOmittedExpression(element) || !api.isIdentifier(element.name)) return undefined;
  if (api.isArrayBindingPattern(name)) return element.dotDotDotToken ? undefined : { text: element.name.text, name: element.name };
  const isRows = element.name.text === 'rows' || (element.propertyName && source.textOf(element.propertyName) === 'rows');
  return isRows ? { text: `${element.name.text}[0]`, name: element.name } : undefined;
}

const declaredRead = ({ source, fn, read }: Pick<Places, 'source' | 'fn' | 'read'>): Declared =>
  declarationsIn(source, fn).find(({ declaration }) => declaration.initializer && isIn(read, declaration.initializer)) ??
  refuse('what was read has no name');

/** Where the text names a field of what was read: `row.field`, `rows[0].field`, or the name it is taken apart into. */
export function fieldUses(at: Places, field: string): ts.Expression[] {
  const { source, fn } = at;
  const { ts: api } = source;
  const { name } = declaredRead(at).declaration;
  const row = rowOf(at);
  if (row)
    return usesOf(source, fn, row.name.text).flatMap((use) => {
      const parent = source.parentOf(use);
      const whole = parent && api.isElementAccessExpression(parent) && parent.expression === use ? parent : use;
      const access = source.parentOf(whole);
      return access && api.isPropertyAccessExpression(access) && access.expression === whole && access.name.text === field ? [access] : [];
    });
  if (!api.isObjectBindingPattern(name)) return refuse('what was read is taken apart');
  const element = name.elements.find((one) => (one.propertyName ?? one.name) && source.textOf(one.propertyName ?? one.name) === field);
  if (!element || !api.isIdentifier(element.name)) return [];
  const local = element.name;
  return usesOf(source, fn, local.text).filter((use) => use !== local);
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
    if (!isUnused || !wasUsed || !isOnlyRead(source, one.declaration, read)) continue;
    const { initializer } = one.declaration;
    if (isIn(read, one.statement) && !isSelfSufficient) {
      // It fails where there is no such entry, and the write does not: it stays for that.
      if (initializer && source.ts.isAwaitExpression(initializer))
        edit.remove(source, { start: source.start(one.statement), end: source.start(initializer) });
      continue;
    }
    removed.push(one.statement);
    removeStatement(edit, source, one.statement);
  }
}

const CONDITIONS = /^(?:eq|and|isNull|isNotNull)$/;

/** Is a call a link of the chain of a read, or one of the conditions that it is asked by (`eq(users.id, id)`)? */
function isPartOf(source: Source, node: ts.Node, read: ts.CallExpression): boolean {
  const whole = chainOf(source, read);
  if (whole === read || !source.ts.isCallExpression(node) || !isIn(node, whole)) return false;
  return isIn(read, node) || isIn(node, read.expression) || CONDITIONS.test(source.textOf(node.expression));
}

/** Does an initialiser do nothing but the read, and conversions of names? */
function isOnlyRead(source: Source, { initializer }: ts.VariableDeclaration, read: ts.CallExpression): boolean {
  const { ts: api } = source;
  let isQuiet = true;
  const visit = (node: ts.Node): void => {
    if (node === read) return;
    if (
      (api.isCallExpression(node) || api.isNewExpression(node)) &&
      !isPartOf(source, node, read) &&
      !/^(?:Number|String|parseInt|parseFloat|Number\.\w+)$/.test(source.textOf(node.expression))
    )
      isQuiet = false;
    if (api.isYieldExpression(node) || api.isTaggedTemplateExpression(node)) isQuiet = false;
    api.forEachChild(node, visit);
  };
  if (initializer) visit(initializer);
  return initializer !== undefined && isQuiet;
}
