import type { FailOn } from '../analyzer/config.js';
import type { Finding, Result, Severity } from '../analyzer/finding.js';
import type { Host } from '../analyzer/host.js';
import { isWithin } from '../analyzer/project/paths.js';
import { plural } from '../report/options.js';
import { renderStats } from '../report/stats.js';
import { UsageError, type Flags } from './args.js';
import { compares, passGate, readGate } from './gate.js';
import type { CliIo, Tools } from './io.js';
import { warn } from './messages.js';
import { deliver, readOutputs, wantsRewrites } from './outputs.js';
import { createProgress } from './progress.js';
import { readSettings, type Settings } from './settings.js';
import { readShards, runShard } from './shards.js';
import { hostAt, readSource, type Source } from './sources.js';

/** `hidden-state check`: analyses, reports, and says by its exit code whether the run fails. */
export function runCheck(operands: readonly string[], flags: Flags, io: CliIo, tools: Tools): number {
  if (flags.get('shard') !== undefined) return runShard(operands, flags, io, tools);
  const source = readSource(operands, flags, io);
  return judge(source, readSettings(source.operands, flags, source.io, tools), { flags, io, tools });
}

/** `hidden-state merge`: the same, on what shards have read. */
export function runMerge(operands: readonly string[], flags: Flags, io: CliIo, tools: Tools): number {
  const settings = { ...readSettings(operands, flags, io, tools), cache: { shards: readShards(flags, io) } };
  return judge({ operands, io }, settings, { flags, io, tools });
}

function judge(source: Source, settings: Settings, { flags, io, tools }: Omit<Around, 'rewrites'>): number {
  const outputs = readOutputs(flags);
  const maxWarnings = readMaxWarnings(flags);
  if (settings.note !== undefined) warn(io, settings.note);
  const gate = readGate(flags, settings, io);
  const around = { flags, io, tools, rewrites: wantsRewrites(outputs) };
  const whole = analyse(compares(gate) ? everywhere(settings) : settings, source.io.host, around);
  if (hasShards(settings) && whole.stats.parsed > 0)
    warn(io, `${plural(whole.stats.parsed, 'file')} ${whole.stats.parsed === 1 ? 'was' : 'were'} in no shard, and read here`);
  const result = passGate(whole, {
    gate,
    settings,
    io,
    host: source.io.host,
    isWanted: wantedBy(settings),
    before: (ref) =>
      analyse({ ...everywhere(settings), ...(hasShards(settings) && { cache: false }) }, hostAt(ref, settings.root, io), {
        ...around,
        rewrites: false,
      }).findings,
  });
  deliver(flags.has('quiet') ? quieted(result, io) : result, outputs, flags, source.io, tools);
  if (flags.has('stats')) io.stderr.write(renderStats(whole));
  return exitCode(result, { failOn: settings.failOn, maxWarnings, never: flags.has('no-exit-code') }, io);
}

const hasShards = ({ cache }: Settings): boolean => cache !== false && 'shards' in cache;

/** What an analysis needs of its surroundings. */
interface Around {
  readonly flags: Flags;
  readonly io: CliIo;
  readonly tools: Tools;
  readonly rewrites: boolean;
}

/** Looks at the whole project, and at the files that are named in any case. */
const everywhere = (settings: Settings): Settings => ({
  ...settings,
  paths: [settings.root, ...settings.paths.filter((path) => path !== settings.root)],
});

function analyse(settings: Settings, host: Host, { flags, io, tools, rewrites }: Around): Result {
  const progress = createProgress(io, !flags.has('no-progress'));
  const { root, paths, config, cache, certainty, threads } = settings;
  try {
    const input = { root, paths, config, cache, keep: true, certainty, threads, rewrites, rules: tools.rules, host };
    const result = tools.analyze(progress === undefined ? input : { ...input, onProgress: progress.show });
    progress?.done(result.files.length);
    return result;
  } finally {
    progress?.clear();
  }
}

/** Whether findings of a root-relative file were asked for. */
function wantedBy({ root, paths }: Settings): (file: string) => boolean {
  if (paths.includes(root)) return () => true;
  return (file) => paths.some((path) => isWithin(path, `${root === '/' ? '' : root}/${file}`));
}

function readMaxWarnings(flags: Flags): number | undefined {
  const text = flags.get('max-warnings');
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new UsageError('`--max-warnings` needs a whole number');
  return Number(text);
}

/** The errors alone; what is left out is counted. */
function quieted(result: Result, io: CliIo): Result {
  const findings = result.findings.filter(({ severity }) => severity === 'error');
  const hidden = result.findings.length - findings.length;
  if (hidden > 0) warn(io, `${plural(hidden, 'finding')} below \`error\` ${hidden === 1 ? 'is' : 'are'} not shown`);
  return { ...result, findings };
}

/** What makes a run fail. */
interface Failing {
  readonly failOn: FailOn;
  readonly maxWarnings: number | undefined;
  /** Findings do not count. */
  readonly never: boolean;
}

function exitCode(result: Result, failing: Failing, io: CliIo): number {
  const problem = emptiness(result);
  if (problem !== undefined) warn(io, problem);
  if (result.errors.some(({ internal }) => internal === true)) {
    warn(io, 'an internal error, see the report: the result is not complete; please report it');
    return 2;
  }
  if (problem !== undefined) return 2;
  if (failing.never) return 0;
  return hasTooManyWarnings(result.findings, failing.maxWarnings, io) || fails(result.findings, failing.failOn) ? 1 : 0;
}

/** Why a run has said nothing about any file: a gate that checks nothing must not be green. */
function emptiness({ files, errors, findings }: Result): string | undefined {
  if (files.length === 0 && errors.length === 0) return 'no file to analyse; `--include` and `--no-ignore` switch on what is left out';
  const failed = new Set(errors.map(({ file }) => file));
  const nothing = findings.length === 0 && errors.length > 0 && files.every((file) => failed.has(file));
  return nothing ? 'no file could be analysed' : undefined;
}

const RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1 };

const fails = (findings: readonly Finding[], failOn: FailOn): boolean =>
  failOn !== 'never' && findings.some(({ severity }) => RANK[severity] >= RANK[failOn]);

function hasTooManyWarnings(findings: readonly Finding[], limit: number | undefined, io: CliIo): boolean {
  const count = findings.filter(({ severity }) => severity === 'warning').length;
  if (limit === undefined || count <= limit) return false;
  warn(io, `${plural(count, 'warning')}, and \`--max-warnings\` allows ${limit}`);
  return true;
}
