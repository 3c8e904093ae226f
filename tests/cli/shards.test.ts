import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createNodeHost } from '../../src/analyzer/host.js';
import { analyze, shard, trace } from '../../src/analyzer/index.js';
import type { CliIo, Tools } from '../../src/cli/io.js';
import { runCli } from '../../src/cli/run.js';
import { writeFileAtomically } from '../../src/cli/write-file.js';
import { GitError } from '../../src/gate/git.js';
import { RULES } from '../../src/rules/index.js';

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url));

/** A monorepo of the example and of fixtures, with files that cannot be analysed. */
let project: string;

beforeAll(() => {
  project = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'hidden-state-shards-')));
  fs.writeFileSync(join(project, 'package.json'), '{ "name": "mono", "private": true, "workspaces": ["packages/*"] }');
  fs.cpSync(join(EXAMPLES, 'shop-service'), join(project, 'packages/shop'), { recursive: true });
  for (const rule of ['no-module-state', 'require-timeout', 'no-lock-across-await']) {
    for (const story of fs.readdirSync(join(FIXTURES, rule)).slice(0, 12)) {
      fs.cpSync(join(FIXTURES, rule, story), join(project, 'packages', `${rule}-${story}`), { recursive: true });
    }
  }
  fs.writeFileSync(join(project, 'packages/shop/src/broken.ts'), 'export const = ;');
  fs.writeFileSync(join(project, 'packages/shop/src/min.js'), `var a=1;${'a+=1;'.repeat(9_000)}`);
});

afterAll(() => fs.rmSync(project, { recursive: true, force: true }));
beforeEach(() => fs.rmSync(join(project, '.hidden-state'), { recursive: true, force: true }));

function run(...argv: string[]): { code: number; out: string; err: string } {
  const out: string[] = [];
  const err: string[] = [];
  const io: CliIo = {
    cwd: project,
    env: {},
    stdout: { isTTY: false, write: (text) => void out.push(text) },
    stderr: { isTTY: false, write: (text) => void err.push(text) },
    host: createNodeHost(),
    writeFile: writeFileAtomically,
    writeFiles: () => undefined,
    appendFile: () => undefined,
    readStdin: () => '',
    ask: () => undefined,
    git: () => {
      throw new GitError('not a git repository');
    },
    now: () => 0,
  };
  const tools: Tools = { version: '0.0.0', rules: RULES, analyze, shard, trace, readOwn: () => undefined, knowsPackage: () => false };
  const code = runCli(argv, io, tools);
  return { code, out: out.join(''), err: err.join('') };
}

const JSON_ALL = ['--strict', '--format', 'json'];
const shards = (count: number) => Array.from({ length: count }, (_, i) => run('check', '--shard', `${i + 1}/${count}`));
const fileOf = (name: string) => join(project, '.hidden-state', name);
const stepsOf = (text: string) =>
  text.split('\n').flatMap((line) => /\bhidden-state ((?:check|merge)[^"']*)/.exec(line)?.[1]?.trim() ?? []);

describe('check --shard and merge', () => {
  it.each([1, 3, 40])('say the same bytes from %i shards as one run', (count) => {
    const whole = run('check', ...JSON_ALL);
    const parts = shards(count);
    expect(parts.map(({ code, out }) => ({ code, out }))).toEqual(Array.from({ length: count }, () => ({ code: 0, out: '' })));
    const merged = run('merge', ...JSON_ALL);
    expect((JSON.parse(whole.out) as { findings: object[] }).findings.length).toBeGreaterThan(20);
    expect(merged.out).toBe(whole.out);
    expect(merged.code).toBe(whole.code);
    expect(merged.err).not.toContain('in no shard');
  });

  it('give every file to one shard, and say how many', () => {
    const counts = shards(3).map(({ err }) => /shard \d of 3: (\d+) of (\d+) files/.exec(err)?.slice(1).map(Number) ?? []);
    expect(counts.map(([, of]) => of)).toEqual([counts[0]?.[1], counts[0]?.[1], counts[0]?.[1]]);
    expect(counts.reduce((sum, [files = 0]) => sum + files, 0)).toBe(counts[0]?.[1]);
    expect(Math.min(...counts.map(([files = 0]) => files))).toBeGreaterThan(10);
  });

  it('write the same bytes whoever does it, and keep what is still true', () => {
    shards(2);
    const first = fs.readFileSync(fileOf('shard-1-of-2.bin'));
    run('check', '--shard', '1/2');
    expect(fs.readFileSync(fileOf('shard-1-of-2.bin')).equals(first)).toBe(true);
  });

  it('read a file that has changed since, and say so', () => {
    shards(2);
    const file = join(project, 'packages/shop/src/clients.ts');
    const before = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, `${before}\nexport const later = () => fetch('https://example.com');\n`);
    const merged = run('merge', ...JSON_ALL);
    const whole = run('check', ...JSON_ALL);
    fs.writeFileSync(file, before);
    expect(merged.err).toContain('1 file was in no shard');
    expect(merged.out).toBe(whole.out);
  });

  it('report on the paths that are named', () => {
    shards(2);
    const merged = run('merge', ...JSON_ALL, 'packages/shop');
    expect(merged.out).toBe(run('check', ...JSON_ALL, 'packages/shop').out);
  });

  it.each([
    ['none is there', () => undefined, 'there is no shard in `.hidden-state`'],
    ['one is missing', () => fs.rmSync(fileOf('shard-2-of-3.bin')), '`.hidden-state` lacks shard 2 of 3'],
    ['two runs are mixed', () => run('check', '--shard', '1/2'), 'shards of different runs: of 2, of 3'],
    ['one is damaged', () => fs.truncateSync(fileOf('shard-2-of-3.bin'), 500), 'shard-2-of-3.bin` is damaged'],
    ['one is something else', () => fs.writeFileSync(fileOf('shard-3-of-3.bin'), 'hidden-state-ir\n{}'), 'shard-3-of-3.bin` is damaged'],
  ])('refuse to report where %s', (what, spoil, message) => {
    if (what !== 'none is there') shards(3);
    spoil();
    const { code, out, err } = run('merge', ...JSON_ALL);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it.each(['0/2', '3/2', '1', 'a/b', '1/0', '-1/2', '1/2/3'])('refuse the share %s', (text) => {
    const { code, err } = run('check', `--shard=${text}`);
    expect(code).toBe(2);
    expect(err).toContain('`--shard` needs a part of a whole');
  });

  it.each([['--format', 'json'], ['--baseline', 'x.json'], ['--fail-on', 'info'], ['--cache'], ['--staged']])(
    'refuse %s with --shard, which would be without effect',
    (...flag) => {
      const { code, err } = run('check', '--shard', '1/2', ...flag);
      expect(code).toBe(2);
      expect(err).toContain(`\`${flag[0]}\` has no meaning with \`--shard\``);
    },
  );

  it('say it where the shard cannot be written', () => {
    fs.writeFileSync(join(project, 'occupied'), '');
    const { code, err } = run('check', '--shard', '1/2', '--shard-dir', 'occupied');
    fs.rmSync(join(project, 'occupied'));
    expect(code).toBe(2);
    expect(err).toContain('could not be written');
  });
});

describe('the examples for a matrix and for a build tool', () => {
  it.each(['github-workflow.yml', 'package.json'])('%s: its commands give the report of one run', (name) => {
    const steps = stepsOf(fs.readFileSync(join(EXAMPLES, 'shards', name), 'utf8')).map((step) =>
      step.replaceAll('${{ matrix.shard }}', '#'),
    );
    const count = Number(/\d+(?=$|\s)/.exec(steps.find((step) => step.includes('--shard')) ?? '')?.[0]);
    const reading = steps.filter((step) => step.includes('--shard'));
    const each = reading.some((step) => step.includes('#'))
      ? Array.from({ length: count }, (_, i) => reading.map((step) => step.replace('#', String(i + 1)))).flat()
      : reading;
    expect(each).toHaveLength(count);
    for (const step of each) expect(run(...step.split(' '))).toMatchObject({ code: 0, out: '' });
    const [merge = ''] = steps.filter((step) => step.startsWith('merge'));
    expect(run('merge', ...JSON_ALL).out).toBe(run('check', ...JSON_ALL).out);
    expect(run(...merge.split(' ')).code).toBe(run('check').code);
  });
});
