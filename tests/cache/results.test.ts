import { hash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_CONFIG, resolveConfig, withLevel } from '../../src/analyzer/config.js';
import type { Result } from '../../src/analyzer/finding.js';
import { createNodeHost } from '../../src/analyzer/host.js';
import { analyze, type AnalysisInput } from '../../src/analyzer/index.js';
import { RULES } from '../../src/rules/index.js';

const CONFIG = resolveConfig(EMPTY_CONFIG, RULES);

const FILES = {
  'package.json': '{ "name": "shop", "dependencies": { "express": "^4.0.0", "@prisma/client": "^5.0.0" } }',
  'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
  'prisma/schema.prisma': 'model User {\n  id Int @id\n  email String\n}\n',
  'src/cache.ts': 'export const users = new Map<string, object>();\n',
  'src/app.ts': [
    "import express from 'express';",
    "import { users } from '@/cache';",
    "import { PrismaClient } from '@prisma/client';",
    'const db = new PrismaClient();',
    'const app = express();',
    "app.get('/:id', async (req, res) => {",
    '  if (!users.has(req.params.id)) users.set(req.params.id, await (await fetch(`https://example.com/${req.params.id}`)).json());',
    '  const found = await db.user.findFirst({ where: { email: req.body.email } });',
    '  if (!found) await db.user.create({ data: { email: req.body.email } });',
    '  res.json(users.get(req.params.id));',
    '});',
    '',
  ].join('\n'),
};

let scratch = '';
let root = '';
let dir = '';

beforeEach(() => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), 'hidden-state-results-')));
  root = join(scratch, 'shop');
  dir = join(scratch, 'cache');
  for (const [file, text] of Object.entries(FILES)) put(file, text);
});

afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function put(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** A run; `asked` counts what it read. */
function run(more: Partial<AnalysisInput> = {}): { result: Result; given: boolean } {
  const input: AnalysisInput = {
    root,
    paths: [root],
    config: CONFIG,
    rules: RULES,
    certainty: 'likely',
    rewrites: true,
    cache: { dir },
    keep: true,
  };
  const result = analyze({ ...input, ...more });
  return { result, given: result.stats.parsed === 0 && Object.keys(result.stats.rules).length === 0 };
}

/** Everything but how long it took. */
const shown = ({ result: { stats: _, ...rest } }: { result: Result }): string => JSON.stringify(rest);

const fresh = (): string => shown(run({ cache: false }));

const kept = (): string[] => readdirSync(dir).filter((name) => name.startsWith('result-'));

/** Replaces what is kept, with a digest that fits. */
function forge(change: (stored: { questions: unknown[]; result: Result & Record<string, unknown> }) => unknown): void {
  const [name = ''] = kept();
  const text = readFileSync(join(dir, name), 'utf8');
  const stored = JSON.parse(text.slice(text.indexOf('\n') + 1)) as never;
  const body = JSON.stringify(change(stored) ?? stored);
  writeFileSync(join(dir, name), `hidden-state-result ${hash('sha1', body, 'base64url')}\n${body}`);
}

describe('a result that was kept', () => {
  it('is given byte for byte while nothing has changed', () => {
    const first = run();
    const second = run();
    expect(first.given).toBe(false);
    expect(first.result.findings.length).toBeGreaterThan(1);
    expect(second.given).toBe(true);
    expect(shown(second)).toBe(shown(first));
    expect(shown(second)).toBe(fresh());
  });

  it('is the same whatever the cache holds', () => {
    const expected = fresh();
    run();
    for (const name of kept()) rmSync(join(dir, name));
    expect(shown(run())).toBe(expected); // the index alone
    rmSync(join(dir, 'index.bin'));
    const alone = run(); // the result alone
    expect([alone.given, shown(alone)]).toEqual([true, expected]);
  });

  it('is not one of another request', () => {
    run();
    expect(run({ certainty: 'proven' }).given).toBe(false);
    expect(run({ paths: [join(root, 'src/app.ts')] }).given).toBe(false);
    expect(run({ rewrites: false }).given).toBe(false);
    expect(run({ config: withLevel(CONFIG, 'require-timeout', 'off') }).given).toBe(false);
    expect(run({ rules: RULES.slice(1) }).given).toBe(false);
    expect(run().given).toBe(true);
  });

  it.each([
    ['a source', 'src/cache.ts', 'export const users = new WeakMap<object, object>();\n'],
    ['a source, with the same size', 'src/cache.ts', FILES['src/cache.ts'].replace('users', 'usera')],
    ['a new source', 'src/other.ts', 'export const seen = 1;\n'],
    ['a manifest', 'package.json', '{ "name": "shop" }'],
    ['a tsconfig', 'tsconfig.json', '{}'],
    ['a schema', 'prisma/schema.prisma', 'model User {\n  id Int @id\n  email String @unique\n}\n'],
    ['a .gitignore', '.gitignore', 'src/cache.ts\n'],
    ['a new manifest', 'src/package.json', '{ "name": "inner", "dependencies": { "express": "^5.0.0" } }'],
  ])('is not given after a change to %s', (_, file, text) => {
    run();
    put(file, text);
    const after = run();
    expect(after.given).toBe(false);
    expect(shown(after)).toBe(fresh());
  });

  it('is given although a file was only touched', () => {
    run();
    utimesSync(join(root, 'src/app.ts'), new Date(), new Date());
    expect(run().given).toBe(true);
  });

  it('is not kept where something could not be read, or was read past the record', () => {
    const host = createNodeHost();
    const broken = { ...host, readText: (path: string) => (path.endsWith('cache.ts') ? fail() : host.readText(path)) };
    run({ host: broken });
    expect(kept()).toEqual([]);
    const other = { ...createNodeHost(), isDisk: undefined } as never;
    run({ host: other });
    expect(kept()).toEqual([]);
  });

  it('gives way to others when there are many', () => {
    for (let i = 0; i < 15; i++) run({ config: { ...CONFIG, maxFileSize: 10_000 + i } });
    expect(kept().length).toBe(12);
  });
  it('gives way to a later one, the oldest first, however often it was given', () => {
    const request = (i: number): Partial<AnalysisInput> => ({ config: { ...CONFIG, maxFileSize: 10_000 + i } });
    const names: string[] = [];
    for (let i = 0; i < 12; i++) {
      const before = i === 0 ? [] : kept();
      run(request(i));
      names.push(...kept().filter((name) => !before.includes(name)));
      utimesSync(join(dir, names[i] ?? ''), 1_000 + i, 1_000 + i);
    }
    expect(run(request(0)).given).toBe(true);
    expect(run(request(12)).given).toBe(false);
    expect(kept()).toHaveLength(12);
    expect(names.filter((name) => !kept().includes(name))).toEqual([names[0]]);
    expect(run(request(11)).given).toBe(true);
    expect(run(request(1)).given).toBe(true);
    expect(run(request(0)).given).toBe(false);
    expect(names.filter((name) => !kept().includes(name))).toEqual([names[1]]);
  });
});

const fail = (): never => {
  throw new Error('no');
};

describe('a result that somebody has tampered with', () => {
  const secret = 'the text of a secret';

  it.each<[string, Parameters<typeof forge>[0]]>([
    ['is no object', () => 7],
    ['has no result', ({ questions }) => ({ questions })],
    ['has a member too many', (stored) => void Object.assign(stored.result, { run: 'code' })],
    ['has a finding with half a place', (stored) => void Object.assign(stored.result.findings[0] ?? {}, { start: { line: 1 } })],
    ['has a severity of its own', (stored) => void Object.assign(stored.result.findings[0] ?? {}, { severity: 'fatal' })],
    ['points out of the tree', (stored) => void Object.assign(stored.result.findings[0] ?? {}, { file: '../secret.ts' })],
    ['points to the root of the disk', (stored) => void Object.assign(stored.result.findings[0] ?? {}, { file: '/etc/passwd' })],
    ['asks what is no question', (stored) => void stored.questions.push(['run', 'rm', ''])],
  ])('is left aside: it %s', (_, change) => {
    writeFileSync(join(scratch, 'secret.ts'), secret);
    const expected = shown(run());
    forge(change);
    const after = run();
    expect(after.given).toBe(false);
    expect(shown(after)).toBe(expected);
  });

  it.each([0.1, 0.5, 0.99])('is left aside where it ends after a share of %f', (share) => {
    const expected = shown(run());
    const [name = ''] = kept();
    const text = readFileSync(join(dir, name));
    writeFileSync(join(dir, name), text.subarray(0, Math.floor(text.length * share)));
    const after = run();
    expect([after.given, shown(after)]).toEqual([false, expected]);
  });

  it.skipIf(process.platform === 'win32')('cannot make a run wait at a pipe', () => {
    run();
    const pipe = join(scratch, 'pipe');
    execFileSync('mkfifo', [pipe]);
    forge((stored) => void stored.questions.push(['read', pipe, 0, '']));
    expect(run().given).toBe(false);
  });

  it('takes the place of what a killed run has left behind', () => {
    mkdirSync(dir);
    const [old, young, other] = ['index.bin.1-0a1b2c3d.tmp', 'index.bin.2-0a1b2c3d.tmp', 'mine.tmp'].map((name) => join(dir, name)) as [
      string,
      string,
      string,
    ];
    for (const file of [old, young, other]) writeFileSync(file, 'half');
    for (const file of [old, other]) utimesSync(file, 1, 1);
    run();
    expect(
      readdirSync(dir)
        .filter((name) => name.endsWith('.tmp'))
        .map((name) => join(dir, name)),
    ).toEqual([young, other]);
  });
});
