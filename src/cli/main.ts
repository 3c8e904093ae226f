import { readFileSync } from 'node:fs';
import { analyze, trace } from '../analyzer/index.js';
import { createNodeHost } from '../analyzer/host.js';
import { RULES } from '../rules/index.js';
import type { CliIo, Stream } from './io.js';
import { runCli } from './run.js';
import { writeFileAtomically } from './write-file.js';

/**
 * Runs the command line of this process. It sets the exit code and lets the process end by itself, so that all output is
 * flushed. SIGINT keeps its default: the analysis is synchronous, and a handler would only run when it is over.
 */
export function main(): void {
  survivePipes();
  process.exitCode = runCli(process.argv.slice(2), processIo(), { version: version(), rules: RULES, analyze, trace });
}

function processIo(): CliIo {
  return {
    cwd: process.cwd(),
    env: process.env,
    stdout: stream(process.stdout),
    stderr: stream(process.stderr),
    host: createNodeHost(),
    writeFile: writeFileAtomically,
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

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  }; // our own
  return manifest.version;
}
