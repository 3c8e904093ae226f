import type { Finding, Result } from '../analyzer/finding.js';
import { overlayHost } from '../analyzer/host.js';
import { dirOf, isWithin, joinPath, relativeTo } from '../analyzer/project/paths.js';
import { GitError } from '../gate/git.js';
import { plural } from '../report/options.js';
import { patchOf } from '../report/patch.js';
import { escapeText } from '../report/escape.js';
import { createSources } from '../report/source.js';
import { UsageError, type Flags } from './args.js';
import { fixAll, type Fixed } from './fix-rounds.js';
import type { CliIo, Tools } from './io.js';
import { warn } from './messages.js';
import { createProgress } from './progress.js';
import { reportOptions } from './report-options.js';
import { absolute, readSettings, seenFrom, type Settings } from './settings.js';
import { didYouMean } from './suggest.js';

/**
 * `hidden-state fix`: rewrites what it finds, shows it as a unified diff, and writes it. 0: nothing is left that was asked for; 1: something is;
 * 2: nothing was done (wrong usage, changes that are not committed, a fault of ours).
 */
export function runFix(operands: readonly string[], flags: Flags, io: CliIo, tools: Tools): number {
  const ids = ruleIds(flags, tools);
  const settings = readSettings(operands, withoutIds(flags), io, tools);
  if (settings.note !== undefined) warn(io, settings.note);
  const only = flags.all('only').map((text) => readSpot(text, settings, io));
  const mayWrite = !flags.has('dry-run');
  if (mayWrite && !flags.has('force')) refuseDirty(settings, io);
  const fixed = fixAll({
    analyze: (texts) => analyse(settings, texts, flags, io, tools),
    read: (file) => rawText(settings, file, io).replace(/^\uFEFF/, ''),
    isWanted: (finding) =>
      (ids.length === 0 || ids.includes(finding.ruleId)) &&
      isIn(settings, finding) &&
      (only.length === 0 || only.some((spot) => isAt(spot, finding))),
  });
  const internal = fixed.result.errors.filter((error) => error.internal === true);
  for (const { message } of internal) warn(io, message);
  if (internal.length > 0) return 2;
  if (only.length > 0 && fixed.applied.length === 0 && fixed.left.length === 0) throw new UsageError('there is no finding at that place');
  io.stdout.write(diffOf(fixed, settings, flags, io, tools));
  if (mayWrite) writeAll(fixed, settings, io);
  tell(fixed, settings, mayWrite, io);
  return fixed.left.length > 0 ? 1 : 0;
}

/** `--rule id` chooses findings; `--rule id=level` configures, as everywhere. */
function ruleIds(flags: Flags, { rules }: Tools): readonly string[] {
  const known = rules.map(({ id }) => id);
  const ids = flags.all('rule').filter((text) => !text.includes('='));
  for (const id of ids) if (!known.includes(id)) throw new UsageError(`unknown rule \`${id}\`${didYouMean(id, known)}`);
  return ids;
}

const withoutIds = (flags: Flags): Flags => ({
  ...flags,
  all: (name) => (name === 'rule' ? flags.all(name).filter((text) => text.includes('=')) : flags.all(name)),
});

/** A place to which rewriting is limited. */
interface Spot {
  /** Relative to the root. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

function readSpot(text: string, { root }: Settings, { cwd, host }: CliIo): Spot {
  const [, file, digits] = /^(.+?):(\d+)(?::\d+)?$/s.exec(text) ?? [];
  const line = Number(digits);
  if (file === undefined || !(line >= 1)) throw new UsageError(`\`${text}\` is not a place; write \`file:line\``);
  const path = absolute(cwd, file);
  if (host.stat(path)?.kind !== 'file') throw new UsageError(`no such file: \`${file}\``);
  return { file: relativeTo(root, path), line };
}

const isAt = ({ file, line }: Spot, finding: Finding): boolean => finding.file === file && finding.start.line === line;

const isIn = ({ root, paths }: Settings, { file }: Finding): boolean =>
  paths.some((path) => path === root || isWithin(path, joinPath(root, file)));

/** Looks at the whole project: a rewrite may bring a finding to another file. */
function analyse(settings: Settings, texts: ReadonlyMap<string, string>, flags: Flags, io: CliIo, tools: Tools): Result {
  const { root, paths, config, cache, certainty, threads } = settings;
  const overlay = new Map([...texts].map(([file, text]) => [joinPath(root, file), markOf(settings, file, io) + text]));
  const host = overlay.size === 0 ? io.host : overlayHost(io.host, overlay);
  const progress = createProgress(io, !flags.has('no-progress'));
  const all = [root, ...paths.filter((path) => path !== root)];
  try {
    const input = { root, paths: all, config, cache, certainty, threads, rules: tools.rules, host, rewrites: true };
    return tools.analyze(progress === undefined ? input : { ...input, onProgress: progress.show });
  } finally {
    progress?.clear();
  }
}

const rawText = ({ root }: Settings, file: string, { host }: CliIo): string => host.readText(joinPath(root, file));

const markOf = (settings: Settings, file: string, io: CliIo): string => (rawText(settings, file, io).startsWith('\uFEFF') ? '\uFEFF' : '');

/** What git does not have cannot be brought back from it. Throws {@link UsageError}. */
function refuseDirty({ root, paths }: Settings, io: CliIo): void {
  try {
    const dir = paths.length === 1 && io.host.stat(paths[0])?.kind === 'file' ? dirOf(paths[0]) : root;
    if (io.git(dir, ['status', '--porcelain', '--untracked-files=normal', '--', root]).toString().trim() === '') return;
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new UsageError(
      `git cannot say whether all is committed (${error.message}); \`--force\` rewrites all the same, \`--dry-run\` only shows`,
    );
  }
  throw new UsageError('there are changes that are not committed; `--force` rewrites all the same, `--dry-run` only shows');
}

function diffOf({ texts, result }: Fixed, { root }: Settings, flags: Flags, io: CliIo, tools: Tools): string {
  const sources = createSources(result, reportOptions(root, flags, io, tools, io.stdout));
  return [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, text]) => {
      const edits = [{ file, start: 0, end: sources.text(file)?.length ?? 0, text }];
      return patchOf({ title: '', edits }, sources)?.text ?? '';
    })
    .join('');
}

function writeAll({ texts }: Fixed, settings: Settings, io: CliIo): void {
  try {
    io.writeFiles(new Map([...texts].map(([file, text]) => [joinPath(settings.root, file), markOf(settings, file, io) + text])));
  } catch (error) {
    throw new UsageError(`cannot write: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** On stderr: stdout is a patch. */
function tell({ applied, dropped, left, texts }: Fixed, { root }: Settings, mayWrite: boolean, io: CliIo): void {
  const at = ({ file, start }: Finding): string => `${seenFrom(io.cwd, joinPath(root, file))}:${start.line}`;
  for (const { finding, rewrite } of applied) warn(io, `${at(finding)} ${finding.ruleId}: ${rewrite.title}`);
  for (const { finding, rewrite, why } of dropped) warn(io, `${at(finding)} ${finding.ruleId}: not done: ${rewrite.title} (${why})`);
  for (const finding of left) {
    const sketch = finding.rewrites.find((one) => one.sketch !== undefined);
    warn(io, `${at(finding)} ${finding.ruleId}: left to you${sketch === undefined ? '' : `: ${sketch.title}`}`);
    for (const line of sketch?.sketch?.split('\n') ?? []) io.stderr.write(`    ${escapeText(line)}\n`);
  }
  const done = `${plural(applied.length, 'finding')} rewritten in ${plural(texts.size, 'file')}, ${left.length} left`;
  warn(io, mayWrite ? done : `${done}; nothing is written`);
}
