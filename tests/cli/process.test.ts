import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Beside the installed packages, so that imports of them resolve. */
const BUILT = join(ROOT, 'node_modules/.cache/hidden-state-cli-test', String(process.pid));
const BIN = join(BUILT, 'dist/cli/bin.js');

/** An analysis that says much, or hangs: `main` is tested, not the engine. */
const ANALYZER = `
import { readFileSync } from 'node:fs';
const at = { line: 1, column: 1, offset: 0 };
const finding = (i) => ({ file: 'a.ts', start: at, end: at, ruleId: 'require-timeout', severity: 'error', certainty: 'proven',
  message: 'x'.repeat(200) + i, messageId: 'm', kind: 'k', witness: [], rewrites: [], fingerprint: '0'.repeat(16) });
export function analyze({ root }) {
  const mode = process.env.TEST_MODE;
  if (mode === 'hang') { process.stderr.write('hanging'); for (;;) readFileSync(import.meta.filename ?? new URL(import.meta.url)); }
  return { root, files: ['a.ts'], skipped: [], suppressed: [], errors: [], stats: { rules: {} },
    findings: Array.from({ length: mode === 'many' ? 20000 : mode === 'none' ? 0 : 1 }, (_, i) => finding(i)) };
}
export const trace = () => [];
export const shard = () => ({});
`;

function transpile(file: string): void {
  const source = fs.readFileSync(join(ROOT, 'src', file), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true },
  });
  write(join('dist', file.replace(/\.ts$/, '.js')), outputText);
}

function write(file: string, text: string): void {
  fs.mkdirSync(dirname(join(BUILT, file)), { recursive: true });
  fs.writeFileSync(join(BUILT, file), text);
}

const sources = (dir: string): string[] =>
  fs
    .readdirSync(join(ROOT, 'src', dir), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(dir, name));

beforeAll(() => {
  write('package.json', '{"type":"module","version":"1.2.3"}');
  write('project/a.ts', 'export {};\n');
  write('project/.git/HEAD', '');
  for (const dir of ['cli', 'report', 'gate', 'analyzer/config', 'analyzer/project']) sources(dir).forEach(transpile);
  for (const file of [
    'own-package.ts',
    'analyzer/config.ts',
    'analyzer/cache/foreign-shard.ts',
    'analyzer/host.ts',
    'analyzer/workspace.ts',
  ])
    transpile(file);
  write('dist/analyzer/index.js', ANALYZER);
  write('dist/analyzer/models/index.js', 'export const MODELS = [];');
  write('dist/rules/index.js', 'export const RULES = [];');
});

afterAll(() => fs.rmSync(BUILT, { recursive: true, force: true }));

const env = (mode: string) => ({ PATH: process.env['PATH'], TEST_MODE: mode });
const cwd = join(BUILT, 'project');
const shell = (command: string, mode: string) => spawnSync('bash', ['--norc', '-c', command], { cwd, env: env(mode), encoding: 'utf8' });

describe('the process', () => {
  it('ends with the exit code of the run', () => {
    expect(spawnSync(process.execPath, [BIN, 'check'], { cwd, env: env('none') }).status).toBe(0);
    expect(spawnSync(process.execPath, [BIN, 'check'], { cwd, env: env('one') }).status).toBe(1);
    expect(spawnSync(process.execPath, [BIN, 'check', '--oops'], { cwd, env: env('one') }).status).toBe(2);
    expect(spawnSync(process.execPath, [BIN, '--version'], { cwd, encoding: 'utf8' }).stdout).toBe('1.2.3\n');
  });

  it('writes all of a long report into a pipe', () => {
    const { stdout, status } = spawnSync(process.execPath, [BIN, 'check', '-f', 'json'], {
      cwd,
      env: env('many'),
      maxBuffer: 1 << 28,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect((JSON.parse(stdout) as { findings: object[] }).findings).toHaveLength(20_000);
  });

  it('keeps quiet and keeps its exit code when the reader goes away', () => {
    const { stderr, stdout } = shell(`"${process.execPath}" "${BIN}" check | head -n 1; echo "\${PIPESTATUS[0]}"`, 'many');
    expect(stdout).toBe('a.ts\n1\n');
    expect(stderr).toBe('');
  });

  it.skipIf(!fs.existsSync('/dev/full'))('says that the disk is full', () => {
    const { stderr, status } = shell(`"${process.execPath}" "${BIN}" check > /dev/full`, 'one');
    expect(stderr).toMatch(/^hidden-state: cannot write to stdout: ENOSPC/);
    expect(status).toBe(2);
  });

  it('writes a report through a link to stdout, and refuses a place it cannot write to', () => {
    expect(shell(`"${process.execPath}" "${BIN}" check -o /dev/stdout | wc -l; exit \${PIPESTATUS[0]}`, 'one').status).toBe(1);
    const { stderr, status } = shell(`"${process.execPath}" "${BIN}" check -o a.ts/report`, 'one');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^hidden-state: cannot write `a\.ts\/report`: /);
  });

  it('ends at once on SIGINT, for a shell with 130', async () => {
    const child = spawn(process.execPath, [BIN, 'check'], {
      cwd,
      env: env('hang'),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.once('data', () => child.kill('SIGINT'));
    const signal = await new Promise((resolve) => child.once('exit', (_, name) => resolve(name)));
    expect(signal).toBe('SIGINT'); // which every shell shows as 128 + 2
  });
});
