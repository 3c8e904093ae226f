import { posix } from 'node:path';
import ts from 'typescript';
import { FREE_PACKAGES, type Room } from './rooms.js';

export interface Architecture {
  readonly rooms: readonly Room[];
  readonly maxLines: number;
  readonly longFiles: Readonly<Record<string, string>>;
}

/** What is wrong with these sources (path → text), a sentence each. */
export function checkArchitecture(sources: ReadonlyMap<string, string>, architecture: Architecture): string[] {
  return [...sources].flatMap(([path, text]) => {
    const room = roomOf(path, architecture.rooms);
    if (!room) return [`${path} belongs to no room: give it one in tests/architecture/rooms.ts`];
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    return [
      ...importsOf(file).flatMap((found) => judgeImport(file, found, room, architecture.rooms)),
      ...(room.process ? [] : usesOfProcess(file)),
      ...mutableBindings(file),
      ...(room.name === 'models' ? logicInModel(file) : []),
      ...judgeLength(file, architecture),
    ];
  });
}

export function roomOf(path: string, rooms: readonly Room[]): Room | undefined {
  const fits = (known: string) => (known.endsWith('/') ? path.startsWith(known) : path === known);
  const longest = (room: Room) => Math.max(0, ...room.paths.filter(fits).map((known) => known.length));
  return rooms.filter((room) => longest(room) > 0).sort((a, b) => longest(b) - longest(a))[0];
}

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly node: ts.Node;
}

/** Static, dynamic, `require` and `import('…')` types: every way to name another module. */
function importsOf(file: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (specifier && ts.isStringLiteralLike(specifier)) found.push({ specifier: specifier.text, typeOnly, node });
  };
  visit(file, (node) => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, isTypeOnly(node));
    else if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node, node.argument.literal, true);
    else if (
      ts.isCallExpression(node) &&
      (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require')
    ) {
      add(node, node.arguments[0], false);
    }
  });
  return found;
}

function isTypeOnly({ importClause: clause }: ts.ImportDeclaration): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  return !clause.name && named !== undefined && ts.isNamedImports(named) && named.elements.every((element) => element.isTypeOnly);
}

function judgeImport(file: ts.SourceFile, { specifier, typeOnly, node }: Import, room: Room, rooms: readonly Room[]): string[] {
  const says = (problem: string) => [`${at(node, file)} imports "${specifier}": ${problem} (${room.name}: ${room.rule})`];
  if (!specifier.startsWith('.')) {
    const name = /^(@[^/]+\/)?[^/]+/.exec(specifier.startsWith('node:fs/') ? 'node:fs' : specifier)?.[0] ?? specifier;
    const allowed = FREE_PACKAGES.includes(name) || Object.hasOwn(room.packages ?? {}, name);
    return allowed ? [] : says('a package that this room does not name');
  }
  const target = posix.join(posix.dirname(file.fileName), specifier).replace(/\.js$/, '.ts');
  const other = roomOf(target, rooms);
  if (!other) return target === 'package.json' ? [] : says('it belongs to no room');
  if (other === room)
    return isOtherRule(file.fileName, target) ? says('rules do not lean on each other; shared questions belong to the analyzer') : [];
  const open = room.doors.find((door) => door.to === other.name);
  if (!open) return says(`no door leads from ${room.name} to ${other.name}`);
  return open.types && !typeOnly ? says(`the door to ${other.name} is for types only`) : [];
}

const RULE_FOLDER = /^src\/rules\/([^/]+)\//;

/** `src/rules/index.ts` lists them all; no other file of the rules looks into another rule's folder. */
function isOtherRule(from: string, to: string): boolean {
  const [here, there] = [RULE_FOLDER.exec(from)?.[1], RULE_FOLDER.exec(to)?.[1]];
  return here !== undefined && there !== undefined && here !== there;
}

function usesOfProcess(file: ts.SourceFile): string[] {
  const found: string[] = [];
  visit(file, (node) => {
    if (!ts.isIdentifier(node) || (node.text !== 'process' && node.text !== 'console')) return;
    const isUse = ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node;
    if (isUse)
      found.push(`${at(node, file)} uses \`${node.parent.getText()}\`: only the command line prints, reads the environment and exits`);
  });
  return found;
}

function mutableBindings(file: ts.SourceFile): string[] {
  return file.statements
    .filter((statement) => ts.isVariableStatement(statement))
    .filter(({ declarationList }) => !(declarationList.flags & ts.NodeFlags.Const) && !isAmbient(declarationList))
    .map((statement) => `${at(statement, file)} holds state in a module: let a factory own it, or hand it in`);
}

function isAmbient(list: ts.VariableDeclarationList): boolean {
  const statement = list.parent as ts.VariableStatement; // a declaration list at the top level stands in a statement
  return statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) ?? false;
}

/**
 * `types.ts` says what a model is, `index.ts` lists them; the others are literals. A function that fills one literal from its
 * parameters is a literal with a gap; statements and choices are logic.
 */
function logicInModel(file: ts.SourceFile): string[] {
  if (/\/(types|index)\.ts$/.test(file.fileName)) return [];
  const found: string[] = [];
  visit(file, (node) => {
    const decides = ts.isBlock(node) || ts.isConditionalExpression(node) || ts.isBinaryExpression(node);
    if (decides) found.push(`${at(node, file)} has logic in a model: models are data; if a word is missing, add it to types.ts`);
  });
  return found;
}

function judgeLength(file: ts.SourceFile, { maxLines, longFiles }: Architecture): string[] {
  const lines = file.getLineStarts().length - 1;
  const listed = Object.hasOwn(longFiles, file.fileName);
  if (lines > maxLines && !listed)
    return [`${file.fileName} has ${lines} lines, more than ${maxLines}: find the second thing in it and give it a file`];
  return listed && lines <= maxLines ? [`${file.fileName} is listed as long, and is not any more: take it off the list`] : [];
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

const at = (node: ts.Node, file: ts.SourceFile): string =>
  `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`;
