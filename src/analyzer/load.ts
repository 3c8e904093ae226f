import { createRequire } from 'node:module';
import { cacheKey, openCache, type Lowered } from './cache.js';
import type { AnalysisError } from './finding.js';
import type { Host } from './host.js';
import type { ModuleIR } from './ir/module.js';
import { Import } from './ir/ops.js';
import type { Target, Unit } from './link/values.js';
import { createLowerer, type Lowerer } from './lower/index.js';
import { isMinifiedText, openProject, type Category, type DiscoverOptions, type Project, type ProjectFile } from './project/index.js';

/** Raised when the meaning of the IR changes: what older versions cached is not read. */
const ENGINE = '2';

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
  readonly cache: { readonly dir: string } | false;
  readonly onProgress?: (progress: { phase: 'discover' | 'parse'; done: number; total: number }) => void;
}

/** Lowers texts, or takes them from the cache, and counts. */
export interface Loader {
  readonly counts: { parsed: number; fromCache: number; chars: number };
  /** Throws what the parser throws. A key that is known already is not computed again; a given tree is not parsed again. */
  lower(path: string, text: string, known?: { readonly key?: string; readonly tree?: ParsedFile }): Lowered;
  /** Writes the cache; a note where that is impossible. */
  save(): string | undefined;
}

/** A file that a parser of this same TypeScript has parsed. */
export type ParsedFile = Parameters<Lowerer['lowerTree']>[0];

export function createLoader(cacheAt: { readonly dir: string } | false, lowerer: Lowerer = createLowerer()): Loader {
  const cache = cacheAt === false ? undefined : openCache(cacheAt.dir, engineVersion());
  const counts = { parsed: 0, fromCache: 0, chars: 0 };
  return {
    counts,
    lower(path, text, { key: knownKey, tree } = {}) {
      counts.chars += text.length;
      const key = cache && (knownKey ?? textKey(path, text));
      const cached = key === undefined ? undefined : cache?.get(key);
      if (cached) {
        counts.fromCache += 1;
        return cached;
      }
      const fresh = tree === undefined ? lowerer.lower(path, text) : lowerer.lowerTree(tree);
      counts.parsed += 1;
      if (key !== undefined) cache?.put(key, fresh);
      return fresh;
    },
    save: () => cache?.save(),
  };
}

/** What a file's lowered form depends on: its text, and its extension by which the parser goes. */
export const textKey = (path: string, text: string): string => cacheKey(text, path.slice(path.lastIndexOf('.')));

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
  for (const [i, file] of project.files.entries()) {
    if (i % 64 === 0) options.onProgress?.({ phase: 'parse', done: i, total: project.files.length });
    const one = lowerFile(loader, host, file, options.named.includes(file.path));
    if ('lowered' in one) lowered.push({ file, lowered: one.lowered });
    if ('skip' in one) skipped.push({ file: file.relative, reason: one.skip });
    if (one.error !== undefined) errors.push({ file: file.relative, message: one.error });
  }
  const note = loader.save();
  if (note !== undefined) errors.push({ file: '', message: note });
  const lowerMs = performance.now() - discovered;
  const units = link(project, lowered);
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

type One = { readonly error?: string } & ({ readonly lowered: Lowered } | { readonly skip: string } | { readonly error: string });

function lowerFile(loader: Loader, host: Host, file: ProjectFile, named: boolean): One {
  try {
    const text = withoutBom(host.readText(file.path));
    if (!named && isMinifiedText(text)) return { skip: 'minified' };
    const one = loader.lower(file.path, text);
    return { lowered: one, ...(one.syntaxError ? { error: syntaxMessage(one) } : {}) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function syntaxMessage({ ir, syntaxError }: Lowered): string {
  const { line, column } = ir.position(syntaxError?.start ?? 0);
  return `syntax error at ${line}:${column}: ${syntaxError?.message ?? ''}`;
}

export const withoutBom = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

/** The engine's version with the parser's: what a cached file depends on besides its text. Does not load the parser. */
function engineVersion(): string {
  const { version } = createRequire(import.meta.url)('typescript/package.json') as { version: string };
  return `${ENGINE}/${version}`;
}

/** Makes units, each import led to where it goes. */
export function link(project: Project, files: readonly { file: ProjectFile; lowered: Lowered }[]): Unit[] {
  const indexOf = new Map(files.map(({ file }, i) => [file.path, i]));
  return files.map(({ file, lowered: { ir } }, index) => linkOne(project, indexOf, file, ir, index));
}

/** Makes one unit; `indexOf` knows the place of every file among the units. */
export function linkOne(project: Project, indexOf: ReadonlyMap<string, number>, file: ProjectFile, ir: ModuleIR, index: number): Unit {
  const targets: Target[] = [];
  for (let i = 0, n = ir.count('imports'); i < n; i++) {
    const row = ir.import(i);
    targets.push(targetOf(project, indexOf, file.path, row.specifier, row.kind));
  }
  return { index, path: file.path, file: file.relative, ir, manifest: project.manifests.forFile(file.path), targets };
}

function targetOf(project: Project, indexOf: ReadonlyMap<string, number>, from: string, specifier: string, kind: number): Target {
  const resolution = project.resolver.resolve(from, specifier);
  switch (resolution.kind) {
    case 'builtin':
      return { kind: 'package', name: resolution.name, subpath: '' };
    case 'package':
      return { kind: 'package', name: resolution.alias ?? resolution.name, subpath: resolution.subpath };
    case 'file': {
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
