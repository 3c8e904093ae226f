import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EMPTY_CONFIG, resolveConfig } from '../src/analyzer/config.js';
import { createMemoryHost, createNodeHost } from '../src/analyzer/host.js';
import type { AnalysisInput } from '../src/analyzer/index.js';
import type { Result } from '../src/analyzer/finding.js';
import { RULES } from '../src/rules/index.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Beside the installed packages, so that imports of them resolve; a thread is started from a file that Node can run. */
const BUILT = join(ROOT, 'node_modules/.cache/hidden-state-threads-test', String(process.pid));
const PROJECT = join(BUILT, 'project').replaceAll('\\', '/');
const FILES = 450;
const BROKEN = 5;
const MINIFIED = 5;

let analyze: (input: AnalysisInput) => Result;

function write(file: string, text: string): void {
  fs.mkdirSync(dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

function textOf(i: number): string {
  if (i % 90 === 7) return 'export const = ;';
  if (i % 90 === 8) return `var a=1;${'a+=1;'.repeat(9_000)}`;
  return `\uFEFFimport { fill as next } from './m${(i + 1) % FILES}.js';\r\nconst cache${i} = new Map<string, number>();\r\nexport const fill = async (key: string) => {\r\n  cache${i}.set(key, ${i});\r\n  await fetch('https://example.com/' + key);\r\n  return next;\r\n};\r\n`;
}

beforeAll(async () => {
  const build = [
    '-p',
    'tsconfig.build.json',
    '--noCheck',
    '--declaration',
    'false',
    '--incremental',
    'false',
    '--outDir',
    join(BUILT, 'dist'),
  ];
  execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), ...build], { cwd: ROOT });
  write(join(BUILT, 'package.json'), '{ "type": "module" }');
  write(join(PROJECT, 'package.json'), '{ "name": "many", "type": "module" }');
  for (let i = 0; i < FILES; i++) write(join(PROJECT, `m${i}.ts`), textOf(i));
  const built = (await import(pathToFileURL(join(BUILT, 'dist/analyzer/index.js')).href)) as { analyze: typeof analyze };
  analyze = built.analyze;
}, 120_000);

afterAll(() => fs.rmSync(BUILT, { recursive: true, force: true }));

/** Everything but times. */
function run(more: Partial<AnalysisInput>) {
  const config = resolveConfig(EMPTY_CONFIG, RULES);
  const { stats, ...result } = analyze({ root: PROJECT, config, rules: RULES, certainty: 'likely', host: createNodeHost(), ...more });
  const { parsed, fromCache, sourceChars, irBytes } = stats;
  return { ...result, parsed, fromCache, sourceChars, irBytes };
}

it('says the same with one thread and with several, file by file', { timeout: 120_000 }, () => {
  const alone = run({ threads: 1 });
  expect(alone.parsed).toBe(FILES - MINIFIED);
  expect(alone.errors.filter(({ message }) => message.startsWith('syntax error'))).toHaveLength(BROKEN);
  expect(alone.findings).toHaveLength(FILES - MINIFIED - BROKEN);
  for (const threads of [2, 3, 4, 7]) expect(JSON.stringify(run({ threads })), `${threads} threads`).toBe(JSON.stringify(alone));
});

it('fills a cache that the next run reads', { timeout: 120_000 }, () => {
  const cache = { dir: join(BUILT, 'cache') };
  const cold = run({ threads: 3, cache });
  expect(cold).toMatchObject({ parsed: FILES - MINIFIED, fromCache: 0 });
  expect(run({ threads: 3, cache })).toEqual({ ...cold, parsed: 0, fromCache: FILES - MINIFIED });
});

it('does what no thread does: a host that is not the disk is read in one thread', () => {
  const texts = Object.fromEntries(Array.from({ length: FILES }, (_, i) => [`/p/m${i}.ts`, textOf(i)]));
  const host = createMemoryHost({ ...texts, '/p/package.json': '{}' });
  expect(run({ threads: 4, host, root: '/p' })).toMatchObject({ parsed: FILES - MINIFIED });
});
