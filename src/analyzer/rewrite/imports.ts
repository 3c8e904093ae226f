import { posix } from 'node:path';
import type { Unit } from '../link/values.js';
import type { ts } from '../syntax.js';
import { refuse } from './refusal.js';
import type { Source } from './source.js';

/** Something to import. */
export interface ImportRequest {
  /** A package, or `relativeSpecifier()` of a file. */
  readonly from: string;
  /** The exported name; `default`, or `*` for the namespace (in CommonJS: what `require()` gives). */
  readonly name: string;
  /** What to call it, if that is free; the exported name where left out. */
  readonly as?: string;
  /** Only its type is used: nothing is imported into JavaScript, where types are not written. */
  readonly type?: boolean;
}

/** An import to be written, and what it will be called. */
export interface PendingImport extends ImportRequest {
  readonly local: string;
}

/** The local name of something that the file imports already, at top level. */
export function importedAs(source: Source, { from, name, type }: ImportRequest): string | undefined {
  const { ts: api } = source;
  for (const node of source.tree.statements) {
    if (api.isImportDeclaration(node) && api.isStringLiteral(node.moduleSpecifier) && sameModule(node.moduleSpecifier.text, from)) {
      const local = localIn(source, node.importClause, name, type === true);
      if (local !== undefined) return local;
    }
    if (api.isVariableStatement(node))
      for (const declaration of node.declarationList.declarations)
        if (requires(source, declaration.initializer, from)) {
          const local = localInRequire(source, declaration.name, name);
          if (local !== undefined) return local;
        }
  }
  return undefined;
}

const sameModule = (a: string, b: string): boolean => a.replace(/^node:/, '') === b.replace(/^node:/, '');

function localIn({ ts: api }: Source, clause: ts.ImportClause | undefined, name: string, type: boolean): string | undefined {
  if (clause === undefined || (isTypeOnly(clause) && !type)) return undefined;
  if (name === 'default' && clause.name) return clause.name.text;
  const bindings = clause.namedBindings;
  if (bindings === undefined) return undefined;
  if (api.isNamespaceImport(bindings)) return name === '*' ? bindings.name.text : undefined;
  return bindings.elements.find((el) => (el.propertyName ?? el.name).text === name && (type || !el.isTypeOnly))?.name.text;
}

const isTypeOnly = (clause: ts.ImportClause): boolean => clause.isTypeOnly;

function requires({ ts: api }: Source, node: ts.Expression | undefined, from: string): boolean {
  if (node === undefined || !api.isCallExpression(node) || !api.isIdentifier(node.expression) || node.expression.text !== 'require')
    return false;
  const [specifier] = node.arguments;
  return specifier !== undefined && api.isStringLiteral(specifier) && sameModule(specifier.text, from);
}

function localInRequire({ ts: api }: Source, pattern: ts.BindingName, name: string): string | undefined {
  if (api.isIdentifier(pattern)) return name === '*' ? pattern.text : undefined;
  if (!api.isObjectBindingPattern(pattern)) return undefined;
  const found = pattern.elements.find((el) => {
    const key = el.propertyName ?? el.name;
    return api.isIdentifier(key) && key.text === name && el.dotDotDotToken === undefined;
  });
  return found && api.isIdentifier(found.name) ? found.name.text : undefined;
}

/** Text to insert at an offset. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** Writes the imports of one file: into declarations that import values of that module by name, else as new lines. */
export function renderImports(source: Source, wanted: readonly PendingImport[]): Insertion[] {
  const insertions: Insertion[] = [];
  const lines: string[] = [];
  for (const key of new Set(wanted.map(({ from, type }) => `${from}\0${type === true}`))) {
    const group = wanted.filter(({ from, type }) => `${from}\0${type === true}` === key);
    const named = group.filter(({ name }) => name !== 'default' && name !== '*');
    const list = named.length > 0 ? namedListOf(source, group[0]) : undefined;
    if (list) insertions.push({ at: list.at, text: named.map((one) => list.render(specifierOf(source, one))).join('') });
    lines.push(...declarations(source, list ? group.filter((one) => !named.includes(one)) : group));
  }
  if (lines.length > 0) insertions.push(placeLines(source, lines));
  return insertions;
}

const usesRequire = ({ style }: Source): boolean => style.modules === 'cjs';

function specifierOf(source: Source, { name, local }: PendingImport): string {
  if (name === local) return name;
  return usesRequire(source) ? `${name}: ${local}` : `${name} as ${local}`;
}

/** Where a name joins those that are imported from a module already. */
function namedListOf(source: Source, { from, type }: PendingImport): { at: number; render: (specifier: string) => string } | undefined {
  const { ts: api } = source;
  for (const node of source.tree.statements) {
    if (!api.isImportDeclaration(node) || !api.isStringLiteral(node.moduleSpecifier) || !sameModule(node.moduleSpecifier.text, from))
      continue;
    const bindings = node.importClause?.namedBindings;
    if (node.importClause === undefined || node.importClause.isTypeOnly !== (type === true) || !bindings || !api.isNamedImports(bindings))
      continue;
    const last = bindings.elements.at(-1);
    return last && { at: last.end, render: (specifier) => `, ${specifier}` };
  }
  return undefined;
}

function declarations(source: Source, group: readonly PendingImport[]): string[] {
  if (group.length === 0) return [];
  const { str, semi } = source.style;
  const [{ from, type }] = group;
  const named = group.filter(({ name }) => name !== 'default' && name !== '*');
  const whole = group.filter(({ name }) => name === '*');
  const byDefault = group.find(({ name }) => name === 'default');
  const braces = named.length > 0 ? `{ ${named.map((one) => specifierOf(source, one)).join(', ')} }` : undefined;
  if (usesRequire(source)) {
    const required = `require(${str(from)})`;
    return [
      ...(byDefault ? [`const { default: ${byDefault.local} } = ${required}${semi}`] : []),
      ...whole.map(({ local }) => `const ${local} = ${required}${semi}`),
      ...(braces === undefined ? [] : [`const ${braces} = ${required}${semi}`]),
    ];
  }
  const word = type === true ? 'import type' : 'import';
  const first = [byDefault?.local, braces].filter((part) => part !== undefined);
  return [
    ...whole.map(({ local }) => `${word} * as ${local} from ${str(from)}${semi}`),
    ...(first.length > 0 ? [`${word} ${first.join(', ')} from ${str(from)}${semi}`] : []),
  ];
}

/** New lines stand after the last import or `require`, else before the first statement that is no directive. */
function placeLines(source: Source, lines: readonly string[]): Insertion {
  const { ts: api, tree } = source;
  const isImport = (node: ts.Statement): boolean =>
    api.isImportDeclaration(node) ||
    api.isImportEqualsDeclaration(node) ||
    (usesRequire(source) &&
      api.isVariableStatement(node) &&
      node.declarationList.declarations.some(({ initializer }) => isRequire(source, initializer)));
  const last =
    leading(tree.statements, isImport, (node) => isDirective(source, node)) ??
    tree.statements.findLast((node) => api.isImportDeclaration(node));
  const text = lines.join('\n');
  if (last) return { at: lineEndAfter(source.text, last.end), text: `\n${text}` };
  const directive = tree.statements
    .filter((node, i) => isDirective(source, node) && tree.statements.slice(0, i).every((one) => isDirective(source, one)))
    .at(-1);
  if (directive) return { at: lineEndAfter(source.text, directive.end), text: `\n${text}` };
  const [first] = tree.statements;
  return { at: first === undefined ? source.text.length : source.start(first), text: `${text}\n\n` };
}

/** The last of those that open the file: a `require` further down may depend on what is before it. */
function leading(
  statements: readonly ts.Statement[],
  test: (node: ts.Statement) => boolean,
  skip: (node: ts.Statement) => boolean,
): ts.Statement | undefined {
  let last: ts.Statement | undefined;
  for (const node of statements) {
    if (test(node)) last = node;
    else if (!skip(node)) break;
  }
  return last;
}

function isRequire({ ts: api }: Source, node: ts.Expression | undefined): boolean {
  let at = node;
  while (at && (api.isPropertyAccessExpression(at) || (api.isCallExpression(at) && !api.isIdentifier(at.expression)))) at = at.expression;
  return at !== undefined && api.isCallExpression(at) && api.isIdentifier(at.expression) && at.expression.text === 'require';
}

const isDirective = ({ ts: api }: Source, node: ts.Statement): boolean =>
  api.isExpressionStatement(node) && api.isStringLiteral(node.expression);

function lineEndAfter(text: string, from: number): number {
  const rest = /^[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*)?(?=\r?\n|$)/.exec(text.slice(from));
  return from + (rest?.[0].length ?? 0);
}

/** The relative imports of a file that lead to other files of the project, as they are written. */
const relativeImports = (unit: Unit): string[] =>
  unit.targets.flatMap((target, row) => {
    const { specifier } = unit.ir.import(row);
    return target.kind === 'unit' && /^\.\.?\//.test(specifier) ? [specifier] : [];
  });

/** What is written after a relative import's name in a file, else in the files of its package, those of its folder first; undefined where there are no such imports. */
function extensionIn({ unit }: Source, units: readonly Unit[]): { readonly text: string | undefined } | undefined {
  const folder = posix.dirname(unit.file);
  const others = units.filter((one) => one !== unit && one.manifest === unit.manifest);
  const near = others.filter(({ file }) => posix.dirname(file) === folder);
  for (const one of [unit, ...near, ...others]) {
    const found = relativeImports(one);
    if (found.length === 0) continue;
    return { text: found.map((text) => /\.[cm]?[jt]sx?$/.exec(text)?.[0]).find((text) => text !== undefined) };
  }
  return undefined;
}

/**
 * How a file would import another one of the project: as it does already, else with the extension that its other relative imports have, else those of its package. Where there
 * are none, Node.js decides: a package of ES modules needs one.
 */
export function relativeSpecifier(source: Source, to: Unit, units: readonly Unit[] = []): string {
  if (to === source.unit) refuse('a file does not import itself');
  const row = source.unit.targets.findIndex((target) => target.kind === 'unit' && target.unit === to.index);
  if (row >= 0) return source.unit.ir.import(row).specifier;
  const path = posix.relative(posix.dirname(source.unit.file), to.file);
  const dotted = path.startsWith('.') ? path : `./${path}`;
  const bare = dotted.replace(/\.[cm]?[jt]sx?$/, '');
  const used = extensionIn(source, units);
  const isBareByItself = source.style.modules === 'cjs' || (source.style.isTypeScript && source.unit.manifest?.type !== 'module');
  if (used ? used.text === undefined : isBareByItself) return bare;
  if (used?.text?.includes('ts') === true) return dotted;
  return (
    bare +
    dotted
      .slice(bare.length)
      .replace('ts', 'js')
      .replace(/x$/, source.style.isTypeScript ? '' : 'x')
  );
}
