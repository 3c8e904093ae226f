import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../src/analyzer/config/json-schema.js';
import { helpText } from '../../src/cli/help.js';
import { COMMANDS, OPTIONS } from '../../src/cli/options.js';
import { RULES, run, type Setup } from './fake.js';

const PAGE = '# require-timeout\n\n**Calls** that `wait`.\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n```ts bad\nfetch(\u001b[2J);\n```\n';
const own = { 'docs/rules/require-timeout.md': PAGE };

describe('explain', () => {
  it('prints the page as it is, where nobody looks at colours', () => {
    expect(run(['explain', 'require-timeout'], { own })).toMatchObject({ code: 0, out: PAGE, err: '' });
    expect(run(['explain', 'hidden-state/require-timeout'], { own }).out).toBe(PAGE);
  });

  it('dresses it for a terminal, and lets nothing steer that', () => {
    const { out } = run(['explain', 'require-timeout'], { own, tty: true });
    expect(out).toContain('\u001b[1mrequire-timeout\u001b[22m\n');
    expect(out).toContain('fetch(\\x1b[2J);');
    expect(out).not.toMatch(/```|---|\*\*/);
  });

  it.each([
    [[], '`explain` needs one rule; `hidden-state rules` lists them'],
    [['require-timeuot'], 'unknown rule `require-timeuot`; did you mean `require-timeout`?'],
    [['../../package'], 'unknown rule `../../package`; `hidden-state rules` lists them'],
    [['no-module-state'], 'the page of `no-module-state` is missing from this installation'],
  ])('%j is refused', (operands, message) => {
    expect(run(['explain', ...operands], { own })).toMatchObject({ code: 2, out: '', err: `hidden-state: ${message}\n` });
  });
});

describe('print-config', () => {
  const files = {
    '/project/hidden-state.config.json': JSON.stringify({
      rules: { 'require-timeout': ['error', { maxMs: 5 }] },
      overrides: [
        { files: ['src'], rules: { 'require-timeout': 'off', 'no-module-state': 'info' } },
        { files: ['**/pay.ts'], rules: { 'require-timeout': 'warn' } },
      ],
      baseline: './known.json',
    }),
  };
  const print = (argv: readonly string[], setup: Setup = {}) =>
    JSON.parse(run(['print-config', ...argv], { files, ...setup }).out) as Record<string, unknown>;

  it('shows what counts for the project', () => {
    expect(print([])).toMatchObject({
      root: '.',
      configFile: 'hidden-state.config.json',
      baseline: 'known.json',
      certainty: 'proven',
      failOn: 'error',
      rules: { 'no-module-state': { level: 'default' }, 'require-timeout': { level: 'error', options: { maxMs: 5, strict: false } } },
      overrides: [{ files: ['src'] }, { files: ['**/pay.ts'] }],
    });
    expect(print([], { files: {} })).toMatchObject({ configFile: null, baseline: null });
  });

  it('shows what counts for a file, flags included', () => {
    const printed = print(['pay.ts', '--strict', '--rule', 'no-module-state=off'], { cwd: '/project/src' });
    expect(printed).toMatchObject({
      root: '..',
      file: 'src/pay.ts',
      certainty: 'likely',
      rules: { 'no-module-state': { level: 'off' }, 'require-timeout': { level: 'warning', options: { maxMs: 5 } } },
    });
    expect(printed).not.toHaveProperty('overrides');
  });

  it('takes one file at most, which exists', () => {
    expect(run(['print-config', 'src', 'src'])).toMatchObject({ code: 2, err: 'hidden-state: `print-config` takes one file at most\n' });
    expect(run(['print-config', 'none.ts']).code).toBe(2);
  });
});

describe('init', () => {
  const config = '/project/hidden-state.config.json';
  const workflow = '/project/.github/workflows/hidden-state.yml';
  const manifest = (more: object) => ({ '/project/package.json': JSON.stringify(more) });

  it('shows what it would write, and writes nothing where nobody can be asked', () => {
    const { out, err, code, written } = run(['init']);
    expect({ err, code, written: written.size }).toEqual({ err: '', code: 0, written: 0 });
    expect(out).toContain('hidden-state.config.json\n    {\n      "$schema"');
    expect(out).toContain('.github/workflows/hidden-state.yml\n    name: hidden-state\n');
    expect(out).toContain('Nothing was written; `--yes` writes what is shown above.');
    expect(out).toContain('npm install --save-dev eslint-plugin-hidden-state');
  });

  it.each([
    ['y', 2],
    ['YES', 2],
    ['', 0],
    ['n', 0],
  ])('asks on a terminal, and takes %j for an answer', (answer, count) => {
    const { written, err } = run(['init'], { answer });
    expect(err).toBe('Write these 2 files? [y/N] ');
    expect(written.size).toBe(count);
  });

  it('writes with --yes a configuration that is valid, and a workflow', () => {
    const { written } = run(['init', '--yes']);
    expect([...written.keys()]).toEqual([config, workflow]);
    const parsed = JSON.parse(written.get(config) ?? '') as object;
    expect(new Ajv({ strict: false }).compile(configSchema(RULES))(parsed)).toBe(true);
    expect(run(['check', '--update-baseline'], { files: { [config]: written.get(config) ?? '' } }).code).toBe(0);
    expect(written.get(workflow)).toContain(
      '      - run: npm install\n      - run: npx hidden-state check --format text --format github\n',
    );
  });

  it('changes nothing that is there', () => {
    const { written, out } = run(['init', '-y'], { files: { [config]: '{}' } });
    expect([...written.keys()]).toEqual([workflow]);
    expect(out).toContain('hidden-state.config.json is there already, and stays as it is\n');
    const both = run(['init', '-y'], { files: { [config]: '{}', [workflow]: '' } });
    expect(both.written.size).toBe(0);
    expect(both.out).not.toContain('Nothing was written');
  });

  it.each([
    ['package-lock.json', 'npm ci', 'npx hidden-state check'],
    ['pnpm-lock.yaml', 'pnpm install', 'pnpm exec hidden-state check'],
    ['yarn.lock', 'yarn install', 'yarn hidden-state check'],
    ['bun.lock', 'bun install', 'bunx hidden-state check'],
  ])('goes by %s', (lock, install, command) => {
    const text = run(['init', '-y'], { files: { [`/project/${lock}`]: '' } }).written.get(workflow);
    expect(text).toContain(`- run: ${install}\n      - run: ${command} `);
  });

  it('puts the workflow where the repository begins', () => {
    const files = { '/project/apps/api/package.json': '{}', '/project/apps/api/hidden-state.config.json': '{}' };
    const { written } = run(['init', '-y'], { files, cwd: '/project/apps/api' });
    expect(written.get(workflow)).toContain('        working-directory: "apps/api"\n');
  });

  it.each([
    [{ '/project/eslint.config.mjs': '' }, 'ESLint, flat (eslint.config.mjs)', 'hiddenState.configs.recommended,'],
    [{ '/project/.eslintrc.json': '{}' }, 'ESLint, legacy (.eslintrc.json)', '"plugin:hidden-state/legacy-recommended"'],
    [manifest({ eslintConfig: {} }), 'ESLint, legacy (package.json)', '"plugin:hidden-state/legacy-recommended"'],
    [{ '/project/.oxlintrc.json': '{}' }, 'oxlint (.oxlintrc.json)', '"hidden-state/require-timeout": "error"'],
  ])('knows the linter by %j', (files, name, advice) => {
    const { out } = run(['init'], { files });
    expect(out).toContain(`Linter: ${name}\n`);
    expect(out).toContain(advice);
  });

  it('knows the libraries, those of workspaces included', () => {
    const files = {
      ...manifest({ workspaces: ['packages/*'], devDependencies: { express: '5', vitest: '4', 'eslint-plugin-hidden-state': '1' } }),
      '/project/packages/a/package.json': '{"dependencies":{"ioredis":"5"}}',
    };
    const { out } = run(['init'], { files });
    expect(out).toContain('Libraries that are known: express, ioredis\n');
    expect(out).toContain('1 workspace pattern');
    expect(out).not.toContain('npm install --save-dev');
  });
});

describe('completion', () => {
  const script = (shell: string) => run(['completion', shell]).out;

  it.each(['bash', 'zsh', 'fish'])('of %s knows every command and flag', (shell) => {
    for (const name of Object.keys(COMMANDS)) expect(script(shell)).toContain(name);
    for (const { name } of OPTIONS) expect(script(shell)).toContain(shell === 'fish' ? `-l ${name} ` : `--${name}`);
  });

  it.each([
    ['hidden-state expl', 'explain'],
    ['hidden-state explain req', 'require-timeout'],
    ['hidden-state check --fail-on w', 'warning'],
    ['hidden-state check --upd', '--update-baseline'],
    ['hidden-state completion z', 'zsh'],
  ])('of bash completes %j', (line, expected) => {
    const words = line.split(' ');
    const ask = `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _hidden_state; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, status } = spawnSync('bash', ['--norc', '-c', `${script('bash')}\n${ask}`], { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout.trim().split('\n')).toEqual([expected]);
  });

  it('is for shells that are known', () => {
    expect(run(['completion', 'tcsh'])).toMatchObject({ code: 2, err: expect.stringContaining('unknown value `tcsh`') as string });
    expect(run(['completion'])).toMatchObject({ code: 2, err: 'hidden-state: `completion` needs one shell: bash, zsh, fish\n' });
  });
});

describe('the pages', () => {
  const docs = new URL('../../docs/', import.meta.url);
  const pages = readdirSync(docs).filter((name) => name.endsWith('.md'));
  const text = pages.map((name) => readFileSync(new URL(name, docs), 'utf8')).join('\n');

  it('name every command and flag', () => {
    for (const command of Object.keys(COMMANDS)) expect(text).toContain(command);
    for (const { name } of OPTIONS.filter((option) => !['help', 'version', 'yes'].includes(option.name)))
      expect(text).toContain(`--${name}`);
  });

  it('name no flag that does not exist', () => {
    const written = [...readFileSync(new URL('cli.md', docs), 'utf8').matchAll(/`(?:-\w`, `)?--([a-z-]+)/g)].map(([, name]) => name);
    expect(written.length).toBeGreaterThan(20);
    for (const name of written) expect(OPTIONS.map((option) => option.name as string)).toContain(name);
  });
});

describe('the help', () => {
  it.each([40, 80, 200])('fits a terminal of %i columns, where words do', (columns) => {
    for (const command of [undefined, 'check', 'trace'] as const) {
      for (const line of helpText(command, columns).split('\n')) {
        if (/^ {2,}/.test(line)) expect(line.length, line).toBeLessThanOrEqual(Math.max(80, Math.min(columns, 100)));
      }
    }
  });

  it('has each flag once, in its group', () => {
    const labels = helpText('check', 100)
      .split('\n')
      .flatMap((line) => /^ {2,6}(?:-\w, )?--([\w-]+)/.exec(line)?.[1] ?? []);
    expect(new Set(labels).size).toBe(labels.length);
    expect(labels).toContain('since');
  });
});
