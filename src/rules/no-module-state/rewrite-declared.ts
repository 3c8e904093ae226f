import type { FnRef } from '../../analyzer/link/callgraph.js';
import type { State } from '../../analyzer/state/types.js';
import { refuse, type Edit, type Source, type ts } from '../../analyzer/rewrite/tools.js';

/** A variable of a module with its declaration and all its uses. */
export interface Declared {
  readonly source: Source;
  readonly name: string;
  readonly statement: ts.VariableStatement;
  readonly declaration: ts.VariableDeclaration;
  readonly uses: readonly Use[];
}

/** A use of it, within a function. */
export interface Use {
  readonly node: ts.Identifier;
  readonly ref: FnRef;
}

/** Reads a state's declaration. Refuses unless it is a variable of the module that stands alone, is not exported, and whose name means nothing else. */
export function declared(edit: Edit, state: State): Declared {
  if (state.holder !== 'binding' || state.binding < 0) refuse('not a variable of a module');
  const source = edit.source(state.unit);
  const { ts: api } = source;
  const { name } = state.unit.ir.binding(state.binding);
  for (const statement of source.tree.statements) {
    if (!api.isVariableStatement(statement) || statement.modifiers !== undefined) continue;
    const [declaration, ...others] = statement.declarationList.declarations;
    if (others.length > 0 || !api.isIdentifier(declaration.name) || declaration.name.text !== name) continue;
    return { source, name, statement, declaration, uses: usesOfName(source, state.unit, declaration.name) };
  }
  return refuse('not declared alone, or exported');
}

/** Every use of what an identifier of a file declares or imports, but for mentions that are known. Refuses where its name means something else, too. */
export function usesOfName(source: Source, unit: FnRef['unit'], own: ts.Identifier, known: readonly ts.Node[] = []): Use[] {
  return source
    .identifiersNamed(own.text)
    .filter((node) => node !== own && !known.includes(node) && !isMember(source, node))
    .map((node) => ({ node, ref: { unit, fn: functionAround(source, unit, node) } }));
}

function isMember(source: Source, node: ts.Identifier): boolean {
  const { ts: api } = source;
  const parent = source.parentOf(node);
  if (parent === undefined) return false;
  if (api.isPropertyAccessExpression(parent)) return parent.name === node;
  if (api.isPropertyAssignment(parent) || api.isPropertySignature(parent) || api.isMethodDeclaration(parent)) return parent.name === node;
  const isOther =
    api.isVariableDeclaration(parent) ||
    api.isParameter(parent) ||
    api.isBindingElement(parent) ||
    api.isExportSpecifier(parent) ||
    api.isImportSpecifier(parent) ||
    api.isShorthandPropertyAssignment(parent) ||
    api.isTypeQueryNode(parent);
  return isOther && (!('initializer' in parent) || parent.initializer !== node) ? refuse('the name means something else, too') : false;
}

/** The function whose code holds a node; 0 at top level. */
export function functionAround(source: Source, unit: FnRef['unit'], node: ts.Node): number {
  const around = source.functionOf(node);
  if (around === undefined) return 0;
  const { start, end } = source.spanOf(around);
  for (let fn = 1, n = unit.ir.count('functions'); fn < n; fn++) {
    const row = unit.ir.fn(fn);
    if (row.start === start && row.end === end) return fn;
  }
  return refuse('a function that was not analysed');
}

/** The line comments directly above a declaration, which tell of it: as lines. */
export function commentOf({ source, statement }: Declared): string[] {
  const { text } = source;
  const start = commentStart(source, statement);
  return text
    .slice(start, source.start(statement))
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function commentStart(source: Source, statement: ts.Statement): number {
  const { text, ts: api } = source;
  let start = source.start(statement);
  for (const comment of (api.getLeadingCommentRanges(text, statement.pos) ?? []).toReversed()) {
    const isLine =
      text.startsWith('//', comment.pos) && /^[ \t]*$/.test(text.slice(text.lastIndexOf('\n', comment.pos - 1) + 1, comment.pos));
    if (!isLine || !/^[ \t]*\r?\n[ \t]*$/.test(text.slice(comment.end, start))) break;
    start = comment.pos;
  }
  return start;
}

/** Removes a declaration with its line and the line comments above it; a comment behind it stays, on a line of its own. */
export function removeDeclaration(edit: Edit, { source, statement }: Declared): void {
  const start = commentStart(source, statement);
  // Another comment above stays apart from what comes next.
  const isTold = /\S[ \t]*\r?\n$/.test(source.text.slice(0, start));
  const lines = isTold ? /^[ \t]*(?:\r?\n)?/ : /^[ \t]*(?:\r?\n(?:[ \t]*\r?\n)?)?/;
  const [rest = ''] = lines.exec(source.text.slice(statement.end)) ?? [];
  edit.remove(source, { start, end: statement.end + rest.length });
}

/** The call of a method that a use is the receiver of: `cache.get(id)`. */
export function methodCall(source: Source, node: ts.Node): ts.CallExpression | undefined {
  const { ts: api } = source;
  const access = source.parentOf(node);
  if (access === undefined || !api.isPropertyAccessExpression(access) || access.expression !== node) return undefined;
  const call = source.parentOf(access);
  return call && api.isCallExpression(call) && call.expression === access ? call : undefined;
}

/** The name of the method that is called there. */
export const methodName = ({ ts: api }: Source, { expression }: ts.CallExpression): string =>
  api.isPropertyAccessExpression(expression) ? expression.name.text : '';

/** The key and value types of `new Map<K, V>()` or of the declared type; empty where none are written. */
export function typeArguments({ ts: api }: Source, { type, initializer }: ts.VariableDeclaration): readonly ts.TypeNode[] {
  if (initializer && api.isNewExpression(initializer) && initializer.typeArguments) return initializer.typeArguments;
  return type && api.isTypeReferenceNode(type) ? (type.typeArguments ?? []) : [];
}

/** `user` + `Cache`: the name of a type for it. */
export const typeName = (name: string, suffix: string): string => {
  const upper = name[0].toUpperCase() + name.slice(1);
  return upper.toLowerCase().endsWith(suffix.toLowerCase()) ? upper : `${upper}${suffix}`;
};
