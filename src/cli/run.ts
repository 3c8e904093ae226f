import { relative } from 'node:path';
import { ConfigError } from '../analyzer/config/read.js';
import { parseArguments, UsageError, type Arguments } from './args.js';
import { runCheck } from './check.js';
import { TOOL_NAME, type CliIo, type Tools } from './io.js';
import { warn } from './messages.js';
import { helpText } from './options.js';
import { runRules } from './rules.js';
import { runTrace } from './trace.js';

/** Runs a command line and answers the exit code: 0 fine, 1 findings, 2 wrong usage or configuration, or a fault of ours. */
export function runCli(argv: readonly string[], io: CliIo, tools: Tools): number {
  try {
    return dispatch(parseArguments(argv), io, tools);
  } catch (error) {
    if (error instanceof UsageError) warn(io, error.message);
    else if (error instanceof ConfigError) reportConfig(error, io);
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
    io.stdout.write(helpText(command));
    return 0;
  }
  if (command === 'check') return runCheck(operands, flags, io, tools);
  if (command === 'trace') return runTrace(operands, flags, io, tools);
  if (command === 'rules') return runRules(operands, flags, io, tools);
  io.stderr.write(helpText());
  return 2;
}

function reportConfig({ file, problems }: ConfigError, io: CliIo): void {
  const shown = relative(io.cwd, file).replaceAll('\\', '/');
  for (const problem of problems) warn(io, `${shown}: ${problem}`);
}

function reportFault(error: unknown, io: CliIo): void {
  const lines = (error instanceof Error ? (error.stack ?? error.message) : String(error)).split('\n');
  warn(io, `internal error in ${TOOL_NAME}, please report it: ${lines[0] ?? ''}`);
  for (const line of lines.slice(1)) warn(io, line);
}
