import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkArchitecture, roomOf } from './check.js';
import { LONG_FILES, MAX_LINES, ROOMS } from './rooms.js';

const root = join(import.meta.dirname, '../..');
const architecture = { rooms: ROOMS, maxLines: MAX_LINES, longFiles: LONG_FILES };

function readSources(): Map<string, string> {
  const paths = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts'));
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

describe('our own source', () => {
  const sources = readSources();

  it('keeps to its doors', () => {
    expect(sources.size).toBeGreaterThan(0);
    expect(checkArchitecture(sources, architecture)).toEqual([]);
  });

  it('has a reason for each long file, and lists none that is gone', () => {
    expect(Object.keys(LONG_FILES).filter((path) => !sources.has(path))).toEqual([]);
  });
});

describe('the table of rooms', () => {
  const names = ROOMS.map((room) => room.name);

  it('names each room once, and its doors lead to rooms', () => {
    expect(new Set(names).size).toBe(names.length);
    expect(ROOMS.flatMap((room) => room.doors.map((door) => door.to)).filter((to) => !names.includes(to))).toEqual([]);
  });

  it('says why, everywhere', () => {
    const reasons = ROOMS.flatMap((room) => [room.rule, ...room.doors.map((door) => door.why), ...Object.values(room.packages ?? {})]);
    expect(reasons.filter((reason) => reason.split(' ').length < 2)).toEqual([]);
  });

  it('lets dependencies point one way', () => {
    const doorsOf = new Map(ROOMS.map((room) => [room.name, room.doors.map((door) => door.to)]));
    const reaches = (from: string, seen: ReadonlySet<string>): boolean =>
      seen.has(from) || (doorsOf.get(from) ?? []).some((to) => reaches(to, new Set([...seen, from])));
    expect(names.filter((name) => reaches(name, new Set()))).toEqual([]);
  });

  it('gives the narrower path precedence', () => {
    expect(roomOf('src/analyzer/ir/ops.ts', ROOMS)?.name).toBe('ir');
    expect(roomOf('src/analyzer/index.ts', ROOMS)?.name).toBe('analyzer');
    expect(roomOf('src/rules/define.ts', ROOMS)?.name).toBe('rules/define');
    expect(roomOf('src/helpers/util.ts', ROOMS)).toBeUndefined();
  });
});

describe('a violation', () => {
  const judge = (path: string, text: string) => checkArchitecture(new Map([[path, text]]), architecture).join('\n');

  it.each([
    ['a second import of TypeScript', 'src/analyzer/lower/x.ts', "import ts from 'typescript';", 'a package that this room does not name'],
    [
      'a file system in a rule',
      'src/rules/no-x/index.ts',
      "import { readFileSync } from 'node:fs';",
      'a package that this room does not name',
    ],
    [
      'a file system in a subpath',
      'src/rules/no-x/index.ts',
      "import { readFile } from 'node:fs/promises';",
      'a package that this room does not name',
    ],
    ['ESLint in a rule', 'src/rules/no-x/index.ts', "import type { Rule } from 'eslint';", 'a package that this room does not name'],
    ['a required package', 'src/report/text.ts', "const fs = require('node:fs');", 'a package that this room does not name'],
    ['an imported type', 'src/report/text.ts', "let x: import('../cli/flags.js').Flags;", 'no door leads from report to cli'],
    [
      'a dynamic import',
      'src/analyzer/index.ts',
      "const rules = await import('../rules/index.js');",
      'no door leads from analyzer to rules',
    ],
    ['a re-export', 'src/analyzer/ir/x.ts', "export * from '../link/values.js';", 'no door leads from ir to link'],
    [
      'syntax seen by a rule',
      'src/rules/no-x/index.ts',
      "import { parse } from '../../analyzer/syntax.js';",
      'no door leads from rules to syntax',
    ],
    ['models seen by lowering', 'src/analyzer/lower/x.ts', "import pg from '../models/pg.js';", 'no door leads from lower to models'],
    [
      'a call through a door for types',
      'src/report/text.ts',
      "import { make } from '../analyzer/finding.js';",
      'the door to finding is for types only',
    ],
    [
      'a rule that leans on a rule',
      'src/rules/no-x/index.ts',
      "import { f } from '../no-y/helpers.js';",
      'rules do not lean on each other',
    ],
    ['a file outside every room', 'src/helpers/util.ts', '', 'belongs to no room'],
    ['an import from outside every room', 'src/report/text.ts', "import { f } from '../helpers/util.js';", 'it belongs to no room'],
    ['printing in the engine', 'src/analyzer/link/x.ts', 'export const f = () => console.log(1);', 'only the command line prints'],
    ['an exit in a reporter', 'src/report/text.ts', 'export const f = () => process.exit(1);', 'only the command line prints'],
    ['a variable of a module', 'src/analyzer/link/x.ts', 'let last = 0;\nexport const f = () => ++last;', 'holds state in a module'],
    ['an exported variable', 'src/report/text.ts', 'export var width = 80;', 'holds state in a module'],
    ['a function in a model', 'src/analyzer/models/x.ts', 'export function f() { return 1; }', 'has logic in a model'],
    ['a choice in a model', 'src/analyzer/models/x.ts', 'export default (a: string) => (a ? [a] : []);', 'has logic in a model'],
    ['a long file', 'src/report/text.ts', '\n'.repeat(MAX_LINES + 1), `more than ${MAX_LINES}`],
  ])('is seen: %s', (_story, path, text, message) => {
    expect(judge(path, text)).toContain(message);
  });

  it.each([
    ['its own room', 'src/report/text.ts', "import { frame } from './frame.js';"],
    ['a type through a door for types', 'src/report/text.ts', "import type { Result } from '../analyzer/finding.js';"],
    ['a type among named imports', 'src/report/text.ts', "import { type Result } from '../analyzer/finding.js';"],
    ['its own folder', 'src/rules/no-x/rewrite.ts', "import { f } from './index.js';"],
    ['the list of rules', 'src/rules/index.ts', "import a from './no-x/index.js';\nimport b from './no-y/index.js';"],
    ['a literal with a gap', 'src/analyzer/models/x.ts', 'export const waits = (option: string) => ({ bounds: [{ option }] });'],
    ['a constant', 'src/report/text.ts', 'export const WIDTH = 80;'],
    ['a variable of a function', 'src/report/text.ts', 'export function f() { let x = 0; x += 1; return x; }'],
    ['a member that is called process', 'src/analyzer/link/x.ts', 'export const f = (x: { process(): void }) => x.process();'],
    ['a declaration without value', 'src/report/text.ts', 'declare let something: number;'],
  ])('is not seen in %s', (_story, path, text) => {
    expect(judge(path, text)).toBe('');
  });

  it('is a listed file that has become short', () => {
    const text = new Map([['src/report/text.ts', 'export {};\n']]);
    const listed = { ...architecture, longFiles: { 'src/report/text.ts': 'once it was long' } };
    expect(checkArchitecture(text, listed).join()).toContain('take it off the list');
  });
});
