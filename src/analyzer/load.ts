import type { CacheAt, Lowered } from './cache.js';
import type { AnalysisError } from './finding.js';
import type { Host } from './host.js';
import type { ModuleIR } from './ir/module.js';
import { Import } from './ir/ops.js';
import type { Target, Unit } from './link/values.js';
import { createLoader, lowerSource, type Loader, type Outcome, type Source } from './lower-file.js';
import { lowerInThreads } from './lower-pool.js';
import type { Model } from './models/types.js';
import { openProject, type Category, type DiscoverOptions, type Project, type ProjectFile } from './project/index.js';
import { joinPath } from './project/paths.js';
import { splitPackage } from './project/specifier.js';

/** Below so many files, another thread takes longer to start than it saves. */
const WORTH_A_THREAD = 400;

/** What is loaded of a project: its modules, and what could not be. */
export interface Loaded {
  readonly project: Project;
  readonly units: readonly Unit[];
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  readonly errors: readonly AnalysisError[];
  readonly parsed: number;
  readonly fromCache: number;
  readonly sourceChars: number;
  readonly irBytes: number;
  readonly discoverMs: number;
  readonly lowerMs: number;
}

/** Which files to load, and from where. */
export interface LoadOptions {
  readonly root: string;
  /** Files that are analysed whatever their category, absolute. */
  readonly named: readonly string[];
  readonly include: readonly Category[];
  readonly ignore: readonly string[];
  readonly gitignore: boolean;
  readonly maxFileSize: number;
  readonly cache: CacheAt | false;
  /** See {@link describedBy}. */
  readonly described?: Described;
  /** Threads that may lower at once, this one included; 1 if absent. */
  readonly threads?: number;
  readonly onProgress?: (progress: { phase: 'discover' | 'parse'; done: number; total: number }) => void;
}

/** How a project's files are found. */
export function discoverOptions(options: LoadOptions): DiscoverOptions {
  return {
    root: options.root,
    paths: [options.root, ...options.named],
    ignorePatterns: options.ignore,
    useGitignore: options.gitignore,
    include: options.include,
    maxFileSize: options.maxFileSize,
  };
}

/** Reads, lowers (or takes from the cache) and resolves every file of a project. One file's trouble is that file's error. */
export function load(host: Host, options: LoadOptions): Loaded {
  const started = performance.now();
  options.onProgress?.({ phase: 'discover', done: 0, total: 0 });
  const project = openProject(host, discoverOptions(options));
  const discovered = performance.now();
  const loader = createLoader(options.cache);
  const skipped: { file: string; reason: string }[] = project.skipped.map(({ file, reason }) => ({ file, reason }));
  const errors: AnalysisError[] = [];
  const lowered: { file: ProjectFile; lowered: Lowered }[] = [];
  for (const [i, one] of lowerAll(loader, host, project, options).entries()) {
    const file = project.files[i];
    if ('lowered' in one) lowered.push({ file, lowered: one.lowered });
    if ('skip' in one) skipped.push({ file: file.relative, reason: one.skip });
    if (one.error !== undefined) errors.push({ file: file.relative, message: one.error });
  }
  const note = loader.save();
  if (note !== undefined) errors.push({ file: '', message: note });
  const lowerMs = performance.now() - discovered;
  const units = link(project, lowered, options.described);
  const { parsed, fromCache, chars } = loader.counts;
  return {
    project,
    units,
    skipped,
    errors: [...project.allErrors().map(({ file, message }) => ({ file, message })), ...errors],
    parsed,
    fromCache,
    sourceChars: chars,
    irBytes: lowered.reduce((sum, { lowered: { ir } }) => sum + ir.data.byteLength, 0),
    discoverMs: discovered - started,
    lowerMs,
  };
}

/** Lowers the files of a project, in their order: in this thread, or in several where that gains and all see the same disk. */
function lowerAll(loader: Loader, host: Host, { files }: Project, { named, threads = 1, onProgress }: LoadOptions): Outcome[] {
  const byName = new Set(named);
  const sources = files.map(({ path }): Source => ({ path, named: byName.has(path) }));
  const own = (source: Source, i: number): Outcome => {
    if (i % 64 === 0) onProgress?.({ phase: 'parse', done: i, total: sources.length });
    return lowerSource(loader, host, source);
  };
  if (threads < 2 || host.isDisk !== true || loader.isWarm || sources.length < WORTH_A_THREAD) return sources.map(own);
  return lowerInThreads(sources, { threads, keyed: loader.isKeyed }, own).map((one) => {
    if (!('outcome' in one)) return one;
    if ('lowered' in one.outcome) loader.take(one.key, one.outcome.lowered, one.chars);
    return one.outcome;
  });
}

/** Makes units, each import led to where it goes. */
export function link(project: Project, files: readonly { file: ProjectFile; lowered: Lowered }[], described: Described = NOTHING): Unit[] {
  const places: Places = { indexOf: new Map(files.map(({ file }, i) => [file.path, i])), described };
  return files.map(({ file, lowered: { ir } }, index) => linkOne(project, places, file, ir, index));
}

/** Packages by name, and files by absolute path, to the name under which a model describes them. */
export type Described = ReadonlyMap<string, string>;

/**
 * What models of the house describe that may lie in the project itself: a workspace by its name, a file by its path from the
 * root (`./src/lib/mutex.ts`). What they say counts, and importers do not look into the code.
 */
export function describedBy(models: readonly Pick<Model, 'package'>[], root: string): Described {
  const names = models.flatMap((model) => [model.package].flat());
  return new Map(names.map((name) => [name.startsWith('./') ? joinPath(root, name) : name, name]));
}

const NOTHING: Described = new Map();

/** Where imports may lead. */
export interface Places {
  /** The place of every file among the units, by its absolute path. */
  readonly indexOf: ReadonlyMap<string, number>;
  readonly described: Described;
}

/** Makes one unit. */
export function linkOne(project: Project, places: Places, file: ProjectFile, ir: ModuleIR, index: number): Unit {
  const targets: Target[] = [];
  for (let i = 0, n = ir.count('imports'); i < n; i++) {
    const row = ir.import(i);
    targets.push(targetOf(project, places, file.path, row.specifier, row.kind));
  }
  return { index, path: file.path, file: file.relative, ir, manifest: project.manifests.forFile(file.path), targets };
}

/** The package that a file counts as because a model of the house describes it, or the workspace that it was found by. */
function describedAs(
  described: Described,
  specifier: string,
  path: string,
): { readonly name: string; readonly subpath: string } | undefined {
  if (described.size === 0) return undefined;
  const file = described.get(path);
  if (file !== undefined) return { name: file, subpath: '' };
  const workspace = splitPackage(specifier);
  return workspace !== undefined && described.has(workspace.name) ? workspace : undefined;
}

function targetOf(project: Project, { indexOf, described }: Places, from: string, specifier: string, kind: number): Target {
  const resolution = project.resolver.resolve(from, specifier);
  switch (resolution.kind) {
    case 'builtin':
      return { kind: 'package', name: resolution.name, subpath: '' };
    case 'package':
      return { kind: 'package', name: resolution.alias ?? resolution.name, subpath: resolution.subpath };
    case 'file': {
      const known = describedAs(described, specifier, resolution.path);
      if (known !== undefined) return { kind: 'package', ...known };
      const unit = indexOf.get(resolution.path);
      return unit === undefined ? { kind: 'none', why: `\`${specifier}\` leads to a file that is not analysed` } : { kind: 'unit', unit };
    }
    default:
      return {
        kind: 'none',
        why: kind === (Import.SideEffect as number) ? 'a side effect' : `\`${specifier}\` was not resolved (${resolution.reason})`,
      };
  }
}
