import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runGit } from '../../src/cli/outside.js';
import type { Git } from '../../src/gate/git.js';

/** A repository of its own in a temporary directory. */
export interface Repository {
  readonly dir: string;
  readonly git: Git;
  /** Writes files; `undefined` removes one. */
  write(files: Readonly<Record<string, string | undefined>>): void;
  /** Commits all that is there. */
  commit(message?: string): void;
  copy(from: string): void;
  remove(): void;
}

export function createRepository(): Repository {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'hidden-state-git-')));
  const git: Git = (args, input) => runGit(dir, ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], input);
  git(['init', '--quiet', '--initial-branch=main']);
  return {
    dir,
    git,
    write: (files) => {
      for (const [file, text] of Object.entries(files)) {
        const path = join(dir, file);
        mkdirSync(dirname(path), { recursive: true });
        if (text === undefined) rmSync(path);
        else writeFileSync(path, text);
      }
    },
    commit: (message = 'next') => {
      git(['add', '--all']);
      git(['commit', '--quiet', '--allow-empty', '--no-verify', '--message', message]);
    },
    copy: (from) => cpSync(from, dir, { recursive: true }),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** Whether links and git can be made here. */
export const hasGit = spawnSync('git', ['--version']).status === 0;
