import type { EntryKind, Host } from '../host.js';
import type { Manifest, Manifests } from './manifests.js';
import { baseOf, dirOf, isWithin, joinPath, relativeTo } from './paths.js';
import type { TsConfigs } from './tsconfig.js';

/** Finds the file a path without certainty about its extension stands for. */
export interface FileLookup {
  /** The file, or the index of the directory, that a path stands for; one that is analysed is preferred. */
  find(path: string, options?: { directoryOnly?: boolean }): string | undefined;
  /** The same among the analysed files alone. */
  findKnown(path: string): string | undefined;
  /** Whether analysed files lie in a directory or below it. */
  isKnownDir(dir: string): boolean;
  /** The entry of a package that names none, or one that cannot be found. */
  findEntry(dir: string): string | undefined;
}

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'] as const;
const DECLARATIONS = ['.d.ts', '.d.mts', '.d.cts'] as const;

/** What an extension in a specifier may stand for before it is taken as it is: TypeScript's order. */
const SUBSTITUTES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx', '.ts'],
  '.mjs': ['.mts', '.ts'],
  '.cjs': ['.cts', '.ts'],
};

/** Names of directories that builds write to. */
const OUTPUT_SEGMENTS: ReadonlySet<string> = new Set(
  'dist build out lib es esm cjs mjs types typings module commonjs esnext es6 node umd .build .dist dist-types dist-cjs dist-esm'.split(
    ' ',
  ),
);

interface Context {
  readonly host: Host;
  readonly known: ReadonlySet<string>;
  readonly knownDirs: ReadonlySet<string>;
  readonly manifests: Manifests;
  readonly tsconfigs: TsConfigs;
  /** Directories of generated modules: whatever is asked for there counts as being there. */
  readonly generated: ReadonlyMap<string, string>;
  readonly listings: Map<string, ReadonlyMap<string, EntryKind> | undefined>;
}

type Exists = (context: Context, path: string) => boolean;

/** Looks files up among those analysed first, and only then on the host, one listing a directory. */
export function createFileLookup(
  host: Host,
  known: ReadonlySet<string>,
  project: Pick<Context, 'manifests' | 'tsconfigs' | 'generated'>,
): FileLookup {
  const { manifests } = project;
  const context: Context = { host, known, knownDirs: dirsOf(known), listings: new Map(), ...project };
  return {
    find: (path, options) => {
      if (isGenerated(context, path)) return path;
      const directoryOnly = options?.directoryOnly === true;
      const analysed = findIn(context, path, isKnown, directoryOnly) ?? findSource(context, path);
      if (analysed !== undefined || !isWithin(manifests.root, path)) return analysed;
      return findIn(context, path, isOnHost, directoryOnly);
    },
    findKnown: (path) => findIn(context, path, isKnown, false) ?? findSource(context, path),
    isKnownDir: (dir) => context.knownDirs.has(dir),
    findEntry: (dir) =>
      ['src/index', 'index', 'src/main', 'lib/index', 'main']
        .map((entry) => findFile(context, `${dir}/${entry}`, isKnown))
        .find((file) => file !== undefined),
  };
}

function isGenerated({ generated }: Context, path: string): boolean {
  for (const dir of generated.keys()) if (isWithin(dir, path)) return true;
  return false;
}

function dirsOf(files: ReadonlySet<string>): Set<string> {
  const dirs = new Set<string>();
  for (const file of files) {
    for (let dir = dirOf(file); !dirs.has(dir); dir = dirOf(dir)) dirs.add(dir);
  }
  return dirs;
}

const isKnown: Exists = (context, path) => context.known.has(path);

const isOnHost: Exists = (context, path) => {
  const kind = listing(context, dirOf(path))?.get(baseOf(path));
  return kind === 'file' || (kind === 'symlink' && context.host.stat(path)?.kind === 'file');
};

function listing(context: Context, dir: string): ReadonlyMap<string, EntryKind> | undefined {
  if (!context.listings.has(dir)) {
    // Asked before it is read, so that a directory which is not there costs no exception.
    const isDir = context.host.stat(dir)?.kind === 'dir';
    context.listings.set(dir, isDir ? readListing(context.host, dir) : undefined);
  }
  return context.listings.get(dir);
}

function readListing(host: Host, dir: string): ReadonlyMap<string, EntryKind> | undefined {
  try {
    return new Map(host.readDir(dir).map(({ name, kind }) => [name, kind]));
  } catch {
    return undefined; // a directory that cannot be read holds nothing that can be found
  }
}

function findIn(context: Context, path: string, exists: Exists, directoryOnly: boolean): string | undefined {
  return (directoryOnly ? undefined : findFile(context, path, exists)) ?? findIndex(context, path, exists);
}

function findFile(context: Context, path: string, exists: Exists): string | undefined {
  const extension = /\.[cm]?jsx?$/.exec(path)?.[0];
  if (extension !== undefined) {
    const stem = path.slice(0, -extension.length);
    for (const substitute of SUBSTITUTES[extension] ?? []) if (exists(context, stem + substitute)) return stem + substitute;
  }
  if (/\.[cm]?[jt]sx?$/.test(path) && exists(context, path)) return path;
  for (const added of EXTENSIONS) if (exists(context, path + added)) return path + added;
  if (exists === isKnown) return undefined;
  const stem = extension === undefined ? path : path.slice(0, -extension.length);
  return DECLARATIONS.map((added) => stem + added).find((file) => exists(context, file));
}

function findIndex(context: Context, dir: string, exists: Exists): string | undefined {
  if (exists === isKnown ? !context.knownDirs.has(dir) : listing(context, dir) === undefined) return undefined;
  const manifest = context.manifests.at(dir);
  for (const main of [manifest?.source, manifest?.types, manifest?.module, manifest?.main]) {
    if (main === undefined) continue;
    const path = joinPath(dir, main);
    const file = findFile(context, path, exists) ?? (exists === isKnown ? findSource(context, path) : undefined);
    if (file !== undefined) return file;
  }
  return findFile(context, `${dir}/index`, exists);
}

/** The analysed source a path in a build's output was made from, whether or not it was built here. */
function findSource(context: Context, path: string): string | undefined {
  const manifest = context.manifests.nearestTo(dirOf(path));
  if (manifest === undefined || !isWithin(manifest.dir, path) || path === manifest.dir) return undefined;
  const stem = path.replace(/(\.d)?\.[cm]?[jt]sx?$/, '');
  for (const candidate of sourceStems(context, manifest, stem)) {
    const file = findFile(context, candidate, isKnown) ?? findFile(context, `${candidate}/index`, isKnown);
    if (file !== undefined) return file;
  }
  return undefined;
}

function sourceStems(context: Context, { dir }: Manifest, stem: string): string[] {
  const stems: string[] = [];
  const config = context.tsconfigs.nearestTo(dir);
  if (config?.outDir !== undefined && isWithin(config.outDir, stem) && config.outDir !== dir) {
    const rest = relativeTo(config.outDir, stem);
    stems.push(...[config.rootDir ?? `${dir}/src`, dir, `${dir}/src`].map((from) => `${from}/${rest}`));
  }
  const segments = relativeTo(dir, stem).split('/');
  while (segments.length > 1 && OUTPUT_SEGMENTS.has(segments[0] ?? '')) {
    segments.shift();
    const rest = segments.join('/');
    stems.push(`${dir}/src/${rest}`, `${dir}/${rest}`, `${dir}/source/${rest}`);
  }
  return stems;
}
