import { ConfigError } from '../analyzer/config/read.js';
import { ForeignShard } from '../analyzer/cache/foreign-shard.js';
import { GitError } from '../gate/git.js';
import { parseArguments, UsageError, type Arguments, type Flags } from './args.js';
import { runAudit } from './audit.js';
import { runCheck, runMerge } from './check.js';
import { runCompletion } from './completion.js';
import { runExplain } from './explain.js';
import { runFix } from './fix.js';
import { helpText } from './help.js';
import { runInit } from './init.js';
import { TOOL_NAME, type CliIo, type Tools } from './io.js';
import { warn } from './messages.js';
import type { Command } from './options.js';
import { runPrintConfig } from './print-config.js';
import { runRules } from './rules.js';
import { seenFrom } from './settings.js';
import { runTrace } from './trace.js';

/** What a command does; it answers the exit code. */
type Run = (operands: readonly string[], flags: Flags, io: CliIo, tools: Tools) => number;

const COMMAND_TABLE: Readonly<Record<Command, Run>> = {
  check: runCheck,
  merge: runMerge,
  fix: runFix,
  audit: runAudit,
  init: runInit,
  explain: runExplain,
  trace: runTrace,
  rules: runRules,
  'print-config': runPrintConfig,
  completion: runCompletion,
};

/** Runs a command line and answers the exit code: 0 fine, 1 findings, 2 wrong usage or configuration, or a fault of ours. */
export function runCli(argv: readonly string[], io: CliIo, tools: Tools): number {
  try {
    return dispatch(parseArguments(argv), io, tools);
  } catch (error) {
    if (error instanceof UsageError || error instanceof ForeignShard) warn(io, error.message);
    else if (error instanceof ConfigError) reportConfig(error, io);
    else if (error instanceof GitError) warn(io, `git: ${error.message}`);
    else reportFault(error, io);
    return 2;
  }
}

function dispatch({ command, operands, flags }: Arguments, io: CliIo, tools: Tools): number {
  if (flags.has('version')) {
    io.stdout.write(`${tools.version}\n`);
    return 0;
  }
  if (flags.has('help')) {
    io.stdout.write(helpText(command, io.stdout.columns));
    return 0;
  }
  if (command !== undefined) return COMMAND_TABLE[command](operands, flags, io, tools);
  io.stderr.write(helpText(undefined, io.stderr.columns));
  return 2;
}

function reportConfig({ file, problems }: ConfigError, io: CliIo): void {
  for (const problem of problems) warn(io, `${seenFrom(io.cwd, file)}: ${problem}`);
}

function reportFault(error: unknown, io: CliIo): void {
  const lines = (error instanceof Error ? (error.stack ?? error.message) : String(error)).split('\n');
  warn(io, `internal error in ${TOOL_NAME}, please report it: ${lines[0] ?? ''}`);
  for (const line of lines.slice(1)) warn(io, line);
}
