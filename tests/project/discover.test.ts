import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryHost, createNodeHost, type Host } from '../../src/analyzer/host.js';
import { discover, type Discovery, type DiscoverOptions } from '../../src/analyzer/project/discover.js';
import { findRoot } from '../../src/analyzer/project/root.js';

const found = (discovery: Discovery): string[] => discovery.files.map((file) => file.relative);
const reasons = (discovery: Discovery): Record<string, string> =>
  Object.fromEntries(discovery.skipped.map(({ file, reason, directory }) => [directory ? `${file}/` : file, reason]));

function host(root: string, files: Record<string, string> | readonly string[]): Host {
  const entries = Array.isArray(files) ? files.map((file) => [file, '']) : Object.entries(files);
  return createMemoryHost(Object.fromEntries(entries.map(([file, text]) => [`${root}/${file}`, text])));
}

function run(files: Record<string, string> | readonly string[], options: Partial<DiscoverOptions> = {}): Discovery {
  return discover(host('/p', files), { root: '/p', ...options });
}

describe('every file is analysed, or skipped with its reason', () => {
  test('a small service', () => {
    const discovery = run(['src/b.ts', 'src/a.ts', 'src/Z.ts', 'src/a.test.ts', 'README.md', 'dist/a.js', 'node_modules/x/i.js']);
    expect(found(discovery)).toEqual(['src/Z.ts', 'src/a.ts', 'src/b.ts']);
    expect(reasons(discovery)).toEqual({
      'dist/': 'build-output',
      'node_modules/': 'dependency',
      'src/a.test.ts': 'test',
    });
    expect(discovery.files[1]).toEqual({ path: '/p/src/a.ts', relative: 'src/a.ts', size: 0 });
    expect(discovery.errors).toEqual([]);
  });

  test('a root below directories called test and node_modules is like any other', () => {
    const root = '/tmp/test/node_modules/dist/scripts';
    expect(found(discover(host(root, ['src/a.ts']), { root }))).toEqual(['src/a.ts']);
  });

  test('a workspace called build is no build output', () => {
    const files = {
      'build/package.json': '{ "name": "@acme/build" }',
      'build/src/a.ts': '',
      'dist/package.json': '{ "type": "module" }',
      'dist/a.js': '',
    };
    expect(found(run(files))).toEqual(['build/src/a.ts']);
  });

  test('an enormous file is skipped, unless the limit is raised', () => {
    const files = { 'src/big.ts': ' '.repeat(2_000_000) };
    expect(reasons(run(files))).toEqual({ 'src/big.ts': 'too-large' });
    expect(found(run(files, { maxFileSize: 3_000_000 }))).toEqual(['src/big.ts']);
  });

  test('categories are switched on one by one', () => {
    const files = ['scripts/a.ts', 'scripts/a.test.ts', 'dist/b.js'];
    expect(found(run(files, { include: ['script'] }))).toEqual(['scripts/a.ts']);
    expect(found(run(files, { include: ['script', 'test', 'build-output'] }))).toEqual(['dist/b.js', 'scripts/a.test.ts', 'scripts/a.ts']);
  });

  test('patterns of the configuration', () => {
    const discovery = run(['src/a.ts', 'src/legacy/b.ts', 'src/c.old.ts'], {
      ignorePatterns: ['src/legacy/', '*.old.ts'],
    });
    expect(found(discovery)).toEqual(['src/a.ts']);
    expect(reasons(discovery)).toEqual({ 'src/legacy/': 'ignore-pattern', 'src/c.old.ts': 'ignore-pattern' });
  });

  test('database schemas are handed on, migrations too, unless ignored', () => {
    const files = { 'db/schema.prisma': '', 'db/migrations/1.sql': '', '.gitignore': 'dump.sql', 'dump.sql': '' };
    expect(run(files).schemaFiles).toEqual(['/p/db/migrations/1.sql', '/p/db/schema.prisma']);
  });

  test('manifests met on the walk are handed on', () => {
    const files = ['package.json', 'packages/a/package.json', 'node_modules/x/package.json'];
    expect(run(files).packageDirs).toEqual(['/p', '/p/packages/a']);
  });
});

describe('paths named on the command line', () => {
  const files = ['src/a.ts', 'src/b.ts', 'src/a.test.ts', 'scripts/c.ts', 'notes.md'];

  test('a file is analysed whatever it is', () => {
    const discovery = run(files, { paths: ['/p/src/a.test.ts', '/p/scripts/c.ts'], ignorePatterns: ['scripts'] });
    expect(found(discovery)).toEqual(['scripts/c.ts', 'src/a.test.ts']);
    expect(discovery.skipped).toEqual([]);
  });

  test('a file that is also met on the walk is not counted as skipped', () => {
    const discovery = run(files, { paths: ['/p', '/p/src/a.test.ts'] });
    expect(found(discovery)).toEqual(['src/a.test.ts', 'src/a.ts', 'src/b.ts']);
    expect(reasons(discovery)).toEqual({ 'scripts/c.ts': 'script' });
  });

  test('a directory is walked under the ordinary conditions', () => {
    expect(found(run(files, { paths: ['/p/src', '/p/src/'] }))).toEqual(['src/a.ts', 'src/b.ts']);
    expect(reasons(run(['node_modules/x/src/a.ts'], { paths: ['/p/node_modules/x/src'] }))).toEqual({
      'node_modules/': 'dependency',
    });
  });

  test('what is not there, or is no source, is an error', () => {
    expect(run(files, { paths: ['/p/gone.ts', '/p/notes.md', '/p/src/a.ts'] })).toMatchObject({
      files: [{ relative: 'src/a.ts' }],
      errors: [{ file: 'gone.ts' }, { file: 'notes.md' }],
    });
  });
});

describe('.gitignore', () => {
  test('nested files, deeper ones winning', () => {
    const discovery = run({
      '.git/HEAD': '',
      '.gitignore': '*.local.ts\n/out-of-date/\nlogs/\n',
      'src/a.ts': '',
      'src/a.local.ts': '',
      'src/keep/.gitignore': '!*.local.ts\n!logs/\n',
      'src/keep/b.local.ts': '',
      'src/keep/logs/c.ts': '',
      'out-of-date/x.ts': '',
      'src/out-of-date/y.ts': '',
    });
    expect(found(discovery)).toEqual(['src/a.ts', 'src/keep/b.local.ts', 'src/keep/logs/c.ts', 'src/out-of-date/y.ts']);
    expect(reasons(discovery)).toEqual({ 'out-of-date/': 'ignored', 'src/a.local.ts': 'ignored' });
  });

  test('a nested pattern with a slash starts at its own directory, also one with brackets in its name', () => {
    const discovery = run({
      'app/[id]/.gitignore': '/x/*.ts',
      'app/[id]/x/a.ts': '',
      'app/[id]/y/x/a.ts': '',
      'app/i/x/a.ts': '',
    });
    expect(found(discovery)).toEqual(['app/[id]/y/x/a.ts', 'app/i/x/a.ts']);
  });

  test('files above the root count up to the repository', () => {
    const files = {
      '.gitignore': 'gen-*.ts',
      'repo/.git/HEAD': '',
      'repo/.gitignore': 'secret/',
      'repo/app/secret/a.ts': '',
      'repo/app/gen-b.ts': '',
    };
    expect(found(discover(host('/h', files), { root: '/h/repo/app' }))).toEqual(['gen-b.ts']);
  });

  test('a checkout in a directory that an outer repository ignores is analysed', () => {
    const files = { '.git/HEAD': '', '.gitignore': 'tmp/', 'tmp/audit/src/a.ts': '' };
    expect(found(discover(host('/h', files), { root: '/h/tmp/audit' }))).toEqual(['src/a.ts']);
  });

  test('.git/info/exclude counts, and all of it can be switched off', () => {
    const files = { '.git/info/exclude': 'mine.ts', 'mine.ts': '', '.gitignore': 'yours.ts', 'yours.ts': '' };
    expect(found(run(files))).toEqual([]);
    expect(found(run(files, { useGitignore: false }))).toEqual(['mine.ts', 'yours.ts']);
  });
});

test('a directory that cannot be read is an error, and the rest goes on', () => {
  const memory = host('/p', ['src/a.ts', 'locked/b.ts']);
  const locked: Host = {
    ...memory,
    readDir: (path) => {
      if (path === '/p/locked') throw new Error('EACCES: permission denied');
      return memory.readDir(path);
    },
  };
  const discovery = discover(locked, { root: '/p' });
  expect(found(discovery)).toEqual(['src/a.ts']);
  expect(discovery.errors).toEqual([{ file: 'locked', message: 'EACCES: permission denied' }]);
});

describe('the root of a project', () => {
  test.each([
    ['a pnpm workspace', { 'w/pnpm-workspace.yaml': '', 'w/a/package.json': '{}', 'w/a/src/x.ts': '' }, '/r/w'],
    ['npm workspaces', { 'w/package.json': '{ "workspaces": ["a"] }', 'w/a/package.json': '{}', 'w/a/src/x.ts': '' }, '/r/w'],
    ['a repository', { 'w/.git/HEAD': '', 'w/a/package.json': '{}', 'w/a/src/x.ts': '' }, '/r/w'],
    ['a lone package', { 'w/a/package.json': '{}', 'w/a/src/x.ts': '' }, '/r/w/a'],
    ['a broken manifest', { 'w/a/package.json': '{', 'w/a/src/x.ts': '' }, '/r/w/a'],
    ['a bare directory', { 'w/a/src/x.ts': '' }, '/r/w/a/src'],
  ])('%s', (_, files, root) => {
    expect(findRoot(host('/r', files), '/r/w/a/src/x.ts')).toBe(root);
  });
});

describe('on a real disk', () => {
  let dir = '';
  const onDisk = (paths?: string[]): Discovery => discover(createNodeHost(), { root: dir, ...(paths && { paths }) });
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'discover-')).replaceAll('\\', '/');
    mkdirSync(`${dir}/src/deep`, { recursive: true });
    writeFileSync(`${dir}/src/a.ts`, 'export {}');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  test('a link to a directory above does not loop', () => {
    symlinkSync('../..', `${dir}/src/deep/up`);
    symlinkSync('self.ts', `${dir}/src/self.ts`);
    expect(found(onDisk())).toEqual(['src/a.ts']);
    expect(reasons(onDisk())).toEqual({ 'src/deep/up/': 'symlink-loop', 'src/self.ts': 'symlink-loop' });
  });

  test('a link into the tree is analysed once, under its own path', () => {
    symlinkSync('../a.ts', `${dir}/src/deep/link.ts`);
    symlinkSync('src', `${dir}/alias`);
    expect(found(onDisk())).toEqual(['src/a.ts']);
    expect(found(onDisk([`${dir}/src/deep`]))).toEqual(['src/a.ts']);
    expect(found(onDisk([`${dir}/alias/deep/link.ts`]))).toEqual(['src/a.ts']);
  });

  test('a link out of the tree is not followed, a broken one is no file', () => {
    symlinkSync(tmpdir(), `${dir}/src/deep/tmp`);
    symlinkSync('nowhere.ts', `${dir}/src/broken.ts`);
    expect(reasons(onDisk())).toEqual({ 'src/broken.ts': 'not-a-file', 'src/deep/tmp/': 'outside' });
  });

  test('a root that is itself a link', () => {
    symlinkSync(dir, `${dir}-link`);
    try {
      symlinkSync('a.ts', `${dir}/src/b.ts`);
      expect(discover(createNodeHost(), { root: `${dir}-link` }).files.map((file) => file.path)).toEqual([`${dir}-link/src/a.ts`]);
    } finally {
      rmSync(`${dir}-link`);
    }
  });

  test.skipIf(process.platform === 'win32')('a named pipe is never opened', () => {
    execFileSync('mkfifo', [`${dir}/src/pipe.ts`]);
    expect(reasons(onDisk())).toEqual({ 'src/pipe.ts': 'not-a-file' });
    expect(reasons(onDisk([`${dir}/src/pipe.ts`]))).toEqual({ 'src/pipe.ts': 'not-a-file' });
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('a directory without permission', () => {
    chmodSync(`${dir}/src/deep`, 0o000);
    expect(onDisk()).toMatchObject({ files: [{ relative: 'src/a.ts' }], errors: [{ file: 'src/deep' }] });
    chmodSync(`${dir}/src/deep`, 0o755);
  });
});
