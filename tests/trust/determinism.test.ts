import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { EMPTY_CONFIG, resolveConfig } from '../../src/analyzer/config.js';
import { createMemoryHost, type Host } from '../../src/analyzer/host.js';
import { analyze, type AnalysisInput } from '../../src/analyzer/index.js';
import { RULES } from '../../src/rules/index.js';
import { numbers, shuffled } from './shuffle.js';

const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url));
/** Every so many stories become one package each of one project. */
const EVERY = 5;
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'hidden-state-determinism-')));

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Many stories as packages of one workspace: they share names, and look-ups across modules have much to find. */
function workspace(): Record<string, string> {
  const files: Record<string, string> = { '/p/package.json': '{ "private": true, "workspaces": ["packages/*"] }' };
  const stories = RULES.flatMap(({ id }) => readdirSync(join(FIXTURES, id)).map((name) => join(FIXTURES, id, name)));
  stories.forEach((dir, i) => {
    if (i % EVERY !== 0) return;
    for (const entry of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
      const path = join(dir, entry);
      if (statSync(path).isFile() && !/report\.txt$|hidden-state\.config/.test(entry))
        files[`/p/packages/story-${i}/${relative(dir, path).replaceAll('\\', '/')}`] = readFileSync(path, 'utf8');
    }
  });
  return files;
}

const FILES = workspace();
const PATHS = Object.keys(FILES);

/** All that a run says, as bytes; not how long it took, and what it took out of a cache. */
const bytes = (host: Host, more: Partial<AnalysisInput> = {}): string => run(host, more).said;

function run(host: Host, more: Partial<AnalysisInput> = {}): { said: string; parsed: number; fromCache: number } {
  const config = resolveConfig(EMPTY_CONFIG, RULES);
  const input: AnalysisInput = { root: '/p', host, config, rules: RULES, certainty: 'likely', inventory: true, rewrites: true, ...more };
  const { stats, ...said } = analyze(input);
  return { said: JSON.stringify(said), parsed: stats.parsed, fromCache: stats.fromCache };
}

const plain = bytes(createMemoryHost(FILES));

it('is tried on a project with much to say', () => {
  const { findings, errors } = JSON.parse(plain) as { findings: unknown[]; errors: unknown[] };
  expect(findings.length).toBeGreaterThan(80);
  expect(errors).toEqual([]);
});

describe('the same bytes, in whichever order directories are listed', () => {
  it.each([1, 2, 3])('order %i', { timeout: 120_000 }, (seed) => {
    const next = numbers(seed);
    const host = createMemoryHost(Object.fromEntries(shuffled(Object.entries(FILES), next)));
    const listed = { ...host, readDir: (path: string) => shuffled(host.readDir(path), next) };
    expect(listed.readDir('/p/packages').map(({ name }) => name)).not.toEqual(
      createMemoryHost(FILES)
        .readDir('/p/packages')
        .map(({ name }) => name),
    );
    expect(bytes(listed)).toBe(plain);
  });

  it('and backwards', { timeout: 120_000 }, () => {
    const host = createMemoryHost(FILES);
    expect(bytes({ ...host, readDir: (path) => host.readDir(path).reverse() })).toBe(plain);
  });
});

describe('the same bytes, however much of the index is there already', () => {
  it.each([
    ['some files', (_: string, i: number) => i % 3 === 0],
    ['most files', (_: string, i: number) => i % 7 !== 0],
    ['one file', (_: string, i: number) => i === 40],
    ['all files', () => true],
  ])('%s', { timeout: 120_000 }, (name, isKept) => {
    const cache = { dir: join(scratch, name) };
    const code = PATHS.filter((path) => /\.[cm]?[jt]sx?$/.test(path));
    // The others say something else when the index is made: their entries are of no use.
    const before = {
      ...FILES,
      ...Object.fromEntries(code.filter((path, i) => !isKept(path, i)).map((path) => [path, 'export const other = 1;'])),
    };
    bytes(createMemoryHost(before), { cache });
    const partial = run(createMemoryHost(FILES), { cache });
    expect(partial.said).toBe(plain);
    expect(partial.fromCache).toBeGreaterThan(0);
    expect(partial.parsed > 0).toBe(name !== 'all files');
    const whole = run(createMemoryHost(FILES), { cache });
    expect(whole).toMatchObject({ said: plain, parsed: 0, fromCache: partial.parsed + partial.fromCache });
  });
});

it('the same bytes, in whichever order files are named', { timeout: 120_000 }, () => {
  const paths = PATHS.filter((path) => /\.[cm]?[jt]sx?$/.test(path));
  const named = bytes(createMemoryHost(FILES), { paths });
  expect(bytes(createMemoryHost(FILES), { paths: shuffled(paths, numbers(9)) })).toBe(named);
});
