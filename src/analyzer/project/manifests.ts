import picomatch from 'picomatch';
import type { Host } from '../host.js';
import { categoriesOf } from './categories.js';
import type { ProjectError } from './discover.js';
import { isTame } from './gitignore.js';
import { ancestorsOf, compareText, dirOf, isWithin, joinPath, relativeTo } from './paths.js';
import { readWorkspaceYaml, type WorkspaceYaml } from './yaml.js';

/** Ranges by package, as written. */
export type Ranges = ReadonlyMap<string, string>;

/** What a `package.json` says, as far as the analyzer asks. */
export interface Manifest {
  readonly dir: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly dependencies: Ranges;
  readonly devDependencies: Ranges;
  readonly peerDependencies: Ranges;
  readonly optionalDependencies: Ranges;
  readonly main: string | undefined;
  readonly module: string | undefined;
  readonly types: string | undefined;
  readonly source: string | undefined;
  readonly type: string | undefined;
  readonly engines: Ranges;
  readonly scripts: ReadonlyMap<string, string>;
  /** Commands and the files they run, below `dir`. */
  readonly bin: ReadonlyMap<string, string>;
  /** The patterns of `workspaces`. */
  readonly workspaces: readonly string[];
  /** As written. */
  readonly exports: unknown;
  /** As written. */
  readonly imports: unknown;
}

/** The `package.json` files of a project. */
export interface Manifests {
  readonly root: string;
  /** The manifest in a directory. */
  at(dir: string): Manifest | undefined;
  /** The nearest manifest at or above a directory, up to the root. */
  nearestTo(dir: string): Manifest | undefined;
  /** The nearest manifest of a file. */
  forFile(file: string): Manifest | undefined;
  /** The project's own package of that name. */
  packageNamed(name: string): LocalPackage | undefined;
  /** Every package of the project by name, and its directory. */
  readonly packages: ReadonlyMap<string, string>;
  /** The semver range a file's nearest manifest declares for a package, else the next above; protocols are resolved. */
  dependencyRange(file: string, name: string): string | undefined;
  /** The same as it is written: `workspace:*`, `catalog:`, `npm:ioredis@^5`, `link:../redis`. */
  declaredRange(file: string, name: string): { range: string; manifest: Manifest } | undefined;
  /** Files that could not be read or parsed so far. */
  errors(): readonly ProjectError[];
  /** Every file the answers so far were read from, absolute. */
  filesRead(): readonly string[];
}

/** A package of the project itself. */
export interface LocalPackage {
  readonly manifest: Manifest;
  /** Whether the workspace configuration lists it, or it merely lies in the tree. */
  readonly isWorkspace: boolean;
}

/** Reads the manifests of a project; `packageDirs` are the directories with a `package.json`, as `discover` found them. */
export function createManifests(host: Host, options: { root: string; packageDirs?: readonly string[] }): Manifests {
  const { root } = options;
  const errors: ProjectError[] = [];
  const byDir = new Map<string, Manifest | undefined>();
  const nearest = new Map<string, Manifest | undefined>();
  const filesRead = new Set<string>();
  const at = (dir: string): Manifest | undefined => {
    if (!byDir.has(dir)) byDir.set(dir, readManifest(host, dir, root, errors, filesRead));
    return byDir.get(dir);
  };
  const nearestTo = (dir: string): Manifest | undefined => {
    if (!nearest.has(dir)) {
      const isTop = dir === root || dirOf(dir) === dir || !isWithin(root, dir);
      nearest.set(dir, at(dir) ?? (isTop ? undefined : nearestTo(dirOf(dir))));
    }
    return nearest.get(dir);
  };
  const yaml = readYaml(host, root, errors, filesRead);
  const locals = collectPackages(at, workspacePatterns(host, root, at(root), yaml, filesRead), root, options.packageDirs ?? []);
  const declaredRange: Manifests['declaredRange'] = (file, name) => findDeclared(at, root, file, name);
  return {
    root,
    at,
    nearestTo,
    forFile: (file) => nearestTo(dirOf(file)),
    packageNamed: (name) => locals.get(name),
    packages: new Map([...locals].map(([name, { manifest }]) => [name, manifest.dir])),
    declaredRange,
    dependencyRange: (file, name) => {
      const declared = declaredRange(file, name);
      return declared && plainRange(declared.range, name, yaml, locals);
    },
    errors: () => errors,
    filesRead: () => [...filesRead].sort(compareText),
  };
}

function findDeclared(
  at: (dir: string) => Manifest | undefined,
  root: string,
  file: string,
  name: string,
): { range: string; manifest: Manifest } | undefined {
  for (const dir of isWithin(root, file) ? ancestorsOf(dirOf(file), root) : [dirOf(file)]) {
    const manifest = at(dir);
    const range = manifest && rangeIn(manifest, name);
    if (manifest !== undefined && range !== undefined) return { range, manifest };
  }
  return undefined;
}

/** Peer before dev: a library promises to work with every version its peer range names. */
function rangeIn(manifest: Manifest, name: string): string | undefined {
  return (
    manifest.dependencies.get(name) ??
    manifest.optionalDependencies.get(name) ??
    manifest.peerDependencies.get(name) ??
    manifest.devDependencies.get(name)
  );
}

/** A declared range without its protocol; `undefined` where no range can be told. */
function plainRange(
  range: string,
  name: string,
  yaml: WorkspaceYaml | undefined,
  locals: ReadonlyMap<string, LocalPackage>,
): string | undefined {
  if (range.startsWith('catalog:')) {
    const found = yaml?.catalogs.get(range.slice(8).trim() || 'default')?.get(name);
    return found === undefined || found.startsWith('catalog:') ? undefined : plainRange(found, name, yaml, locals);
  }
  if (range.startsWith('npm:')) return /^npm:@?[^@]+@(.+)$/.exec(range)?.[1] ?? '*';
  if (range.startsWith('workspace:')) return locals.get(name)?.manifest.version;
  return /^[a-z+]+:/i.test(range) || /[/#]/.test(range) ? undefined : range;
}

function collectPackages(
  at: (dir: string) => Manifest | undefined,
  patterns: readonly string[],
  root: string,
  packageDirs: readonly string[],
): Map<string, LocalPackage> {
  const isListed = workspaceMatcher(patterns);
  const found: LocalPackage[] = [];
  for (const dir of new Set([root, ...packageDirs])) {
    const manifest = at(dir);
    const relative = relativeTo(root, dir);
    // The root is no workspace of its own: a product's repository is often called what its published client is called.
    const isWorkspace = isListed(relative);
    // A fixture may well be called `redis`: only what is listed, or lies among the project's own source, can be imported.
    if (manifest?.name === undefined || (!isWorkspace && categoriesOf(joinPath(relative, 'package.json')).length > 0)) continue;
    found.push({ manifest, isWorkspace });
  }
  const depth = (dir: string): number => dir.split('/').length;
  found.sort(
    (a, b) =>
      Number(b.isWorkspace) - Number(a.isWorkspace) ||
      depth(a.manifest.dir) - depth(b.manifest.dir) ||
      compareText(a.manifest.dir, b.manifest.dir),
  );
  const locals = new Map<string, LocalPackage>();
  for (const local of found) {
    const name = local.manifest.name;
    if (name !== undefined && !locals.has(name)) locals.set(name, local);
  }
  return locals;
}

/** A workspace's pattern is short, and none is one of others: `+(a|b)`. */
const MAX_PATTERN = 200;
const PATTERNS = { noextglob: true } as const;

function workspaceMatcher(patterns: readonly string[]): (relative: string) => boolean {
  const clean = (pattern: string): string => pattern.replace(/^\.\//, '').replace(/\/+$/, '');
  const tame = patterns.filter((pattern) => pattern.length <= MAX_PATTERN && isTame(pattern));
  const listed = tame.filter((pattern) => !pattern.startsWith('!')).map(clean);
  const left = tame.filter((pattern) => pattern.startsWith('!')).map((pattern) => clean(pattern.slice(1)));
  if (listed.length === 0) return () => false;
  const isListed = picomatch(listed, PATTERNS);
  const isLeft = left.length === 0 ? () => false : picomatch(left, PATTERNS);
  return (relative) => isListed(relative) && !isLeft(relative);
}

function workspacePatterns(
  host: Host,
  root: string,
  manifest: Manifest | undefined,
  yaml: WorkspaceYaml | undefined,
  filesRead: Set<string>,
): string[] {
  const lerna = record(readJson(host, `${root}/lerna.json`, root, [], filesRead))['packages'];
  return [...(manifest?.workspaces ?? []), ...(yaml?.packages ?? []), ...strings(lerna)];
}

function readYaml(host: Host, root: string, errors: ProjectError[], filesRead: Set<string>): WorkspaceYaml | undefined {
  const file = `${root}/pnpm-workspace.yaml`;
  if (host.stat(file)?.kind !== 'file') return undefined;
  filesRead.add(file);
  try {
    return readWorkspaceYaml(host.readText(file));
  } catch (error) {
    errors.push({ file: relativeTo(root, file), message: messageOf(error) });
    return undefined;
  }
}

function readManifest(host: Host, dir: string, root: string, errors: ProjectError[], filesRead: Set<string>): Manifest | undefined {
  const parsed = readJson(host, `${dir}/package.json`, root, errors, filesRead);
  if (parsed === undefined) return undefined;
  const json = record(parsed);
  const name = string(json['name']);
  const bin = json['bin'];
  return {
    dir,
    name,
    version: string(json['version']),
    dependencies: ranges(json['dependencies']),
    devDependencies: ranges(json['devDependencies']),
    peerDependencies: ranges(json['peerDependencies']),
    optionalDependencies: ranges(json['optionalDependencies']),
    main: string(json['main']),
    module: string(json['module']),
    types: string(json['types']) ?? string(json['typings']),
    source: string(json['source']),
    type: string(json['type']),
    engines: ranges(json['engines']),
    scripts: ranges(json['scripts']),
    bin: typeof bin === 'string' ? new Map([[name ?? '', bin]]) : ranges(bin),
    workspaces: strings(Array.isArray(json['workspaces']) ? json['workspaces'] : record(json['workspaces'])['packages']),
    exports: json['exports'],
    imports: json['imports'],
  };
}

function readJson(host: Host, file: string, root: string, errors: ProjectError[], filesRead: Set<string>): unknown {
  if (host.stat(file)?.kind !== 'file') return undefined;
  filesRead.add(file);
  try {
    return JSON.parse(host.readText(file).replace(/^\uFEFF/, ''));
  } catch (error) {
    errors.push({ file: relativeTo(root, file), message: messageOf(error) });
    return undefined;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}; // any object may be asked for any key
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function ranges(value: unknown): Ranges {
  return new Map(Object.entries(record(value)).flatMap(([key, range]) => (typeof range === 'string' ? [[key, range]] : [])));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
