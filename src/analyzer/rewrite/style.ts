import type { ts, TypeScript } from '../syntax.js';

/** How a file is written, so that what is added looks like the rest of it. */
export interface Style {
  readonly quote: "'" | '"';
  /** `;`, or nothing where the file leaves them out. */
  readonly semi: ';' | '';
  /** One level of indentation: a tab or some spaces. */
  readonly unit: string;
  readonly eol: '\n' | '\r\n';
  /** How the file imports. */
  readonly modules: 'esm' | 'cjs';
  readonly isTypeScript: boolean;
  /** A string literal in the file's quotes. */
  str(value: string): string;
}

/** Reads the style of a file; `packageType` is `type` of its package.json and decides where the text does not. */
export function readStyle(api: TypeScript, tree: ts.SourceFile, packageType: string | undefined): Style {
  const { text } = tree;
  const quote = quoteOf(api, tree);
  return {
    quote,
    semi: hasSemicolons(api, tree) ? ';' : '',
    unit: unitOf(text),
    eol: eolOf(text),
    modules: modulesOf(api, tree, packageType),
    isTypeScript: /\.[cm]?tsx?$/i.test(tree.fileName),
    str: (value) => quoted(value, quote),
  };
}

function quoted(value: string, quote: "'" | '"'): string {
  const inner = JSON.stringify(value).slice(1, -1);
  return quote === '"' ? `"${inner}"` : `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function eolOf(text: string): '\n' | '\r\n' {
  const all = text.split('\n').length - 1;
  return all > 0 && (text.split('\r\n').length - 1) * 2 > all ? '\r\n' : '\n';
}

function quoteOf(api: TypeScript, tree: ts.SourceFile): "'" | '"' {
  let single = 0;
  let double = 0;
  const visit = (node: ts.Node): void => {
    if (api.isJsxAttribute(node)) return; // quoted by another rule in most styles
    if (api.isStringLiteral(node)) {
      if (tree.text[node.end - 1] === '"') double += 1;
      else single += 1;
    }
    api.forEachChild(node, visit);
  };
  visit(tree);
  return double > single ? '"' : "'";
}

function hasSemicolons(api: TypeScript, tree: ts.SourceFile): boolean {
  let withOne = 0;
  let without = 0;
  const visit = (node: ts.Node): void => {
    if (api.isExpressionStatement(node) || api.isVariableStatement(node) || api.isImportDeclaration(node) || api.isReturnStatement(node)) {
      if (tree.text[node.end - 1] === ';') withOne += 1;
      else without += 1;
    }
    api.forEachChild(node, visit);
  };
  visit(tree);
  return withOne >= without;
}

/** The step between a line and a more indented next one, as most pairs have it. */
function unitOf(text: string): string {
  const steps = new Map<string, number>();
  let before = '';
  for (const line of text.split(/\r?\n/)) {
    const [, indent = '', first] = /^([ \t]*)(\S)/.exec(line) ?? [];
    if (first === undefined || first === '*') continue;
    if (indent.length > before.length && indent.startsWith(before)) {
      const step = indent.slice(before.length);
      if (/^(?:\t| {2,8})$/.test(step)) steps.set(step, (steps.get(step) ?? 0) + 1);
    }
    before = indent;
  }
  return [...steps].reduce((best, step) => (step[1] > best[1] ? step : best), ['  ', 0] as const)[0];
}

function modulesOf(api: TypeScript, tree: ts.SourceFile, packageType: string | undefined): 'esm' | 'cjs' {
  if (/\.c[jt]s$/i.test(tree.fileName)) return 'cjs';
  if (
    tree.statements.some(
      (node) => api.isImportDeclaration(node) || api.isExportDeclaration(node) || api.isExportAssignment(node) || isExported(api, node),
    )
  )
    return 'esm';
  if (/\.(?:m[jt]s|tsx?)$/i.test(tree.fileName)) return 'esm';
  if (/\brequire\s*\(|\bmodule\.exports\b|\bexports\.\w/.test(tree.text)) return 'cjs';
  return packageType === 'module' ? 'esm' : 'cjs';
}

const isExported = (api: TypeScript, node: ts.Node): boolean =>
  api.canHaveModifiers(node) && (api.getModifiers(node)?.some(({ kind }) => kind === api.SyntaxKind.ExportKeyword) ?? false);
