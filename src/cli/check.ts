import type { FailOn } from '../analyzer/config.js';
import type { Result, Severity } from '../analyzer/finding.js';
import { FORMATS, type FormatName } from '../report/index.js';
import type { ReportOptions } from '../report/options.js';
import { renderStats } from '../report/stats.js';
import { UsageError, type Flags } from './args.js';
import { TOOL_NAME, wantsColor, type CliIo, type Tools } from './io.js';
import { createProgress } from './progress.js';
import { warn } from './messages.js';
import { absolute, oneOf, readSettings, type Settings } from './settings.js';

const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[]; // the keys of a literal

/** `hidden-state check`: analyses, reports, and says by its exit code whether the run fails. */
export function runCheck(operands: readonly string[], flags: Flags, io: CliIo, tools: Tools): number {
  const format = oneOf('format', flags.get('format') ?? 'text', FORMAT_NAMES);
  const settings = readSettings(operands, flags, io, tools);
  if (settings.note !== undefined) warn(io, settings.note);
  const result = analyse(settings, flags, io, tools);
  deliver(FORMATS[format](result, reportOptions(result.root, flags, io, tools)), flags, io);
  if (flags.has('stats')) io.stderr.write(renderStats(result));
  const problem = emptiness(result);
  if (problem !== undefined) {
    warn(io, problem);
    return 2;
  }
  return fails(result, settings.failOn) && !flags.has('no-exit-code') ? 1 : 0;
}

function analyse(settings: Settings, flags: Flags, io: CliIo, tools: Tools): Result {
  const progress = createProgress(io, !flags.has('no-progress'));
  const { root, paths, config, cache, certainty } = settings;
  try {
    const input = { root, paths, config, cache, certainty, rules: tools.rules, host: io.host };
    return tools.analyze(progress === undefined ? input : { ...input, onProgress: progress.show });
  } finally {
    progress?.clear();
  }
}

/** What a report is given; a report in a file has no colours unless they were asked for. */
export function reportOptions(root: string, flags: Flags, io: CliIo, tools: Tools): ReportOptions {
  const stream = flags.get('output-file') === undefined ? io.stdout : { isTTY: false, write: () => undefined };
  return {
    cwd: io.cwd,
    tool: { name: TOOL_NAME, version: tools.version },
    color: wantsColor(flags.toggle('color', 'no-color'), io, stream),
    readText: (file) => {
      try {
        return io.host.readText(`${root === '/' ? '' : root}/${file}`);
      } catch {
        return undefined; // gone since it was analysed: the finding is shown without its code
      }
    },
  };
}

function deliver(report: string, flags: Flags, io: CliIo): void {
  const file = flags.get('output-file');
  if (file === undefined) return io.stdout.write(report);
  try {
    io.writeFile(absolute(io.cwd, file), report);
  } catch (error) {
    throw new UsageError(`cannot write \`${file}\`: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Why a run has said nothing about any file: a gate that checks nothing must not be green. */
function emptiness({ files, errors, findings }: Result): string | undefined {
  if (files.length === 0 && errors.length === 0) return 'no file to analyse; `--include` and `--no-ignore` switch on what is left out';
  const failed = new Set(errors.map(({ file }) => file));
  const nothing = findings.length === 0 && errors.length > 0 && files.every((file) => failed.has(file));
  return nothing ? 'no file could be analysed' : undefined;
}

const RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1 };

function fails({ findings }: Result, failOn: FailOn): boolean {
  return failOn !== 'never' && findings.some(({ severity }) => RANK[severity] >= RANK[failOn]);
}
