import ts from 'typescript';

/** An edit that does not change what a program means: new texts by path, or nothing where there is nothing to edit. */
export type MeaningPreservingEdit = (files: ReadonlyMap<string, string>) => Map<string, string> | undefined;

interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** One source file, with symbols that are resolved in that file alone. */
interface Opened {
  readonly path: string;
  readonly source: ts.SourceFile;
  readonly checker: ts.TypeChecker;
}

export const EDITS: Readonly<Record<string, MeaningPreservingEdit>> = {
  rename: eachFile(renamed),
  'reformat: printed anew': (files) => mapped(files, printedAnew),
  'reformat: other line ends and indentation': (files) =>
    mapped(files, (_path, text) => text.replace(/^( {2})+/gm, (indent) => '\t'.repeat(indent.length / 2)).replaceAll('\n', '\r\n')),
  'extract a constant': eachFile(constantsExtracted),
  'await to then': eachFile(awaitsToThen),
  'await to then, also in what follows': again(eachFile(awaitsToThen), 4),
  'await to then, with a catch that throws on': eachFile(awaitsToThenAndCatch),
  'function to arrow': eachFile(functionsToArrows),
  'split a file': split,
};

const isSource = (path: string): boolean => /\.[cm]?[jt]sx?$/.test(path) && !path.endsWith('.d.ts');

function mapped(
  files: ReadonlyMap<string, string>,
  edit: (path: string, text: string) => string | undefined,
): Map<string, string> | undefined {
  const result = new Map(files);
  let changed = false;
  for (const [path, text] of files) {
    const after = isSource(path) ? edit(path, text) : undefined;
    if (after === undefined || after === text) continue;
    result.set(path, after);
    changed = true;
  }
  return changed ? result : undefined;
}

/** An edit that looks at each file for itself. */
function eachFile(edit: (opened: Opened) => readonly Change[]): MeaningPreservingEdit {
  return (files) => mapped(files, (path, text) => applied(text, edit(open(path, text))));
}

/** The same edit of its own result. */
function again(edit: MeaningPreservingEdit, times: number): MeaningPreservingEdit {
  return (files) => {
    let result = edit(files);
    for (let i = 1; i < times && result !== undefined; i++) result = edit(result) ?? result;
    return result;
  };
}

function applied(text: string, changes: readonly Change[]): string {
  let result = text;
  for (const { start, end, text: by } of [...changes].sort((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + by + result.slice(end);
  }
  return result;
}

function open(path: string, text: string): Opened {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, /x$/.test(path) ? ts.ScriptKind.TSX : undefined);
  const host: ts.CompilerHost = {
    getSourceFile: (name) => (name === path ? source : undefined),
    getDefaultLibFileName: () => 'lib.d.ts',
    writeFile: () => undefined,
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (name) => name === path,
    readFile: () => undefined,
  };
  const options = { noResolve: true, noLib: true, allowJs: true, target: ts.ScriptTarget.Latest, types: [] };
  return { path, source, checker: ts.createProgram([path], options, host).getTypeChecker() };
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

function collect<T extends ts.Node>(root: ts.Node, is: (node: ts.Node) => node is T): T[] {
  const found: T[] = [];
  visit(root, (node) => {
    if (is(node)) found.push(node);
  });
  return found;
}

function printedAnew(path: string, text: string): string {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, /x$/.test(path) ? ts.ScriptKind.TSX : undefined);
  return ts.createPrinter({ newLine: ts.NewLineKind.LineFeed }).printFile(source);
}

// rename

/** Variables, parameters and functions that no other file can see get another name. */
function renamed({ source, checker }: Opened): Change[] {
  const changes: Change[] = [];
  for (const name of collect(source, ts.isIdentifier)) {
    const { parent } = name;
    const isShorthand = ts.isShorthandPropertyAssignment(parent);
    const isExport = ts.isExportSpecifier(parent);
    const symbol = isShorthand
      ? checker.getShorthandAssignmentValueSymbol(parent)
      : isExport
        ? checker.getExportSpecifierLocalTargetSymbol(parent)
        : checker.getSymbolAtLocation(name);
    if (symbol === undefined || !isLocal(symbol, source)) continue;
    if (ts.isPropertyAccessExpression(parent) && parent.name === name) continue;
    if (isExport && parent.propertyName !== undefined && parent.name === name) continue;
    if (ts.isBindingElement(parent) && parent.propertyName === name) continue;
    const after = `${name.text}Again`;
    const isElement = ts.isBindingElement(parent) && parent.name === name && parent.propertyName === undefined;
    const keepsKey = isShorthand || (isElement && ts.isObjectBindingPattern(parent.parent) && parent.dotDotDotToken === undefined);
    const text = keepsKey ? `${name.text}: ${after}` : isExport && parent.propertyName === undefined ? `${after} as ${name.text}` : after;
    changes.push({ start: name.getStart(source), end: name.end, text });
  }
  return changes;
}

function isLocal(symbol: ts.Symbol, source: ts.SourceFile): boolean {
  const { declarations = [] } = symbol;
  if (declarations.length === 0) return false;
  return declarations.every((declaration) => {
    if (declaration.getSourceFile() !== source) return false;
    if (ts.isParameter(declaration)) {
      return (
        !ts.isParameterPropertyDeclaration(declaration, declaration.parent) &&
        !/^(?:this|arguments)$/.test(symbol.name) &&
        'body' in declaration.parent
      );
    }
    if (ts.isBindingElement(declaration) || ts.isVariableDeclaration(declaration)) return !isExported(declaration);
    return ts.isFunctionDeclaration(declaration) && !isExported(declaration);
  });
}

const isExported = (declaration: ts.Declaration): boolean =>
  (ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Export | ts.ModifierFlags.Default | ts.ModifierFlags.Ambient)) !== 0;

// extract a constant

/** Texts and numbers that are arguments, or values in an object that is one, become constants of the module. */
function constantsExtracted({ source }: Opened): Change[] {
  const changes: Change[] = [];
  const constants: string[] = [];
  const at = afterImports(source);
  for (const literal of collect(source, (node) => ts.isStringLiteral(node) || ts.isNumericLiteral(node))) {
    const { parent } = literal;
    const isArgument = (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.arguments?.includes(literal) === true;
    const isSetting = ts.isPropertyAssignment(parent) && parent.initializer === literal && isInArgument(parent);
    if (!isArgument && !isSetting) continue;
    if (ts.isCallExpression(parent) && isImporting(parent)) continue;
    const name = `EXTRACTED_${constants.length}`;
    constants.push(`const ${name} = ${literal.getText(source)};`);
    changes.push({ start: literal.getStart(source), end: literal.end, text: name });
  }
  if (constants.length > 0) changes.push({ start: at, end: at, text: `\n${constants.join('\n')}\n` });
  return changes;
}

const isImporting = ({ expression }: ts.CallExpression): boolean =>
  expression.kind === ts.SyntaxKind.ImportKeyword || /^(?:require|jest\.mock|vi\.mock)$/.test(expression.getText());

function isInArgument(property: ts.Node): boolean {
  let at = property.parent;
  while (ts.isObjectLiteralExpression(at) || ts.isPropertyAssignment(at)) at = at.parent;
  return ts.isCallExpression(at) || ts.isNewExpression(at);
}

/** Behind directives and the last import at the top. */
function afterImports(source: ts.SourceFile): number {
  let end = 0;
  for (const statement of source.statements) {
    const isDirective = ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
    if (isDirective || ts.isImportDeclaration(statement)) end = endOfLine(source, statement.end);
  }
  return end;
}

function endOfLine(source: ts.SourceFile, from: number): number {
  const end = source.text.indexOf('\n', from);
  return end < 0 ? source.text.length : end;
}

// await to then

/** `const x = await e;` followed by the rest of an async function's body becomes `return e.then(async (x) => { the rest })`; each function once. */
function awaitsToThen(opened: Opened): Change[] {
  return behindThen(opened, '});');
}

/** The same with `.catch((error) => { throw error; })` behind it. */
function awaitsToThenAndCatch(opened: Opened): Change[] {
  return behindThen(opened, '}).catch((caughtAgain) => { throw caughtAgain; });');
}

function behindThen({ source }: Opened, close: string): Change[] {
  const changes: Change[] = [];
  visit(source, (node) => {
    if (!isAsyncWithBody(node) || changes.some(({ start, end }) => start < node.end && node.pos < end)) return;
    const { statements } = node.body;
    const index = statements.findIndex((statement) => awaited(statement) !== undefined);
    const statement = statements[index];
    const found = statement && awaited(statement);
    if (found === undefined || statements.slice(0, index).some(mayEndEarly) || statements.slice(index).some(isHoisted)) return;
    const inner = /\bawait\b/.test(found.value.getText(source));
    if (inner) return;
    changes.push({
      start: statement.getStart(source),
      end: statement.end,
      text: `return ${parenthesised(found.value.getText(source))}.then(async (${found.name}) => {`,
    });
    changes.push({ start: node.body.end - 1, end: node.body.end - 1, text: close });
  });
  return changes;
}

const parenthesised = (text: string): string => (/^[\w$.]+\(/.test(text) ? text : `(${text})`);
const isHoisted = (statement: ts.Statement): boolean => ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
/** `using` ends with its block. */
const mayEndEarly = (statement: ts.Statement): boolean => /\busing\b/.test(statement.getText()) || isHoisted(statement);

function isAsyncWithBody(node: ts.Node): node is ts.FunctionLikeDeclaration & { readonly body: ts.Block } {
  const isFunction =
    ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isArrowFunction(node) || ts.isMethodDeclaration(node);
  if (!isFunction || node.body === undefined || !ts.isBlock(node.body)) return false;
  const isGenerator = 'asteriskToken' in node && node.asteriskToken !== undefined;
  return (
    !isGenerator && (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Async) !== 0 && !/\b(?:arguments|super)\b/.test(node.getText())
  );
}

function awaited(statement: ts.Statement): { readonly name: string; readonly value: ts.Expression } | undefined {
  if (ts.isExpressionStatement(statement) && ts.isAwaitExpression(statement.expression)) {
    return { name: '', value: statement.expression.expression };
  }
  if (!ts.isVariableStatement(statement) || (statement.declarationList.flags & ts.NodeFlags.Const) === 0) return undefined;
  const [first, second] = statement.declarationList.declarations;
  if (first === undefined || second !== undefined || first.type !== undefined) return undefined;
  const { initializer, name } = first;
  return initializer !== undefined && ts.isAwaitExpression(initializer)
    ? { name: name.getText(), value: initializer.expression }
    : undefined;
}

// function to arrow

/** `function f() {}` at the top level becomes `const f = () => {}`, where nothing at the top level uses it before. */
function functionsToArrows({ source, path }: Opened): Change[] {
  const changes: Change[] = [];
  const uses = new Map<string, number>();
  for (const name of topLevelNames(source)) if (!uses.has(name.text)) uses.set(name.text, name.pos);
  const names = new Map<string, number>();
  for (const { name } of source.statements.filter(ts.isFunctionDeclaration))
    if (name) names.set(name.text, (names.get(name.text) ?? 0) + 1);
  for (const fn of source.statements.filter(ts.isFunctionDeclaration)) {
    const { name, body, asteriskToken, modifiers } = fn;
    if (name === undefined || body === undefined || asteriskToken || names.get(name.text) !== 1) continue;
    if ((ts.getCombinedModifierFlags(fn) & ts.ModifierFlags.Default) !== 0 || /\b(?:this|arguments|new\.target)\b/.test(fn.getText()))
      continue;
    if ((uses.get(name.text) ?? Infinity) < fn.pos) continue;
    if (fn.typeParameters && path.endsWith('x')) continue;
    if (/\basserts\b| is /.test(fn.type?.getText() ?? '')) continue;
    const isAsync = modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true;
    const exported = modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
    changes.push({
      start: fn.getStart(source),
      end: name.end,
      text: `${exported ? 'export ' : ''}const ${name.text} = ${isAsync ? 'async ' : ''}`,
    });
    changes.push({ start: body.pos, end: body.pos, text: ' =>' }, { start: fn.end, end: fn.end, text: ';' });
  }
  return changes;
}

/** Names that are used while the module is loaded. */
function topLevelNames(source: ts.SourceFile): ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) found.push(node);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, look);
  };
  source.statements.filter((statement) => !ts.isFunctionDeclaration(statement)).forEach(look);
  return found;
}

// split a file

/** A declaration that uses nothing of its module but imports moves to a module beside it. */
function split(files: ReadonlyMap<string, string>): Map<string, string> | undefined {
  const result = new Map(files);
  let changed = false;
  for (const [path, text] of files) {
    if (!isSource(path) || /\b(?:exports[.[]|exports =|require\()/.test(text) || /^\s*['"]use \w+['"]/.test(text)) continue;
    const opened = open(path, text);
    const moved = opened.source.statements.find((statement) => isMovable(opened, statement));
    if (moved === undefined) continue;
    const name = nameOf(moved);
    const extension = /\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? '';
    const beside = `${path.slice(0, -extension.length)}-moved${extension}`;
    const specifier = `./${beside.slice(beside.lastIndexOf('/') + 1).replace(/\.[cm]?[jt]sx?$/, extension.replace('t', 'j').replace('jsx', 'js'))}`;
    const imports = opened.source.statements.filter(ts.isImportDeclaration).map((one) => one.getText());
    const isExport = isExported(ts.isVariableStatement(moved) ? moved.declarationList.declarations[0] : (moved as ts.FunctionDeclaration));
    const [start, end] = [moved.getStart(opened.source), endOfLine(opened.source, moved.end)];
    const line = text.slice(start, end);
    result.set(beside, `${imports.join('\n')}\n${isExport ? '' : 'export '}${line}\n`);
    const link = `import { ${name} } from '${specifier}';\n`;
    result.set(path, link + (isExport ? `export { ${name} };\n` : '') + text.slice(0, start) + text.slice(end));
    changed = true;
  }
  return changed ? result : undefined;
}

function nameOf(statement: ts.Statement): string {
  if (ts.isFunctionDeclaration(statement)) return statement.name?.text ?? '';
  const [first] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
  return first && ts.isIdentifier(first.name) ? first.name.text : '';
}

function isMovable({ source, checker }: Opened, statement: ts.Statement): boolean {
  const isConst = ts.isVariableStatement(statement) && (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
  if (!isConst && !(ts.isFunctionDeclaration(statement) && statement.body)) return false;
  if (nameOf(statement) === '' || (isConst && statement.declarationList.declarations.length !== 1)) return false;
  if (ts.isFunctionDeclaration(statement) && (ts.getCombinedModifierFlags(statement) & ts.ModifierFlags.Default) !== 0) return false;
  return collect(statement, ts.isIdentifier).every((name) => {
    const declaration = checker.getSymbolAtLocation(name)?.declarations?.[0];
    if (declaration === undefined || declaration.getSourceFile() !== source) return true;
    if (declaration.pos >= statement.pos && declaration.end <= statement.end) return true;
    return ts.findAncestor(declaration, ts.isImportDeclaration) !== undefined;
  });
}
