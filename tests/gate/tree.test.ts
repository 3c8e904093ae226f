import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodeHost, type Host } from '../../src/analyzer/host.js';
import { commitEntries, commitOf, GitError, indexEntries, openTree } from '../../src/gate/git.js';
import { createRepository, hasGit, type Repository } from './repository.js';

describe.skipIf(!hasGit)('a tree of git as a file system', () => {
  let repo: Repository;
  beforeEach(() => {
    repo = createRepository();
  });
  afterEach(() => repo.remove());

  const at = (ref: string): Host => openTree(createNodeHost(), repo.git, repo.dir, commitEntries(repo.git, commitOf(repo.git, ref)));
  const index = (): Host => openTree(createNodeHost(), repo.git, repo.dir, indexEntries(repo.git));
  const path = (file: string): string => join(repo.dir, file);
  const names = (host: Host, dir: string) =>
    host
      .readDir(path(dir))
      .map(({ name, kind }) => `${name} ${kind}`)
      .sort();

  it('shows a commit, whatever has become of the work tree', () => {
    repo.write({ 'src/a.ts': 'one\n', 'src/deep/b.ts': 'é\n', 'with space "q".ts': '' });
    repo.commit();
    repo.write({ 'src/a.ts': 'two\n', 'src/deep/b.ts': undefined, 'new.ts': '' });
    const host = at('HEAD');
    expect(host.readText(path('src/a.ts'))).toBe('one\n');
    expect(host.readText(path('src/deep/b.ts'))).toBe('é\n');
    expect(host.stat(path('src/deep/b.ts'))).toMatchObject({ kind: 'file', size: 3 });
    expect(host.stat(path('src/deep'))?.kind).toBe('dir');
    expect(host.stat(path('new.ts'))).toBe(undefined);
    expect(() => host.readText(path('new.ts'))).toThrow('ENOENT');
    expect(names(host, '.')).toEqual(['src dir', 'with space "q".ts file']);
    expect(names(host, 'src')).toEqual(['a.ts file', 'deep dir']);
    expect(host.realpath(path('src/deep'))).toBe(path('src/deep'));
    expect(host.readBytes?.(path('src/deep/b.ts'))).toHaveLength(3);
  });

  it('shows the index: what the next commit will have', () => {
    repo.write({ 'a.ts': 'committed', 'gone.ts': '' });
    repo.commit();
    repo.write({ 'a.ts': 'staged', 'gone.ts': undefined });
    repo.git(['add', '--all']);
    repo.write({ 'a.ts': 'unsaved', 'untracked.ts': '' });
    expect(index().readText(path('a.ts'))).toBe('staged');
    expect(names(index(), '.')).toEqual(['a.ts file']);
  });

  it('shows an index without any commit', () => {
    repo.write({ 'a.ts': 'first' });
    repo.git(['add', '--all']);
    expect(index().readText(path('a.ts'))).toBe('first');
  });

  it('reads from the disk what git does not keep', () => {
    repo.write({ 'a.ts': '', '.gitignore': 'node_modules\n' });
    repo.commit();
    repo.write({ 'node_modules/x/package.json': '{}' });
    const host = at('HEAD');
    expect(host.readText(path('node_modules/x/package.json'))).toBe('{}');
    expect(host.stat(path('.git'))?.kind).toBe('dir');
    expect(host.stat('/')?.kind).toBe('dir');
    expect(names(host, '.')).toEqual(['.gitignore file', 'a.ts file']);
  });

  it('follows links within the tree and out of it, and gives up on loops', () => {
    repo.write({ 'real/a.ts': 'there' });
    symlinkSync('real', path('link'));
    symlinkSync('link/a.ts', path('b.ts'));
    symlinkSync('loop', path('loop'));
    symlinkSync('/', path('root'));
    repo.commit();
    const host = at('HEAD');
    expect(host.readText(path('link/a.ts'))).toBe('there');
    expect(host.readText(path('b.ts'))).toBe('there');
    expect(host.realpath(path('link/a.ts'))).toBe(path('real/a.ts'));
    expect(names(host, 'link')).toEqual(['a.ts file']);
    expect(names(host, '.')).toContain('link symlink');
    expect(host.stat(path('loop'))).toBe(undefined);
    expect(host.stat(path('root'))?.kind).toBe('dir');
  });

  it('reads large and many files', () => {
    const large = 'x'.repeat(17 * 1024 * 1024);
    repo.write({ 'large.ts': large, ...Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`n/${i}.ts`, `file ${i}`])) });
    repo.commit();
    const host = at('HEAD');
    expect(host.readText(path('large.ts')) === large).toBe(true);
    expect(host.readText(path('n/299.ts'))).toBe('file 299');
    expect(host.stat(path('large.ts'))?.size).toBe(large.length);
  });

  it.each(['no-such-commit', '--all', ''])('says that there is no commit %j', (ref) => {
    repo.write({ 'a.ts': '' });
    repo.commit();
    expect(() => commitOf(repo.git, ref)).toThrow(GitError);
  });
});
