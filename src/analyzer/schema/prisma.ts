import { isVersionName, tableOf, type Relation, type Table, type VersionColumn } from './table.js';

/** A model of a Prisma schema, or a table that is known by another name there. */
export interface PrismaModel extends Table {
  readonly name: string;
  /** The table's name in the database. */
  readonly table: string;
}

// Strings, comments, attributes, words and marks; a line's end ends a field.
const PIECE = /\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|@@?[\w.]+|[\p{L}_][\p{L}\p{N}_]*|\n|\S/gu;

/** The models of one schema file. A composite type or a view has no keys and is left out. Never throws. */
export function prismaModels(text: string): PrismaModel[] {
  const tokens = [...text.matchAll(PIECE)].map(([token]) => token).filter((token) => !token.startsWith('//'));
  const models: PrismaModel[] = [];
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i] !== 'model' || (i > 0 && tokens[i - 1] !== '\n') || tokens[i + 2] !== '{') continue;
    const end = tokens.indexOf('}', i + 3);
    models.push(modelOf(tokens[i + 1], linesOf(tokens.slice(i + 3, end < 0 ? tokens.length : end))));
    i = end < 0 ? tokens.length : end;
  }
  return models;
}

/** The lines of a block; what stands in parentheses may go over several. */
function linesOf(tokens: readonly string[]): string[][] {
  const lines: string[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token === '(' || token === '[') depth += 1;
    if (token === ')' || token === ']') depth -= 1;
    if (token !== '\n') lines[lines.length - 1].push(token);
    else if (depth <= 0) lines.push([]);
  }
  return lines.filter((line) => line.length > 0);
}

const SCALARS: ReadonlySet<string> = new Set(['String', 'Boolean', 'Int', 'BigInt', 'Float', 'Decimal', 'DateTime', 'Json', 'Bytes']);

function modelOf(name: string, lines: readonly (readonly string[])[]): PrismaModel {
  const keys: (readonly string[])[] = [];
  const relations = new Map<string, Relation>();
  let table = name;
  const versions: VersionColumn[] = [];
  const scalars = new Set<string>();
  for (const line of lines) {
    const [first] = line;
    if (first === '@@id' || first === '@@unique') keys.push(namesIn(line, 1, 'fields'));
    else if (first === '@@map') table = textIn(line) ?? table;
    else if (!first.startsWith('@')) {
      if (line.includes('@id') || line.includes('@unique')) keys.push([first]);
      if (SCALARS.has(line[1])) scalars.add(first);
      versions.push(...versionOf(line));
      const relation = line.indexOf('@relation');
      if (relation >= 0)
        relations.set(first, { fields: namesIn(line, relation, 'fields'), references: namesIn(line, relation, 'references') });
    }
  }
  const version = versions.find(({ isTime }) => !isTime) ?? versions.at(0);
  return { ...tableOf(keys.filter((key) => key.length > 0)), relations, scalars, name, table, ...(version && { version }) };
}

/**
 * `version Int @default(0)`, `updatedAt DateTime @updatedAt`. A time that the database keeps to more digits than a program has is never equal to what was read:
 * not one with a type of its own, unless that has milliseconds.
 */
function versionOf(line: readonly string[]): VersionColumn[] {
  const [name, type, mark] = line;
  const isOptional = mark === '?' || mark === '[';
  if (isOptional) return [];
  const at = line.indexOf('@default');
  if (type === 'Int' && isVersionName(name) && at > 0 && /^\d+$/.test(line.slice(at + 2, line.indexOf(')', at)).join(''))) return [{ name, isTime: false }];
  if (type !== 'DateTime' || !line.includes('@updatedAt')) return [];
  const own = line.findIndex((token) => token.startsWith('@db.'));
  return own < 0 || (line[own + 1] === '(' && line[own + 2] === '3') ? [{ name, isTime: true }] : [];
}

/** The names in `[a, b(sort: Desc)]`: the list called `label`, or (of `@@unique`) the first one. */
function namesIn(line: readonly string[], from: number, label: string): string[] {
  const labelled = line.indexOf(label, from);
  const open = labelled > 0 && line[labelled + 1] === ':' ? labelled + 2 : line.indexOf('[', from);
  const names: string[] = [];
  if (line[open] !== '[' || (labelled < 0 && line[from] === '@relation')) return names;
  let depth = 0;
  for (let i = open + 1; i < line.length && line[i] !== ']'; i++) {
    if (line[i] === '(') depth += 1;
    else if (line[i] === ')') depth -= 1;
    else if (depth === 0 && /^[\p{L}_]/u.test(line[i])) names.push(line[i]);
  }
  return names;
}

const textIn = (line: readonly string[]): string | undefined => line.find((token) => token.startsWith('"'))?.slice(1, -1);
