import { MODELS } from './models/index.js';
import { isResult } from './cache/kept.js';
import { keptResult } from './cache/results.js';
import { applyLevels, isRuleOn, type ResolvedConfig } from './config.js';
import type { AnalysisError, Certainty, Place, Result } from './finding.js';
import type { CacheAt } from './cache.js';
import { directivesIn } from './directives.js';
import { createNodeHost, type Host } from './host.js';
import { createLibrary, type Library } from './link/library.js';
import { Program, type ProgramOptions, type TextFile } from './link/program.js';
import { traceLine } from './link/trace.js';
import type { Unit } from './link/values.js';
import { describedBy, load, type Loaded, type LoadOptions } from './load.js';
import { resultVersion } from './lower-file.js';
import type { Project } from './project/index.js';
import { isWithin, joinPath } from './project/paths.js';
import { entryOf, finish, placeOf, runRule, withRewrites, type RuleLike } from './report-findings.js';
import { lowerShare, type Shard, type Share } from './shard.js';
import { createRewriteTools } from './rewrite/tools.js';

export type {
  AnalysisError,
  Certainty,
  Finding,
  Place,
  Position,
  Result,
  Rewrite,
  RunStats,
  Severity,
  StateAccess,
  StateEntry,
  Suppressed,
  TextEdit,
  WitnessStep,
} from './finding.js';

/** How far a run has come. */
export interface Progress {
  readonly phase: 'discover' | 'parse' | 'link' | 'detect';
  readonly done: number;
  readonly total: number;
}

/** What an analysis is asked. */
export interface AnalysisInput {
  /** The project's root, absolute. */
  readonly root: string;
  /** Files and directories whose findings are wanted, absolute; everything where empty. The whole project is linked in any case. */
  readonly paths?: readonly string[];
  readonly config: ResolvedConfig;
  readonly rules: readonly RuleLike[];
  readonly host?: Host;
  readonly cache?: CacheAt | false;
  /** Keeps the result beside the index, too, and gives it again while nothing that it was made from has changed. Without `inventory`. */
  readonly keep?: boolean;
  /** Threads that may parse at once, this one included; 1 if absent. Results do not depend on it. */
  readonly threads?: number;
  /** `proven` leaves likely findings out. */
  readonly certainty: Certainty;
  /** Asks for the inventory of state, too. */
  readonly inventory?: boolean;
  /** Asks for the rewrites of each finding, too. */
  readonly rewrites?: boolean;
  readonly onProgress?: (progress: Progress) => void;
}

/** A linked project. */
interface Linked {
  readonly loaded: Loaded;
  readonly program: Program;
  readonly linkMs: number;
}

/** What an analysis loads. */
function loadOptions({ root, paths = [], config, cache = false, threads, onProgress }: AnalysisInput, host: Host): LoadOptions {
  return {
    root,
    named: paths.filter((path) => host.stat(path)?.kind === 'file'),
    include: config.include,
    ignore: config.ignore,
    gitignore: config.gitignore,
    maxFileSize: config.maxFileSize,
    cache,
    described: describedBy(config.models, root),
    ...(threads !== undefined && { threads }),
    ...(onProgress !== undefined && { onProgress }),
  };
}

/** Lowers one share of what {@link analyze} would load into a file, for a run whose cache is all shards. */
export function shard(input: AnalysisInput, share: Share, file: string): Shard {
  const host = input.host ?? createNodeHost();
  return lowerShare(host, loadOptions(input, host), share, file);
}

function open(input: AnalysisInput): Linked {
  const host = input.host ?? createNodeHost();
  const { config } = input;
  const loaded = load(host, loadOptions(input, host));
  input.onProgress?.({ phase: 'link', done: 0, total: 1 });
  const started = performance.now();
  const options = Object.values(config.rules).map((rule) => rule.options);
  const program = createProgram(loaded.project, loaded.units, createLibrary([...MODELS, ...config.models]), {
    withClient: options.some(wantsClient),
  });
  void program.contexts; // builds the call graph and the contexts, so that the time is counted here
  return { loaded, program, linkMs: performance.now() - started };
}

/** Does a rule's option ask for code that runs in browsers? */
export const wantsClient = (options: object): boolean => 'clientCode' in options && options.clientCode === true;

/** Links the units of a whole project. */
export function createProgram(
  project: Pick<Project, 'manifests' | 'host' | 'schemaFiles'>,
  units: readonly Unit[],
  library: Library,
  options: Pick<ProgramOptions, 'withClient' | 'kept' | 'schemaFiles'>,
): Program {
  return new Program(units, library, {
    dependencyRange: (unit, pkg) => project.manifests.dependencyRange(unit.path, pkg),
    schemaFiles: () => schemaTexts(project),
    ...options,
  });
}

/** The schema files of a project, as they are now. */
export const schemaTexts = ({ host, schemaFiles }: Pick<Project, 'host' | 'schemaFiles'>): readonly TextFile[] =>
  schemaFiles.flatMap((path) => schemaText(host, path));

/** A dump of a whole database describes no more tables than its migrations do. */
const MAX_SCHEMA_BYTES = 4 * 1024 * 1024;

/** A schema file's text; nothing where it is out of reach, or too large. */
function schemaText(host: Host, path: string): TextFile[] {
  const size = host.stat(path)?.size;
  if (size === undefined || size > MAX_SCHEMA_BYTES) return [];
  try {
    return [{ path, text: host.readText(path) }];
  } catch {
    return [];
  }
}

/**
 * Analyses a project. Throws only on a bug of ours: what is wrong with a file, a manifest or a rule is in the result's `errors`,
 * and everything else is still there.
 */
export function analyze(input: AnalysisInput): Result {
  const host = input.host ?? createNodeHost();
  const { root, paths = [], config, rules, cache, certainty, rewrites = false } = input;
  if (input.keep !== true || !cache || !('dir' in cache) || host.isDisk !== true || input.inventory === true)
    return run({ ...input, host });
  const started = performance.now();
  const request = { root, paths, config, certainty, rewrites, rules: rules.map(({ id }) => id) };
  const kept = keptResult(host, { dir: cache.dir, version: resultVersion(), request, isResult });
  if ('result' in kept) return given(kept.result, performance.now() - started);
  const result = run({ ...input, host: kept.host });
  // Not to be kept: what a fault of ours or of the disk has left out.
  const isWhole = !result.errors.some(({ file, internal }) => file === '' || internal === true);
  const read = result.files.map((file) => joinPath(root, file));
  if (isWhole) kept.keep(result, read);
  return result;
}

/** A result that was worked out by an earlier run: nothing was lowered, linked or asked of rules. */
const given = (result: Result, ms: number): Result => ({
  ...result,
  stats: {
    ...result.stats,
    discoverMs: ms,
    lowerMs: 0,
    linkMs: 0,
    detectMs: 0,
    rewriteMs: 0,
    parsed: 0,
    fromCache: result.stats.parsed + result.stats.fromCache,
    rules: {},
  },
});

function run(input: AnalysisInput): Result {
  const { loaded, program, linkMs } = open(input);
  const errors: AnalysisError[] = [...loaded.errors];
  const times: Record<string, number> = {};
  const started = performance.now();
  const on = input.rules.filter((rule) => isRuleOn(input.config, rule.id));
  const drafts = on.flatMap((rule, done) => {
    input.onProgress?.({ phase: 'detect', done, total: on.length });
    const from = performance.now();
    const found = runRule(program, rule, input.config.rules[rule.id]?.options ?? {}, errors);
    times[rule.id] = performance.now() - from;
    return found;
  });
  const wanted = focus(input);
  const host = loaded.project.host;
  const shown = drafts.filter(({ unit, finding }) => wanted(unit) && (input.certainty === 'likely' || finding.certainty === 'proven'));
  const detected = performance.now();
  const tools = createRewriteTools(
    (unit) => host.readText(unit.path),
    (path) => host.readText(path),
    program.units,
  );
  const complete = input.rewrites === true ? withRewrites(shown, tools, errors) : shown;
  const rewritten = performance.now();
  const { findings, suppressed } = finish(complete, (unit) => readAgain(host, unit));
  const inFocus = loaded.units.filter(wanted);
  return {
    root: input.root,
    files: inFocus.map((unit) => unit.file),
    skipped: [...loaded.skipped].sort(byFile),
    findings: applyLevels(findings, input.config),
    suppressed,
    directives: directivesIn(inFocus, drafts, { known: input.rules.map(({ id }) => id), ran: ran(on, errors) }),
    errors: errors.sort(byFile),
    ...(input.inventory === true && { inventory: input.rules.flatMap((rule) => (rule.inventory?.(program) ?? []).map(entryOf)) }),
    stats: {
      discoverMs: loaded.discoverMs,
      lowerMs: loaded.lowerMs,
      linkMs,
      detectMs: detected - started,
      rewriteMs: rewritten - detected,
      parsed: loaded.parsed,
      fromCache: loaded.fromCache,
      sourceChars: loaded.sourceChars,
      irBytes: loaded.irBytes,
      rules: times,
    },
  };
}

/** The rules that ran to their end. */
const ran = (rules: readonly RuleLike[], errors: readonly AnalysisError[]): string[] =>
  errors.some(({ internal }) => internal === true) ? [] : rules.map(({ id }) => id);

const byFile = (a: { file: string }, b: { file: string }): number => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0);

function focus({ paths, root }: AnalysisInput): (unit: Unit) => boolean {
  if (paths === undefined || paths.length === 0 || paths.includes(root)) return () => true;
  return (unit) => paths.some((path) => unit.path === path || isWithin(path, unit.path));
}

/** The text of a unit, for its fingerprints; empty where the file has gone meanwhile. */
function readAgain(host: Host, unit: Unit): string {
  try {
    return host.readText(unit.path).replace(/^\uFEFF/, '');
  } catch {
    return '';
  }
}

/** One line of a trail: a place, and what is known there. */
export interface TraceLine {
  readonly place: Place;
  readonly text: string;
}

/** Shows the trail of every call and value on a line, and where it ends. `file` is relative to the root, `line` 1-based. */
export function trace(input: AnalysisInput, at: { readonly file: string; readonly line: number }): TraceLine[] {
  const { program, loaded } = open({ ...input, paths: [`${input.root}/${at.file}`] });
  const unit = loaded.units.find((u) => u.file === at.file);
  return unit ? traceLine(program, unit, at.line).map(({ site, text }) => ({ place: placeOf(site), text })) : [];
}
