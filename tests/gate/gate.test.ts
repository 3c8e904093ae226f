import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodeHost } from '../../src/analyzer/host.js';
import { analyze, shard, trace } from '../../src/analyzer/index.js';
import { runGit } from '../../src/cli/outside.js';
import { runCli } from '../../src/cli/run.js';
import { writeFileAtomically } from '../../src/cli/write-file.js';
import { RULES } from '../../src/rules/index.js';
import { createRepository, hasGit, type Repository } from './repository.js';

/** Routes that keep what they have read in a module, and wait without a bound. */
const ROUTES = `import express from 'express';
import { rates } from './rates';

export const app = express();
const seen = new Map<string, number>();

async function countVisit(name: string): Promise<number> {
  const count = (seen.get(name) ?? 0) + 1;
  seen.set(name, count);
  return count;
}

app.get('/visits/:name', async (req, res) => {
  const answer = await fetch('https://stats.example.com/' + req.params.name);
  res.json({ visits: await countVisit(req.params.name), answer: await answer.json(), rate: rates.get('EUR') });
});
`;
const RATES = `export const rates = new Map<string, number>();\n`;
const MANIFEST = '{ "name": "shop", "dependencies": { "express": "5" } }\n';

describe.skipIf(!hasGit)('the gate on a repository', () => {
  let repo: Repository;
  beforeEach(() => {
    repo = createRepository();
    repo.write({ 'package.json': MANIFEST, 'src/routes.ts': ROUTES, 'src/rates.ts': RATES });
    repo.commit('start');
  });
  afterEach(() => repo.remove());

  interface Answer {
    readonly code: number;
    readonly err: string;
    /** `file rule` of each finding. */
    readonly found: readonly string[];
  }

  function check(flags: readonly string[], { cwd = '.', stdin = '' } = {}): Answer {
    const out: string[] = [];
    const err: string[] = [];
    const io = {
      cwd: join(repo.dir, cwd),
      env: {},
      stdout: { isTTY: false, write: (text: string) => void out.push(text) },
      stderr: { isTTY: false, write: (text: string) => void err.push(text) },
      host: createNodeHost(),
      writeFile: writeFileAtomically,
      writeFiles: () => undefined,
      appendFile: () => undefined,
      readStdin: () => stdin,
      ask: () => undefined,
      git: runGit,
      now: () => 0,
    };
    const tools = { version: '0.0.0', rules: RULES, analyze, shard, trace, readOwn: () => undefined, knowsPackage: () => false };
    const code = runCli(['check', '--format', 'json', '--fail-on', 'warning', ...flags], io, tools);
    const text = out.join('');
    const { findings } = (text === '' ? { findings: [] } : JSON.parse(text)) as { findings: { file: string; ruleId: string }[] };
    return { code, err: err.join(''), found: findings.map(({ file, ruleId }) => `${file} ${ruleId}`) };
  }

  const baselineText = () => readFileSync(join(repo.dir, 'hidden-state-baseline.json'), 'utf8');
  const KNOWN = ['--baseline', 'hidden-state-baseline.json'];

  it('has something to find', () => {
    expect(check([])).toMatchObject({ code: 1, found: ['src/routes.ts no-module-state', 'src/routes.ts require-timeout'] });
  });

  it('lets pass what the baseline knows, and says how much that is', () => {
    expect(check(['--update-baseline'])).toEqual({
      code: 0,
      found: [],
      err: 'hidden-state: hidden-state-baseline.json now knows 2 findings: 2 more, 0 gone\n',
    });
    expect(check(KNOWN)).toEqual({ code: 0, found: [], err: 'hidden-state: hidden-state-baseline.json knows 2 findings\n' });
    const text = baselineText();
    check(['--update-baseline']);
    expect(baselineText()).toBe(text);
  });

  it('knows findings again after a move, a new name, a formatter and edits around them', () => {
    check(['--update-baseline']);
    const moved = `// A new head.\n\n${ROUTES.replaceAll('countVisit', 'addVisit').replaceAll("'", '"').replace('import { rates } from "./rates"', 'import { rates } from "../rates"')}`;
    repo.write({ 'src/routes.ts': undefined, 'src/web/visits.ts': moved });
    expect(check(KNOWN)).toMatchObject({
      code: 0,
      found: [],
      err: 'hidden-state: hidden-state-baseline.json knows 2 findings (2 in another place)\n',
    });
    repo.write({ 'src/web/visits.ts': moved.replaceAll('seen', 'visits').replaceAll('req.params.name', 'req.params.label') });
    expect(check(['--prune-baseline', ...KNOWN]).code).toBe(1); // moved and renamed at once is one step too many
  });

  it('knows a finding again whose state has another name', () => {
    check(['--update-baseline']);
    repo.write({ 'src/routes.ts': ROUTES.replaceAll('seen', 'visits') });
    expect(check(KNOWN).err).toBe('hidden-state: hidden-state-baseline.json knows 2 findings (1 with another name)\n');
  });

  it('reports what is new, and the second one of what is known', () => {
    check(['--update-baseline']);
    const more = `app.post('/again/:name', async (req, res) => {\n  const answer = await fetch('https://stats.example.com/' + req.params.name);\n  res.json(await answer.json());\n});\n`;
    repo.write({ 'src/routes.ts': ROUTES + more });
    expect(check(KNOWN)).toMatchObject({ code: 1, found: ['src/routes.ts require-timeout'] });
  });

  it('says what is gone, and takes it out', () => {
    check(['--update-baseline']);
    repo.write({ 'src/routes.ts': ROUTES.replace('+ req.params.name);', '+ req.params.name, { signal: AbortSignal.timeout(500) });') });
    expect(check(KNOWN).err).toContain(
      '1 finding of hidden-state-baseline.json is gone, as require-timeout in src/routes.ts; `--prune-baseline` takes them out',
    );
    expect(check(['--prune-baseline', ...KNOWN])).toMatchObject({
      code: 0,
      err: 'hidden-state: hidden-state-baseline.json now knows 1 finding: 0 more, 1 gone\nhidden-state: hidden-state-baseline.json knows 1 finding\n',
    });
    expect(baselineText()).not.toContain('require-timeout');
  });

  it('is about the paths given, and leaves the rest of the baseline alone', () => {
    check(['--update-baseline']);
    const text = baselineText();
    expect(check(['src/rates.ts', ...KNOWN])).toEqual({
      code: 0,
      found: [],
      err: 'hidden-state: hidden-state-baseline.json knows 0 findings\n',
    });
    check(['src/rates.ts', '--update-baseline']);
    expect(baselineText()).toBe(text);
  });

  it('reports since a commit what is new, also where its cause is another file', () => {
    const writer = ROUTES.replace("rate: rates.get('EUR')", 'rate: rates.set(req.params.name, 1).size');
    repo.write({ 'src/routes.ts': writer });
    expect(check(['--since', 'HEAD'])).toEqual({
      code: 1,
      found: ['src/rates.ts no-module-state'],
      err: 'hidden-state: 2 findings had been there at HEAD\n',
    });
    repo.commit();
    expect(check(['--since', 'HEAD']).found).toEqual([]);
    expect(check(['--since', 'HEAD~1']).found).toEqual(['src/rates.ts no-module-state']);
    expect(check(['--since', 'HEAD~1', 'src/routes.ts']).found).toEqual([]);
    expect(check(['--since', 'HEAD~1', '.'], { cwd: 'src' }).found).toEqual(['rates.ts no-module-state']);
  });

  it('says that there is no such commit', () => {
    expect(check(['--since', 'v9'])).toMatchObject({ code: 2, found: [] });
    expect(check(['--since', 'v9']).err).toBe(
      'hidden-state: git: no commit `v9` here; a shallow clone does not have it until it is fetched\n',
    );
  });

  it('reads the index with --staged, not the work tree', () => {
    repo.write({
      'src/more.ts': `import { app } from './routes';\nconst tokens = new Map<string, string>();\napp.put('/t/:k', (req, res) => { tokens.set(req.params.k, 'x'); res.end(); });\n`,
    });
    const before = ['src/routes.ts no-module-state', 'src/routes.ts require-timeout'];
    expect(check(['--staged']).found).toEqual(before);
    repo.git(['add', '--all']);
    repo.write({ 'src/more.ts': '' });
    expect(check(['--staged']).found).toEqual(['src/more.ts no-module-state', ...before]);
    expect(check(['--staged', '--since', 'HEAD'])).toMatchObject({ code: 1, found: ['src/more.ts no-module-state'] });
    expect(check(['--staged', '--since', 'HEAD', '.'], { cwd: 'src' }).found).toEqual(['more.ts no-module-state']);
    expect(check([]).found).toEqual(before);
  });

  it('reads the index of the repository that the paths are in, and of one only', () => {
    const other = createRepository();
    try {
      other.write({ 'package.json': MANIFEST, 'a.ts': '' });
      other.git(['add', '--all']);
      other.write({ 'a.ts': ROUTES, 'routes.ts': ROUTES });
      expect(check(['--staged', join(other.dir, 'a.ts')])).toEqual({ code: 0, found: [], err: '' });
      expect(check(['--staged', 'src', other.dir])).toMatchObject({ code: 2, found: [] });
      expect(check(['--staged', join(other.dir, 'routes.ts')]).err).toMatch(/^hidden-state: no such file or directory: `.*routes\.ts`\n$/);
    } finally {
      other.remove();
    }
  });

  it('reads a file from stdin, and reports it alone', () => {
    const stdin = ROUTES.replace('new Map<string, number>()', 'new Map<string, number>([])');
    expect(check(['--stdin', '--stdin-filename', 'src/other.ts'], { stdin }).found).toEqual([
      'src/other.ts no-module-state',
      'src/other.ts require-timeout',
    ]);
    expect(check(['--stdin', '--stdin-filename', 'src/routes.ts'], { stdin: '' }).found).toEqual([]);
  });

  it('reports comments that do nothing, and those that do not say why', () => {
    const commented = ROUTES.replace('const seen', '// eslint-disable-next-line hidden-state/no-module-state\nconst seen').replace(
      'async function',
      '// eslint-disable-next-line hidden-state/require-timeout, no-console -- not here\nasync function',
    );
    repo.write({ 'src/routes.ts': commented });
    const found = ['src/routes.ts require-timeout'];
    expect(check([])).toEqual({
      code: 1,
      found,
      err: 'hidden-state: 1 disable comment without effect, as in src/routes.ts:8; `--report-unused-disable-directives` reports them\n',
    });
    expect(check(['--report-unused-disable-directives', '--fail-on', 'error'])).toEqual({
      code: 1,
      found: ['src/routes.ts unused-disable-directive', ...found],
      err: '',
    });
    expect(check(['--report-unused-disable-directives-severity', 'info', '--fail-on', 'error']).code).toBe(0);
    expect(check(['--require-disable-reason']).found).toEqual(['src/routes.ts disable-directive-without-reason', ...found]);
  });
});
