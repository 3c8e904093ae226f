import { describe, expect, it } from 'vitest';
import { analyze, shard } from '../../src/analyzer/index.js';
import { createMemoryHost } from '../../src/analyzer/host.js';
import { fixAll } from '../../src/cli/fix-rounds.js';
import { runCli } from '../../src/cli/run.js';
import type { CliIo, Tools } from '../../src/cli/io.js';
import { GitError } from '../../src/gate/git.js';
import { RULES } from '../../src/rules/index.js';
import type { Finding, Result, Rewrite } from '../../src/analyzer/finding.js';

const MANIFEST = '{"name":"shop","dependencies":{"axios":"^1","express":"^5"}}';
const ROUTES = `import axios from "axios";
import express from "express";

const app = express();
app.get("/a", async (req, res) => {
\tconst { data } = await axios.get("http://a"); // first
\tconst more = await axios.get("http://b", {
\t\theaders: { a: "b" },
\t});
\tres.json({ data, more });
});
`;

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly written: ReadonlyMap<string, string>;
}

/** Runs the command on files in memory with the real analysis. `git` answers what `git status` prints. */
function fix(argv: readonly string[], files: Readonly<Record<string, string>>, git: string | null = ''): Run {
  const out: string[] = [];
  const err: string[] = [];
  const written = new Map<string, string>();
  const all = { '/p/package.json': MANIFEST, '/p/.git/HEAD': '', ...files };
  const io: CliIo = {
    cwd: '/p',
    env: {},
    stdout: { isTTY: false, write: (text) => void out.push(text) },
    stderr: { isTTY: false, write: (text) => void err.push(text) },
    host: createMemoryHost(all),
    writeFile: (path, text) => void written.set(path, text),
    writeFiles: (texts) => texts.forEach((text, path) => written.set(path, text)),
    appendFile: () => undefined,
    readStdin: () => '',
    ask: () => undefined,
    git: () => {
      if (git === null) throw new GitError('not a git repository');
      return Buffer.from(git);
    },
    now: () => 0,
  };
  const tools: Tools = { version: '1', rules: RULES, analyze, shard, trace: () => [], readOwn: () => undefined, knowsPackage: () => false };
  const code = runCli(['fix', ...argv], io, tools);
  return { code, out: out.join(''), err: err.join(''), written };
}

describe('hidden-state fix', () => {
  const files = { '/p/src/a.ts': ROUTES };

  it('rewrites all that it finds, keeps tabs, quotes and comments, and shows a patch', () => {
    const { code, out, written } = fix([], files);
    expect(code).toBe(0);
    expect(written.get('/p/src/a.ts')).toBe(
      ROUTES.replace('axios.get("http://a")', 'axios.get("http://a", { timeout: 5_000 })').replace(
        '\t\theaders: { a: "b" },\n',
        '\t\theaders: { a: "b" },\n\t\ttimeout: 5_000,\n',
      ),
    );
    expect(out).toContain('--- a/src/a.ts\n+++ b/src/a.ts\n');
    expect(out).toContain('+\tconst { data } = await axios.get("http://a", { timeout: 5_000 }); // first\n');
  });

  it('keeps a byte order mark and CRLF', () => {
    const text = `\uFEFF${ROUTES.replaceAll('\n', '\r\n')}`;
    const after = fix([], { '/p/src/a.ts': text }).written.get('/p/src/a.ts') ?? '';
    expect(after.startsWith('\uFEFFimport axios')).toBe(true);
    expect(after).toContain('\t\ttimeout: 5_000,\r\n');
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('writes nothing on a dry run, and says what it would do', () => {
    const { code, out, err, written } = fix(['--dry-run'], files, ' M src/a.ts\n');
    expect(written.size).toBe(0);
    expect(code).toBe(0);
    expect(out).toContain('+++ b/src/a.ts');
    expect(err).toContain('2 findings rewritten in 1 file, 0 left; nothing is written');
  });

  it('adds what a rewrite needs to the nearest manifest, in the same write', () => {
    const manifest = '{\n  "name": "shop",\n  "dependencies": {\n    "express": "^5.0.0",\n    "ioredis": "^5.0.0"\n  }\n}\n';
    const shards = `import { Redis } from 'ioredis';
export const shards = ['redis://a', 'redis://b'].map((url) => new Redis(url, { commandTimeout: 500 }));
export async function session(id: string): Promise<string | null> {
  for (const shard of shards) {
    const found = await shard.get(\`session:\${id}\`);
    if (found) return found;
  }
  return null;
}
`;
    const { written } = fix(['--rule', 'no-broadcast-lookup'], { '/p/package.json': manifest, '/p/src/shards.ts': shards });
    expect(written.get('/p/src/shards.ts')).toContain("import HashRing from 'hashring';");
    expect(written.get('/p/package.json')).toBe(
      manifest
        .replace('    "ioredis"', '    "hashring": "^3.2.0",\n    "ioredis"')
        .replace('  }\n}', '  },\n  "devDependencies": {\n    "@types/hashring": "^3.2.5"\n  }\n}'),
    );
  });

  it('keeps to one line', () => {
    const { code, written } = fix(['--only', 'src/a.ts:6'], files);
    expect(code).toBe(0);
    expect(written.get('/p/src/a.ts')?.match(/timeout/g)).toHaveLength(1);
  });

  it('goes on to the next place that a finding stands for', () => {
    const mail = (to: string): string => `  await mail.emails.send({ from: 'a@b', to: ${to}, subject: 'Hi', text: '' });\n`;
    const route = `import { Resend } from 'resend';
import { Pool } from 'pg';
const mail = new Resend('key');
const pool = new Pool({ query_timeout: 1_000, connectionTimeoutMillis: 1_000 });
export async function POST(request: Request) {
  const email = await request.text();
  await pool.query('insert into members (email) values ($1)', [email]);
${mail('email')}${mail("'team@b'")}  return new Response('');
}
`;
    const next = { '/p/package.json': '{"name":"shop","dependencies":{"next":"^15.3.0","pg":"^8.0.0","resend":"^6.0.0"}}' };
    const { err, written } = fix(['--rule', 'no-synchronous-chain'], { ...next, '/p/app/api/join/route.ts': route });
    expect(err).toContain('2 findings rewritten in 1 file, 0 left');
    expect(written.get('/p/app/api/join/route.ts')?.match(/after\(async/g)).toHaveLength(2);
  });

  it('keeps to one rule, and to what lies below a path', () => {
    expect(fix(['--rule', 'no-module-state'], files).written.size).toBe(0);
    const other = { ...files, '/p/lib/b.ts': ROUTES };
    expect([...fix(['lib'], other).written.keys()]).toEqual(['/p/lib/b.ts']);
  });

  it('refuses what git does not have, unless told', () => {
    const refused = fix([], files, ' M src/a.ts\n');
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toContain('not committed');
    expect(fix([], files, null).code).toBe(2);
    expect(fix(['--force'], files, ' M src/a.ts\n').written.size).toBe(1);
  });

  it.each([
    [['--only', 'src/a.ts'], 'is not a place'],
    [['--only', 'src/none.ts:1'], 'no such file'],
    [['--only', 'src/a.ts:1'], 'no finding at that place'],
    [['--rule', 'no-such-rule'], 'unknown rule'],
  ])('says what is wrong with %s', (argv, message) => {
    const { code, err } = fix(argv, files);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('answers 1 when something is left', () => {
    const left =
      "import bent from 'bent';\nimport express from 'express';\nconst get = bent('json');\nconst app = express();\napp.get('/', async (req, res) => {\n  res.json(await get('http://x'));\n});\n";
    const { code, err } = fix([], { '/p/package.json': '{"name":"p","dependencies":{"bent":"7","express":"5"}}', '/p/src/a.ts': left });
    expect(code).toBe(1);
    expect(err).toContain('left to you');
  });
});

describe('rounds', () => {
  const at = (offset: number) => ({ line: 1, column: offset + 1, offset });
  const finding = (offset: number, rewrites: readonly Rewrite[]): Finding => ({
    file: 'a.ts',
    start: at(offset),
    end: at(offset + 1),
    ruleId: 'r',
    severity: 'error',
    certainty: 'proven',
    message: 'm',
    messageId: 'm',
    kind: 'k',
    witness: [],
    rewrites,
    fingerprint: `f${offset}`,
  });
  const replace = (title: string, offset: number, text: string): Rewrite => ({
    title,
    edits: [{ file: 'a.ts', start: offset, end: offset + 1, text }],
  });
  const result = (text: string, offer: (offset: number) => readonly Rewrite[]): Result => ({
    root: '/p',
    files: ['a.ts'],
    skipped: [],
    suppressed: [],
    errors: text.includes('!') ? [{ file: 'a.ts', message: 'syntax error' }] : [],
    // Every `x` is a finding.
    findings: Array.from(text.matchAll(/x/g), ({ index }) => finding(index, offer(index))),
    stats: {} as Result['stats'],
  });
  const run = (text: string, offer: (offset: number) => readonly Rewrite[]) =>
    fixAll({ analyze: (texts) => result(texts.get('a.ts') ?? text, offer), read: () => text, isWanted: () => true });

  it('take the next rewrite where the first does not parse, does not help, or does harm', () => {
    const offer = (i: number) => [replace('breaks', i, '!'), replace('stays', i, 'x'), replace('more', i, 'ax'), replace('good', i, 'yy')];
    const { texts, dropped, left } = run('x-x', offer);
    expect(texts.get('a.ts')).toBe('yy-yy');
    expect(left).toEqual([]);
    expect(new Set(dropped.map(({ rewrite }) => rewrite.title))).toEqual(new Set(['breaks', 'stays', 'more']));
  });

  it('do not mix rewrites that touch each other', () => {
    const both = (i: number): readonly Rewrite[] => [
      { title: 'wide', edits: [{ file: 'a.ts', start: 0, end: Math.max(2, i + 1), text: 'yy' }] },
    ];
    const { texts, applied } = run('xx', both);
    expect(texts.get('a.ts')).toBe('yy');
    expect(applied).toHaveLength(1);
  });

  it('end', () => {
    let analyses = 0;
    const { left } = fixAll({
      analyze: (texts) => {
        analyses += 1;
        return result(texts.get('a.ts') ?? 'x', (i) => [replace(`try ${analyses}`, i, 'x')]);
      },
      read: () => 'x',
      isWanted: () => true,
    });
    expect(left).toHaveLength(1);
    expect(analyses).toBeLessThan(30);
  });
});
