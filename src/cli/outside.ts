import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { GitError } from '../gate/git.js';

/** Bytes that one call of git may print: the list of the files of a very large repository, or a chunk of them. */
const MAX_OUTPUT = 1024 * 1024 * 1024;

/** Milliseconds after which a git that has not answered is given up: it waits for a lock, or for a network drive that is gone. */
const PATIENCE = 120_000;

/**
 * Runs git in a directory. A hook may run with `GIT_DIR` set, which makes git take any directory for the top of the work tree;
 * the directory finds its repository without. Nothing that the repository configures is started.
 */
export function runGit(dir: string, args: readonly string[], input?: string): Buffer {
  const { GIT_DIR, ...env } = process.env;
  const { status, stdout, stderr, error } = spawnSync('git', ['-c', 'core.fsmonitor=false', '-c', 'core.quotepath=off', ...args], {
    cwd: dir,
    env: { ...env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', ...(env['GIT_WORK_TREE'] !== undefined && { GIT_DIR }) },
    input: input ?? '',
    maxBuffer: MAX_OUTPUT,
    timeout: PATIENCE,
  });
  if (error !== undefined) {
    throw new GitError('code' in error && error.code === 'ENOENT' ? 'git is not installed' : `git could not be run: ${error.message}`);
  }
  if (status !== 0) throw new GitError(stderr.toString('utf8').trim() || `git ${args[0] ?? ''} ended with ${String(status)}`);
  return stdout;
}

/** Asks a question on the terminal and reads a line; `undefined` where there is no terminal on both sides. */
export function ask(question: string): string | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  process.stderr.write(question);
  // The line is read as it is typed: stdin itself may be non-blocking, and then reading it at once fails.
  const input = process.platform === 'win32' ? 0 : openSync('/dev/tty', 'rs');
  try {
    const buffer = Buffer.alloc(1024);
    return buffer.toString('utf8', 0, readSync(input, buffer)).replace(/\r?\n$/, '');
  } finally {
    if (input !== 0) closeSync(input);
  }
}
