import ignore, { type Ignore } from 'ignore';
import type { DirEntry, Host } from '../host.js';
import { categoriesOf, DEPENDENCY_DIRS, isOutputDir, isSourceName, VCS_DIRS, type Category } from './categories.js';
import { createGitIgnore, type GitIgnore } from './gitignore.js';
import { baseOf, compareText, dirOf, isWithin, joinPath, relativeTo } from './paths.js';

/** Which files of a project to look for. */
export interface DiscoverOptions {
  /** The project's root, absolute. */
  readonly root: string;
  /** Files and directories to look at, absolute; the root if left out. */
  readonly paths?: readonly string[];
  /** Patterns from configuration, as in a `.gitignore` in the root. */
  readonly ignorePatterns?: readonly string[];
  /** Whether `.gitignore` files count; they do if left out. */
  readonly useGitignore?: boolean;
  /** Categories that are off by default, to switch on. */
  readonly include?: readonly Category[];
  /** Larger files are skipped; 1 MiB if left out. */
  readonly maxFileSize?: number;
}

/** A file to analyse. */
export interface ProjectFile {
  /** Absolute. */
  readonly path: string;
  /** Below the root. */
  readonly relative: string;
  readonly size: number;
}

/** Why a file is not analysed; the strings are stable. */
export type SkipReason = Category | 'ignored' | 'ignore-pattern' | 'dependency' | 'too-large' | 'symlink-loop' | 'outside' | 'not-a-file';

/** A file that is not analysed, or a directory that was not entered. */
export interface Skipped {
  /** Below the root. */
  readonly file: string;
  readonly reason: SkipReason;
  /** Whether this is a directory, whose files were not counted. */
  readonly directory: boolean;
}

/** Something that could not be read. */
export interface ProjectError {
  /** Below the root. */
  readonly file: string;
  readonly message: string;
}

/** What a walk found, everything sorted by path. */
export interface Discovery {
  readonly root: string;
  readonly files: readonly ProjectFile[];
  readonly skipped: readonly Skipped[];
  readonly errors: readonly ProjectError[];
  /** Directories met that hold a `package.json`, absolute. */
  readonly packageDirs: readonly string[];
  /** Database schemas met (`.prisma`, `.sql`), absolute; no category hides them. */
  readonly schemaFiles: readonly string[];
}

interface Walk {
  readonly host: Host;
  readonly root: string;
  readonly realRoot: string;
  readonly git: GitIgnore | undefined;
  readonly patterns: Ignore;
  readonly include: ReadonlySet<string>;
  readonly maxFileSize: number;
  readonly files: Map<string, ProjectFile>;
  readonly skipped: Map<string, Skipped>;
  readonly errors: Map<string, ProjectError>;
  readonly packageDirs: Set<string>;
  readonly schemaFiles: Set<string>;
  readonly entered: Set<string>;
  /** Directories still to be read. */
  readonly pending: string[];
}

/** Finds the files to analyse, and says why the others are not. */
export function discover(host: Host, options: DiscoverOptions): Discovery {
  const walk = startWalk(host, options);
  for (const path of options.paths ?? [options.root]) visitNamed(walk, path);
  for (let dir = walk.pending.pop(); dir !== undefined; dir = walk.pending.pop()) readDirectory(walk, dir);
  const byFile = (a: { file: string }, b: { file: string }): number => compareText(a.file, b.file);
  for (const file of walk.files.values()) walk.skipped.delete(file.relative); // skipped on the walk, but also named
  return {
    root: walk.root,
    files: [...walk.files.values()].sort((a, b) => compareText(a.relative, b.relative)),
    skipped: [...walk.skipped.values()].sort(byFile),
    errors: [...walk.errors.values()].sort(byFile),
    packageDirs: [...walk.packageDirs].sort(compareText),
    schemaFiles: [...walk.schemaFiles].sort(compareText),
  };
}

function startWalk(host: Host, options: DiscoverOptions): Walk {
  const root = joinPath(options.root, '.');
  return {
    host,
    root,
    realRoot: realpathOf(host, root) ?? root,
    git: options.useGitignore === false ? undefined : createGitIgnore(host, root),
    patterns: ignore({ ignorecase: false }).add([...(options.ignorePatterns ?? [])]),
    include: new Set(options.include),
    maxFileSize: options.maxFileSize ?? 1024 * 1024,
    files: new Map(),
    skipped: new Map(),
    errors: new Map(),
    packageDirs: new Set(),
    schemaFiles: new Set(),
    entered: new Set(),
    pending: [],
  };
}

/** A path the user named: a file is analysed whatever it is, a directory is walked under the ordinary conditions. */
function visitNamed(walk: Walk, named: string): void {
  const path = joinPath(walk.root, named);
  const stat = walk.host.stat(path);
  if (stat === undefined) return fail(walk, path, 'no such file or directory');
  const inTree = realInTree(walk, path) ?? path;
  if (stat.kind === 'dir') return visitFromRoot(walk, inTree, true);
  if (stat.kind === 'other') return skip(walk, path, 'not-a-file', false);
  if (!isSourceName(baseOf(path))) return fail(walk, path, 'not a JavaScript or TypeScript file');
  addFile(walk, inTree, stat.size);
}

/** A path that was not reached from above: each directory on the way must let it through. */
function visitFromRoot(walk: Walk, path: string, isDir: boolean): void {
  const parents: string[] = [];
  for (let dir = dirOf(path); isWithin(walk.root, dir) && dir !== walk.root; dir = dirOf(dir)) parents.unshift(dir);
  const closed = parents.find((dir) => skipsDirectory(walk, dir));
  if (closed !== undefined) return;
  if (isDir) visitDirectory(walk, path);
  else visitFile(walk, path);
}

function readDirectory(walk: Walk, dir: string): void {
  let entries: DirEntry[];
  try {
    entries = walk.host.readDir(dir);
  } catch (error) {
    return fail(walk, dir, messageOf(error));
  }
  for (const { name, kind } of entries) {
    const path = joinPath(dir, name);
    if (kind === 'dir') visitDirectory(walk, path);
    else if (kind === 'symlink') visitLink(walk, path);
    else if (kind === 'file' && name === 'package.json') walk.packageDirs.add(dir);
    else if (kind === 'file' && /\.(prisma|sql)$/.test(name)) addSchema(walk, path);
    else if (!isSourceName(name)) continue;
    else if (kind === 'file') visitFile(walk, path);
    else skip(walk, path, 'not-a-file', false);
  }
}

function visitDirectory(walk: Walk, dir: string): void {
  if (walk.entered.has(dir) || VCS_DIRS.has(baseOf(dir)) || skipsDirectory(walk, dir)) return;
  walk.entered.add(dir);
  walk.pending.push(dir);
}

/** Records why a directory is not entered, if it is not. */
function skipsDirectory(walk: Walk, dir: string): boolean {
  const relative = relativeTo(walk.root, dir);
  if (relative === '' || relative.startsWith('..')) return false;
  const reason = directoryReason(walk, dir, relative);
  if (reason === undefined) return false;
  skip(walk, dir, reason, true);
  return true;
}

function directoryReason(walk: Walk, dir: string, relative: string): SkipReason | undefined {
  if (DEPENDENCY_DIRS.has(baseOf(dir))) return 'dependency';
  if (walk.patterns.ignores(`${relative}/`)) return 'ignore-pattern';
  if (walk.git?.ignores(dir, true)) return 'ignored';
  const isOutput = !walk.include.has('build-output') && isOutputDir(relative) && !isNamedPackage(walk.host, dir);
  return isOutput ? 'build-output' : undefined;
}

/** A workspace may be called `build`; what bundlers leave in `dist/package.json` has no name. */
function isNamedPackage(host: Host, dir: string): boolean {
  const file = `${dir}/package.json`;
  if (host.stat(file)?.kind !== 'file') return false;
  try {
    return /"name"\s*:/.test(host.readText(file));
  } catch {
    return false;
  }
}

function visitFile(walk: Walk, path: string): void {
  const relative = relativeTo(walk.root, path);
  const reason = fileReason(walk, path, relative);
  if (reason !== undefined) return skip(walk, path, reason, false);
  const stat = walk.host.stat(path);
  if (stat === undefined) return fail(walk, path, 'cannot be read');
  if (stat.size > walk.maxFileSize) return skip(walk, path, 'too-large', false);
  addFile(walk, path, stat.size);
}

function fileReason(walk: Walk, path: string, relative: string): SkipReason | undefined {
  if (walk.patterns.ignores(relative)) return 'ignore-pattern';
  if (walk.git?.ignores(path, false)) return 'ignored';
  return categoriesOf(relative).find((category) => !walk.include.has(category));
}

/** A link inside the tree stands for what it leads to, which is analysed once, under its own path. */
function visitLink(walk: Walk, link: string): void {
  const stat = walk.host.stat(link);
  const isDir = stat?.kind === 'dir';
  if (DEPENDENCY_DIRS.has(baseOf(link))) return skip(walk, link, 'dependency', isDir);
  if (!isDir && !isSourceName(baseOf(link))) return;
  if (stat === undefined) return skip(walk, link, isLoop(walk, link) ? 'symlink-loop' : 'not-a-file', false);
  const target = realInTree(walk, link);
  if (target === undefined) return skip(walk, link, 'outside', isDir);
  if (isDir && isWithin(target, link)) return skip(walk, link, 'symlink-loop', true);
  if (isDir || isSourceName(baseOf(target))) visitFromRoot(walk, target, isDir);
}

function isLoop(walk: Walk, link: string): boolean {
  try {
    walk.host.realpath(link);
    return false;
  } catch (error) {
    return messageOf(error).includes('ELOOP');
  }
}

/** Where a path really is, said from the root as given; `undefined` if that is outside. */
function realInTree(walk: Walk, path: string): string | undefined {
  const real = realpathOf(walk.host, path);
  if (real === undefined || !isWithin(walk.realRoot, real)) return undefined;
  return joinPath(walk.root, relativeTo(walk.realRoot, real));
}

function realpathOf(host: Host, path: string): string | undefined {
  try {
    return host.realpath(path);
  } catch {
    return undefined;
  }
}

function addFile(walk: Walk, path: string, size: number): void {
  walk.files.set(path, { path, relative: relativeTo(walk.root, path), size });
}

function addSchema(walk: Walk, path: string): void {
  const isIgnored = walk.patterns.ignores(relativeTo(walk.root, path)) || walk.git?.ignores(path, false) === true;
  if (!isIgnored) walk.schemaFiles.add(path);
}

function skip(walk: Walk, path: string, reason: SkipReason, directory: boolean): void {
  const file = relativeTo(walk.root, path);
  walk.skipped.set(file, { file, reason, directory });
}

function fail(walk: Walk, path: string, message: string): void {
  const file = relativeTo(walk.root, path);
  walk.errors.set(file, { file, message });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
