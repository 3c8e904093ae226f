import { appendFileSync, readFileSync } from 'node:fs';
import { analyze, shard, trace } from '../analyzer/index.js';
import { createNodeHost } from '../analyzer/host.js';
import { MODELS } from '../analyzer/models/index.js';
import { ownVersion, readOwn } from '../own-package.js';
import { RULES } from '../rules/index.js';
import type { CliIo, Stream } from './io.js';
import { ask, runGit } from './outside.js';
import { runCli } from './run.js';
import { writeFileAtomically, writeFilesAtomically } from './write-file.js';

/**
 * Runs the command line of this process. It sets the exit code and lets the process end by itself, so that all output is
 * flushed. SIGINT keeps its default: the analysis is synchronous, and a handler would only run when it is over.
 */
export function main(): void {
  survivePipes();
  process.exitCode = runCli(process.argv.slice(2), processIo(), {
    version: ownVersion(),
    rules: RULES,
    analyze,
    shard,
    trace,
    readOwn,
    knowsPackage,
  });
}

function processIo(): CliIo {
  return {
    cwd: process.cwd(),
    env: process.env,
    stdout: stream(process.stdout),
    stderr: stream(process.stderr),
    host: createNodeHost(),
    writeFile: writeFileAtomically,
    writeFiles: writeFilesAtomically,
    appendFile: (path, text) => appendFileSync(path, text),
    readStdin: () => readFileSync(0, 'utf8'),
    ask,
    git: runGit,
    now: () => performance.now(),
  };
}

function stream(target: NodeJS.WriteStream): Stream {
  return { isTTY: target.isTTY === true, columns: target.columns, write: (text) => void target.write(text) };
}

/** A reader that has seen enough (`| head`) is no fault, and the exit code stays; a full disk is one. */
function survivePipes(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`hidden-state: cannot write to stdout: ${error.message}\n`);
    process.exitCode = 2;
  });
}

function knowsPackage(name: string): boolean {
  return MODELS.some((model) =>
    [model.package].flat().some((known) => known === name || (known.endsWith('*') && name.startsWith(known.slice(0, -1)))),
  );
}
