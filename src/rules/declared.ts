import type { Edit, Source, ts } from '../analyzer/rewrite/tools.js';
import { refuse } from '../analyzer/rewrite/tools.js';

/** A `const` or `let` with one name or pattern, alone in its statement. */
export interface Declared {
  readonly statement: ts.VariableStatement;
  readonly declaration: ts.VariableDeclaration;
  /** The names it declares, with their identifiers. */
  readonly names: readonly ts.Identifier[];
}

/** Every mention of a name within a node that is not a member's name, a key or a type: reads, writes and shorthand properties. */
export function usesOf(source: Source, within: ts.Node, name: string): ts.Identifier[] {
  const { ts: api } = source;
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (api.isIdentifier(node) && node.text === name && !isLabel(source, node)) found.push(node);
    api.forEachChild(node, visit);
  };
  visit(within);
  return found;
}

function isLabel(source: Source, node: ts.Identifier): boolean {
  const { ts: api } = source;
  const parent = source.parentOf(node);
  if (parent === undefined) return false;
  if (api.isPropertyAccessExpression(parent) || api.isPropertyAssignment(parent) || api.isMethodDeclaration(parent))
    return parent.name === node;
  if (api.isBindingElement(parent)) return parent.propertyName === node;
  return api.isQualifiedName(parent) || api.isTypeReferenceNode(parent) || api.isPropertySignature(parent);
}

/** The declarations of locals in a function that stand alone in their statement, in the order of the text. */
export function declarationsIn(source: Source, fn: ts.Node): Declared[] {
  const { ts: api } = source;
  const found: Declared[] = [];
  const visit = (node: ts.Node): void => {
    if (api.isVariableStatement(node) && node.declarationList.declarations.length === 1) {
      const [declaration] = node.declarationList.declarations;
      found.push({ statement: node, declaration, names: namesOf(source, declaration.name) });
    }
    api.forEachChild(node, visit);
  };
  visit(fn);
  return found;
}

function namesOf(source: Source, name: ts.BindingName): ts.Identifier[] {
  const { ts: api } = source;
  if (api.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) => (api.isBindingElement(element) ? namesOf(source, element.name) : []));
}

/** Is a name assigned anywhere in a node after its declaration? */
export function isAssigned(source: Source, within: ts.Node, name: string): boolean {
  const { ts: api } = source;
  return usesOf(source, within, name).some((use) => {
    const parent = source.parentOf(use);
    if (parent === undefined) return false;
    if (api.isPrefixUnaryExpression(parent) || api.isPostfixUnaryExpression(parent))
      return parent.operator === api.SyntaxKind.PlusPlusToken || parent.operator === api.SyntaxKind.MinusMinusToken;
    return (
      api.isBinaryExpression(parent) &&
      parent.left === use &&
      parent.operatorToken.kind >= api.SyntaxKind.FirstAssignment &&
      parent.operatorToken.kind <= api.SyntaxKind.LastAssignment
    );
  });
}

/** Does a node lie within another, or is it that? */
export const isIn = (node: ts.Node, outer: ts.Node): boolean => node.pos >= outer.pos && node.end <= outer.end;

/**
 * Takes a statement out with its line; comments before it stay, and one behind it keeps the line. A blank line after it goes, too, where it
 * was the first of its block.
 */
export function removeStatement(edit: Edit, source: Source, statement: ts.Statement): void {
  const { text } = source;
  const start = source.start(statement);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const rest = /^[ \t]*\r?\n/.exec(text.slice(statement.end));
  if (text.slice(lineStart, start).trim() !== '' || rest === null) return edit.remove(source, statement);
  const isFirst = /\{[ \t]*\r?\n$/.test(text.slice(0, lineStart));
  const blank = isFirst ? (/^(?:[ \t]*\r?\n)+/.exec(text.slice(statement.end + rest[0].length))?.[0].length ?? 0) : 0;
  edit.remove(source, { start: lineStart, end: statement.end + rest[0].length + blank });
}

/** Can an expression be written at another place and mean the same: names, members, literals and arithmetic, nothing that is done? */
export function isPlain(source: Source, node: ts.Node): boolean {
  const { ts: api } = source;
  if (
    api.isIdentifier(node) ||
    api.isLiteralExpression(node) ||
    node.kind === api.SyntaxKind.ThisKeyword ||
    node.kind === api.SyntaxKind.NullKeyword ||
    node.kind === api.SyntaxKind.TrueKeyword ||
    node.kind === api.SyntaxKind.FalseKeyword
  )
    return true;
  if (api.isPropertyAccessExpression(node)) return isPlain(source, node.expression);
  if (api.isElementAccessExpression(node)) return isPlain(source, node.expression) && isPlain(source, node.argumentExpression);
  if (api.isParenthesizedExpression(node) || api.isAsExpression(node) || api.isNonNullExpression(node))
    return isPlain(source, node.expression);
  if (api.isPrefixUnaryExpression(node))
    return (
      node.operator !== api.SyntaxKind.PlusPlusToken && node.operator !== api.SyntaxKind.MinusMinusToken && isPlain(source, node.operand)
    );
  if (api.isBinaryExpression(node)) {
    const kind = node.operatorToken.kind;
    if (kind >= api.SyntaxKind.FirstAssignment && kind <= api.SyntaxKind.LastAssignment) return false;
    return isPlain(source, node.left) && isPlain(source, node.right);
  }
  if (api.isConditionalExpression(node)) return [node.condition, node.whenTrue, node.whenFalse].every((part) => isPlain(source, part));
  if (api.isTemplateExpression(node)) return node.templateSpans.every(({ expression }) => isPlain(source, expression));
  if (api.isObjectLiteralExpression(node))
    return node.properties.every(
      (one) => api.isShorthandPropertyAssignment(one) || (api.isPropertyAssignment(one) && isPlain(source, one.initializer)),
    );
  if (api.isArrayLiteralExpression(node)) return node.elements.every((one) => isPlain(source, one));
  return api.isCallExpression(node) && PURE.test(source.textOf(node.expression)) && node.arguments.every((one) => isPlain(source, one));
}

const PURE = /^(?:Math\.(?!random)\w+|Number|String|Boolean|parseInt|parseFloat|Number\.(?:parseInt|parseFloat))$/;

/** The function around a node. Refuses at top level. */
export const functionAround = (source: Source, node: ts.Node): ts.FunctionLikeDeclaration =>
  source.functionOf(node) ?? refuse('top-level code');
