import { refuse, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { isAssigned, isIn, usesOf } from '../declared.js';

/** A list of nodes, and what is done with it. */
export interface NodeList {
  readonly source: Source;
  /** As the code names it: `this.nodes`, `shards`. */
  readonly text: string;
  readonly kind: 'field' | 'constant' | 'parameter';
  /** Where it comes from: the constructor's parameter, the variable, the function's parameter. */
  readonly declared: ts.ParameterDeclaration | ts.VariableDeclaration;
  /** Mentions of it besides its declaration. */
  readonly uses: readonly ts.Expression[];
}

/** Finds where a list is made. Refuses where that is out of sight, or the list may change. */
export function listOf(source: Source, list: ts.Expression): NodeList {
  const { ts: api } = source;
  const found =
    api.isPropertyAccessExpression(list) && list.expression.kind === api.SyntaxKind.ThisKeyword
      ? fieldOf(source, list)
      : nameOf(source, list);
  for (const use of found.uses) if (changes(source, use)) refuse('the list changes');
  return found;
}

/** A parameter property of the class. */
function fieldOf(source: Source, list: ts.PropertyAccessExpression): NodeList {
  const { ts: api } = source;
  const holder = [...source.ancestorsOf(list)].find((node) => api.isClassLike(node)) ?? refuse('not in a class');
  const constructor = holder.members.find(
    (member): member is ts.ConstructorDeclaration => api.isConstructorDeclaration(member) && member.body !== undefined,
  );
  const declared = constructor?.parameters.find(
    (one) => one.name.getText(source.tree) === list.name.text && (api.getModifiers(one)?.length ?? 0) > 0,
  );
  if (!declared) return refuse('no parameter of the constructor');
  const uses: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (api.isPropertyAccessExpression(node) && node.expression.kind === api.SyntaxKind.ThisKeyword && node.name.text === list.name.text)
      uses.push(node);
    api.forEachChild(node, visit);
  };
  visit(holder);
  return { source, text: source.textOf(list), kind: 'field', declared, uses };
}

function nameOf(source: Source, list: ts.Expression): NodeList {
  const { ts: api } = source;
  if (!api.isIdentifier(list)) return refuse('the list has no name');
  const fn = source.functionOf(list);
  const parameter = fn?.parameters.find(({ name }) => api.isIdentifier(name) && name.text === list.text);
  if (fn && parameter) {
    if (isAssigned(source, fn, list.text)) refuse('the list is replaced');
    return {
      source,
      text: list.text,
      kind: 'parameter',
      declared: parameter,
      uses: usesOf(source, fn, list.text).filter((use) => !isIn(use, parameter)),
    };
  }
  for (const statement of source.tree.statements) {
    if (!api.isVariableStatement(statement) || (statement.declarationList.flags & api.NodeFlags.Const) === 0) continue;
    const declared = statement.declarationList.declarations.find(({ name }) => api.isIdentifier(name) && name.text === list.text);
    if (declared)
      return {
        source,
        text: list.text,
        kind: 'constant',
        declared,
        uses: usesOf(source, source.tree, list.text).filter((use) => use !== declared.name),
      };
  }
  return refuse('made in another file');
}

const CHANGES = new Set(['push', 'unshift', 'splice', 'pop', 'shift', 'sort', 'reverse', 'fill', 'copyWithin']);

/** Does a mention of the list change it? */
function changes(source: Source, use: ts.Expression): boolean {
  const { ts: api } = source;
  const parent = source.parentOf(use);
  if (parent && api.isPropertyAccessExpression(parent) && parent.expression === use) return CHANGES.has(parent.name.text);
  if (parent && api.isBinaryExpression(parent) && parent.left === use) return parent.operatorToken.kind === api.SyntaxKind.EqualsToken;
  const outer = parent && source.parentOf(parent);
  return (
    parent !== undefined &&
    api.isElementAccessExpression(parent) &&
    outer !== undefined &&
    api.isBinaryExpression(outer) &&
    outer.left === parent &&
    outer.operatorToken.kind === api.SyntaxKind.EqualsToken
  );
}
