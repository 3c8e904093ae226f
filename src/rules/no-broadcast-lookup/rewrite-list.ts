import type { Program } from '../../analyzer/link/program.js';
import { refuse, type Edit, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { isAssigned, isIn, usesOf } from '../declared.js';

/** A list of nodes, and what is done with it. */
export interface NodeList {
  readonly source: Source;
  /** The file that makes it, and whether others can import it from there. */
  readonly home: Source;
  readonly isExported: boolean;
  /** As the code names it: `this.nodes`, `shards`. */
  readonly text: string;
  readonly kind: 'field' | 'constant' | 'parameter';
  /** Where it comes from: the constructor's parameter, the variable, the function's parameter. */
  readonly declared: ts.ParameterDeclaration | ts.VariableDeclaration;
  /** Mentions of it in the file of the lookup besides its declaration. */
  readonly uses: readonly ts.Expression[];
}

/** Finds where a list is made. Refuses where that is out of sight, or the list may change. */
export function listOf(program: Program, edit: Edit, source: Source, list: ts.Expression): NodeList {
  const { ts: api } = source;
  const found =
    api.isPropertyAccessExpression(list) && list.expression.kind === api.SyntaxKind.ThisKeyword
      ? fieldOf(source, list)
      : nameOf(program, edit, source, list);
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
  return { source, home: source, isExported: false, text: source.textOf(list), kind: 'field', declared, uses };
}

function nameOf(program: Program, edit: Edit, source: Source, list: ts.Expression): NodeList {
  const { ts: api } = source;
  if (!api.isIdentifier(list)) return refuse('the list has no name');
  const { text } = list;
  const fn = source.functionOf(list);
  const parameter = fn?.parameters.find(({ name }) => api.isIdentifier(name) && name.text === text);
  if (fn && parameter) {
    if (isAssigned(source, fn, text)) refuse('the list is replaced');
    const uses = usesOf(source, fn, text).filter((use) => !isIn(use, parameter));
    return { source, home: source, isExported: false, text, kind: 'parameter', declared: parameter, uses };
  }
  const home = importedFrom(program, edit, source, text) ?? source;
  const { declared, isExported } = constantIn(home, text);
  const uses = usesOf(source, source.tree, text).filter(
    (use) => use !== declared.name && !source.ts.isImportSpecifier(source.parentOf(use) ?? use),
  );
  if (isExported) checkElsewhere(program, edit, home, source, text);
  return { source, home, isExported, text, kind: 'constant', declared, uses };
}

function constantIn(source: Source, text: string): { readonly declared: ts.VariableDeclaration; readonly isExported: boolean } {
  const { ts: api } = source;
  for (const statement of source.tree.statements) {
    if (!api.isVariableStatement(statement) || (statement.declarationList.flags & api.NodeFlags.Const) === 0) continue;
    const declared = statement.declarationList.declarations.find(({ name }) => api.isIdentifier(name) && name.text === text);
    if (declared) return { declared, isExported: (api.getModifiers(statement)?.length ?? 0) > 0 };
  }
  return refuse('no constant of a file');
}

/** The file of the project that a name is imported from, under the same name. */
function importedFrom(program: Program, edit: Edit, { unit }: Source, text: string): Source | undefined {
  for (let row = 0, n = unit.ir.count('imports'); row < n; row++) {
    const { name, local } = unit.ir.import(row);
    const target = unit.targets[row];
    if (local === text && name === text && target?.kind === 'unit') return edit.source(program.units[target.unit]);
  }
  return undefined;
}

/** Other files that import the list only ask or tell all nodes. */
function checkElsewhere(program: Program, edit: Edit, home: Source, here: Source, text: string): void {
  const others = new Set([home.unit, ...program.importersOf(home.unit).map(({ unit }) => unit)]);
  for (const unit of others) {
    const source = edit.source(unit);
    if (source === here) continue;
    for (const use of usesOf(source, source.tree, text)) {
      const parent = source.parentOf(use);
      if (!parent || source.ts.isImportSpecifier(parent) || source.ts.isVariableDeclaration(parent)) continue;
      if (!isForAll(source, use)) refuse('another file picks a node');
    }
  }
}

/** Is a mention of the list one of all its nodes, or of their number? */
export function isForAll(source: Source, use: ts.Expression): boolean {
  const { ts: api } = source;
  const parent = source.parentOf(use);
  if (!parent) return false;
  if (api.isPropertyAccessExpression(parent)) return ['length', 'map', 'forEach'].includes(parent.name.text);
  return api.isForOfStatement(parent) && parent.expression === use;
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
