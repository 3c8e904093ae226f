import type { Host } from '../host.js';
import { createFileLookup, type FileLookup } from './lookup.js';
import type { Manifest, Manifests } from './manifests.js';
import { findPackageFile, importTargets } from './package-entry.js';
import { dirOf, isWithin, joinPath, relativeTo } from './paths.js';
import { builtinName, isAsset, parseSpecifier, splitPackage } from './specifier.js';
import type { PathAlias, TsConfigs } from './tsconfig.js';

/** Why a specifier leads nowhere. */
export type UnresolvedReason =
  /** Data, a style sheet, a component in another language. */
  | 'asset'
  /** No file is there, and no package can be called that. */
  | 'not-found'
  /** It leads out of the project. */
  | 'outside'
  /** A URL, or a module a bundler makes up. */
  | 'remote';

/** What an import specifier stands for. */
export type Resolution =
  /** A file of the project; it may be one that is not analysed. */
  | { readonly kind: 'file'; readonly path: string }
  /** A package from a registry; `alias` is its real name where the manifest gives it another (`npm:ioredis@5`). */
  | { readonly kind: 'package'; readonly name: string; readonly subpath: string; readonly alias?: string }
  /** A module of the runtime, `node:` always included. */
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'unresolved'; readonly specifier: string; readonly reason: UnresolvedReason };

/** Says what import specifiers stand for. */
export interface Resolver {
  /** What `specifier`, as written in an import in `fromFile`, stands for. */
  resolve(fromFile: string, specifier: string): Resolution;
}

interface Context {
  readonly manifests: Manifests;
  readonly tsconfigs: TsConfigs;
  readonly lookup: FileLookup;
}

/** An import: the directory it is in, and what it names. */
interface Request {
  readonly dir: string;
  readonly specifier: string;
}

/** What a resolver knows of a project besides its files. */
export interface ResolverProject {
  readonly manifests: Manifests;
  readonly tsconfigs: TsConfigs;
  /** Directories of generated modules, and the package each stands for; see `findGeneratedPackages`. */
  readonly generated?: ReadonlyMap<string, string>;
}

/** A resolver over the files that are analysed; answers are remembered, so make a new one when files come or go. */
export function createResolver(host: Host, knownFiles: ReadonlySet<string>, project: ResolverProject): Resolver {
  const { manifests, tsconfigs } = project;
  const generated = project.generated ?? new Map<string, string>();
  const lookup = createFileLookup(host, knownFiles, { manifests, tsconfigs, generated });
  const context: Context = { manifests, tsconfigs, lookup };
  const answers = new Map<string, Map<string, Resolution>>();
  const scopes = new Map<string, Map<string, Resolution>>();
  const scopeOf = (dir: string): Map<string, Resolution> => {
    // What is not relative means the same everywhere under one manifest and one tsconfig.
    const key = `${manifests.nearestTo(dir)?.dir ?? dir}\n${tsconfigs.nearestTo(dir)?.file ?? ''}`;
    return memo(answers, key, () => new Map<string, Resolution>());
  };
  return {
    resolve(fromFile, specifier) {
      const dir = dirOf(fromFile);
      const known = specifier.startsWith('.')
        ? memo(answers, dir, () => new Map<string, Resolution>())
        : memo(scopes, dir, () => scopeOf(dir));
      return memo(known, specifier, () => asPackage(resolveIn(context, { dir, specifier }), generated));
    },
  };
}

function memo<V>(answers: Map<string, V>, key: string, make: () => V): V {
  let answer = answers.get(key);
  if (answer === undefined) answers.set(key, (answer = make()));
  return answer;
}

/** A module in a directory of generated ones stands for the package that describes them, whether or not it is there. */
function asPackage(resolution: Resolution, generated: ReadonlyMap<string, string>): Resolution {
  if (resolution.kind !== 'file') return resolution;
  for (const [dir, name] of generated) {
    if (!isWithin(dir, resolution.path)) continue;
    const subpath = relativeTo(dir, resolution.path).replace(/(\.d)?\.[cm]?[jt]s$/, '');
    return { kind: 'package', name, subpath: /^(index|client)$/.test(subpath) ? '' : subpath };
  }
  return resolution;
}

function resolveIn(context: Context, request: Request): Resolution {
  const parsed = parseSpecifier(request.specifier);
  switch (parsed.kind) {
    case 'builtin':
      return { kind: 'builtin', name: parsed.name };
    case 'remote':
    case 'asset':
      return unresolved(request, parsed.kind);
    case 'relative':
      return resolveRelative(context, request, parsed.text);
    case 'absolute':
      return resolveAbsolute(context, request, parsed.text);
    case 'internal':
      return resolveInternal(context, request, parsed.text);
    case 'invalid':
      return resolveAlias(context, request, parsed.text).file ?? conventional(context, request, parsed.text);
    case 'bare':
      return resolveBare(context, request, parsed.text);
  }
}

function resolveRelative(context: Context, request: Request, text: string): Resolution {
  const path = joinPath(request.dir, text);
  const file = context.lookup.find(path, { directoryOnly: /(^|\/)\.{0,2}$/.test(text) });
  if (file !== undefined) return { kind: 'file', path: file };
  if (!isWithin(context.manifests.root, path)) return unresolved(request, 'outside');
  return unresolved(request, isAsset(path) ? 'asset' : 'not-found');
}

/** `/src/main.ts` means the package's own root to bundlers. */
function resolveAbsolute(context: Context, request: Request, text: string): Resolution {
  const dir = context.manifests.nearestTo(request.dir)?.dir ?? context.manifests.root;
  const file = context.lookup.findKnown(text) ?? context.lookup.findKnown(joinPath(dir, `.${text}`));
  if (file !== undefined) return { kind: 'file', path: file };
  return unresolved(request, isAsset(text) ? 'asset' : 'not-found');
}

function resolveInternal(context: Context, request: Request, text: string): Resolution {
  const manifest = context.manifests.nearestTo(request.dir);
  for (const target of manifest === undefined ? [] : importTargets(manifest, text)) {
    if (!target.startsWith('./')) return resolveBare(context, request, target);
    const file = manifest && context.lookup.find(joinPath(manifest.dir, target));
    if (file !== undefined) return { kind: 'file', path: file };
  }
  return resolveAlias(context, request, text).file ?? unresolved(request, isAsset(text) ? 'asset' : 'not-found');
}

function resolveBare(context: Context, request: Request, text: string): Resolution {
  const alias = resolveAlias(context, request, text);
  if (alias.file !== undefined) return alias.file;
  const builtin = builtinName(text);
  if (builtin !== undefined) return { kind: 'builtin', name: builtin };
  const named = splitPackage(text);
  if (named === undefined) return unresolved(request, 'not-found');
  const declared = context.manifests.declaredRange(`${request.dir}/x`, named.name)?.range;
  const local = localPackage(context, request, named.name, declared);
  if (local !== undefined) {
    const file = findPackageFile(context.lookup, local, named.subpath);
    if (file !== undefined) return { kind: 'file', path: file };
    // Its entry may be generated and not be there yet; that makes it a package of the registry only if a range says so.
    if (!isRegistryRange(declared)) return unresolved(request, isAsset(text) ? 'asset' : 'not-found');
  }
  if (declared === undefined && text.includes('/')) {
    const own = ownDirectory(context, request, text);
    if (own !== undefined) return own;
  }
  if (alias.matched && declared === undefined) return unresolved(request, isAsset(text) ? 'asset' : 'not-found');
  const real = /^npm:((?:@[^/@]+\/)?[^/@]+)/.exec(declared ?? '')?.[1];
  return { kind: 'package', ...named, ...(real !== undefined && real !== named.name && { alias: real }) };
}

/** `src/db` that no manifest declares, where the package or its `baseUrl` has a `src/`: a path, even if the file is not there. */
function ownDirectory({ manifests, tsconfigs, lookup }: Context, request: Request, text: string): Resolution | undefined {
  const bases = [tsconfigs.nearestTo(request.dir)?.baseUrl, manifests.nearestTo(request.dir)?.dir];
  for (const base of bases) {
    if (base === undefined || !lookup.isKnownDir(joinPath(base, text.slice(0, text.indexOf('/'))))) continue;
    const file = lookup.find(joinPath(base, text));
    return file === undefined ? unresolved(request, isAsset(text) ? 'asset' : 'not-found') : { kind: 'file', path: file };
  }
  return undefined;
}

function localPackage({ manifests }: Context, { dir }: Request, name: string, declared: string | undefined): Manifest | undefined {
  const self = manifests.nearestTo(dir);
  if (self?.name === name) return self;
  const linked = /^(?:link|file|portal):(.*)$/.exec(declared ?? '')?.[1];
  if (linked !== undefined) {
    const from = manifests.declaredRange(`${dir}/x`, name)?.manifest.dir ?? dir;
    const path = joinPath(from, linked);
    return isWithin(manifests.root, path) ? manifests.at(path) : undefined;
  }
  const original = /^workspace:((?:@[^/@]+\/)?[a-z][^/@]*)@/.exec(declared ?? '')?.[1];
  const local = manifests.packageNamed(original ?? name);
  // A directory that happens to have this name is not meant where a range asks the registry for the package.
  if (local === undefined || (!local.isWorkspace && isRegistryRange(declared))) return undefined;
  return local.manifest;
}

function isRegistryRange(range: string | undefined): boolean {
  return /^(npm:|[\d^~<>=v])/.test(range ?? '');
}

/** What `paths` and `baseUrl` make of a specifier; `matched` says that a pattern for more than everything took it. */
function resolveAlias(context: Context, request: Request, text: string): { readonly file?: Resolution; readonly matched: boolean } {
  const config = context.tsconfigs.nearestTo(request.dir);
  if (config === undefined) return { matched: false };
  const alias = config.paths.find((candidate) => matches(candidate, text));
  for (const target of alias?.targets ?? []) {
    const file = fileAt(context, substitute(alias, target, text));
    if (file !== undefined) return { file, matched: true };
  }
  const matched = alias !== undefined && (alias.prefix !== '' || alias.suffix !== '');
  const file = config.baseUrl === undefined ? undefined : fileAt(context, joinPath(config.baseUrl, text));
  return file === undefined ? { matched } : { file, matched };
}

function fileAt({ lookup }: Context, path: string): Resolution | undefined {
  if (path.includes('/node_modules/')) return undefined;
  const file = lookup.find(path);
  return file === undefined ? undefined : { kind: 'file', path: file };
}

function matches({ prefix, suffix }: PathAlias, text: string): boolean {
  if (suffix === undefined) return text === prefix;
  return text.length >= prefix.length + suffix.length && text.startsWith(prefix) && text.endsWith(suffix);
}

function substitute(alias: PathAlias | undefined, target: string, text: string): string {
  if (alias?.suffix === undefined) return joinPath(target, '.');
  const matched = text.slice(alias.prefix.length, text.length - alias.suffix.length);
  return joinPath(
    target.replace('*', () => matched),
    '.',
  );
}

/**
 * Aliases that bundlers and frameworks set up in code, which is never run: `@/` and `~/` (Vite, Nuxt), `$lib/` (SvelteKit).
 * Only a file that is analysed counts.
 */
function conventional({ manifests, lookup }: Context, request: Request, text: string): Resolution {
  const [, sign, rest = ''] = /^(@@?|~~?|\$lib)\/(.*)$/.exec(text) ?? [];
  const dir = manifests.nearestTo(request.dir)?.dir ?? manifests.root;
  const bases = sign === undefined ? [] : sign === '$lib' ? [`${dir}/src/lib`] : [`${dir}/src`, dir, `${dir}/app`];
  for (const base of bases) {
    const file = lookup.findKnown(joinPath(base, rest));
    if (file !== undefined) return { kind: 'file', path: file };
  }
  return unresolved(request, isAsset(text) ? 'asset' : 'not-found');
}

function unresolved({ specifier }: Request, reason: UnresolvedReason): Resolution {
  return { kind: 'unresolved', specifier, reason };
}
