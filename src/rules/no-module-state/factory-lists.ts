import { isExports } from '../../analyzer/rewrite/functions.js';
import { refuse, type Edit, type Source, type ts } from '../../analyzer/rewrite/tools.js';

/** Items of what a file imports or exports by name: `{ a, b }` of an import, an export, `require()` or `module.exports`. */
type List = ts.NodeArray<ts.Node>;

/** The items by which a file exports a name of its own in a list: `export { name }`, `module.exports = { name }`. Refuses where it is called something else outside. */
export function exportItemsOf(source: Source, name: string): ts.Identifier[] {
  const { ts: api } = source;
  return source.identifiersNamed(name).flatMap((node) => {
    const parent = source.parentOf(node);
    if (parent === undefined) return [];
    if (api.isExportSpecifier(parent)) return parent.propertyName === undefined ? [node] : refuse('exported under another name');
    return api.isShorthandPropertyAssignment(parent) && isExports(source, parent) ? [node] : [];
  });
}

/** An item of an import by name, with the name that it has in the file. */
export interface ImportItem {
  readonly item: ts.Node;
  readonly local: ts.Identifier;
  readonly exported: string;
}

/**
 * The items of a top-level statement that imports by name, `import { a as b } from` or `const { a: b } = require(…)`; nothing for an import for its effects. Refuses where it
 * imports a whole module, or passes it on.
 */
export function importItemsAt(source: Source, statement: ts.Statement): ImportItem[] {
  const { ts: api } = source;
  if (api.isImportDeclaration(statement) && statement.importClause === undefined) return [];
  const list = importList(source, statement) ?? refuse('imported as a whole, or exported again');
  return [...list].map((item): ImportItem => {
    if (!api.isImportSpecifier(item) && !api.isBindingElement(item)) refuse('no import by name');
    const { name, propertyName = name } = item;
    if (!api.isIdentifier(name) || !api.isIdentifier(propertyName)) refuse('not imported under a name');
    return { item, local: name, exported: propertyName.text };
  });
}

function importList({ ts: api }: Source, statement: ts.Statement): List | undefined {
  if (api.isImportDeclaration(statement)) {
    const bindings = statement.importClause?.namedBindings;
    return bindings && api.isNamedImports(bindings) ? bindings.elements : undefined;
  }
  if (!api.isVariableStatement(statement)) return undefined;
  const [{ name, initializer }, ...rest] = statement.declarationList.declarations;
  const isRequired = rest.length === 0 && initializer !== undefined && api.isCallExpression(initializer);
  return isRequired && api.isObjectBindingPattern(name) ? name.elements : undefined;
}

/** Takes items out of the lists that they stand in; `added` stand in the place of the first. A list that nothing is left of goes with its statement. */
export function replaceItems(edit: Edit, source: Source, items: readonly ts.Node[], added: readonly string[]): void {
  let texts = added;
  for (const owner of new Set(items.map((item) => source.parentOf(item) ?? refuse('not in a list')))) {
    const list = listOf(source, owner);
    const kept = list.flatMap((item) => {
      if (!items.includes(item)) return [source.textOf(item)];
      const own = texts;
      texts = [];
      return [...own];
    });
    if (kept.length === 0) removeList(edit, source, owner);
    else writeList(edit, source, list, typesAlone(edit, source, owner, kept));
  }
}

/** `import { type A }` becomes `import type { A }`: nothing is left of it when it runs. */
function typesAlone(edit: Edit, source: Source, owner: ts.Node, kept: readonly string[]): readonly string[] {
  const clause = source.parentOf(owner);
  const isAlone = clause && source.ts.isImportClause(clause) && !clause.isTypeOnly && !clause.name;
  if (!isAlone || !kept.every((text) => /^type\s/.test(text))) return kept;
  edit.insert(source, source.start(clause), 'type ');
  return kept.map((text) => text.replace(/^type\s+/, ''));
}

function listOf({ ts: api }: Source, owner: ts.Node): List {
  if (api.isNamedImports(owner) || api.isNamedExports(owner) || api.isObjectBindingPattern(owner)) return owner.elements;
  return api.isObjectLiteralExpression(owner) ? owner.properties : refuse('no list');
}

function writeList(edit: Edit, source: Source, list: List, kept: readonly string[]): void {
  const [first] = list;
  const start = source.start(first);
  const end = list[list.length - 1].end;
  const text = source.text.slice(start, end);
  if (/\/[/*]/.test(text)) refuse('comments in a list');
  const isTall = text.includes('\n') || /\n[ \t]*$/.test(source.text.slice(0, start));
  edit.replace(source, { start, end }, kept.join(isTall ? `,\n${source.indentAt(start)}` : ', '));
}

function removeList(edit: Edit, source: Source, owner: ts.Node): void {
  const statement = source.tree.statements.find((one) => one.pos <= owner.pos && owner.end <= one.end) ?? refuse('not in a statement');
  if (source.ts.isImportDeclaration(statement) && statement.importClause?.name) refuse('a default is imported, too');
  const lines = /^[ \t]*(?:\r?\n)?/.exec(source.text.slice(statement.end))?.[0] ?? '';
  edit.remove(source, { start: source.start(statement), end: statement.end + lines.length });
}
