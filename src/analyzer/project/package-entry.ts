import { exports as resolveExports, imports as resolveImports, type Exports, type Imports } from 'resolve.exports';
import type { FileLookup } from './lookup.js';
import type { Manifest } from './manifests.js';
import { joinPath } from './paths.js';

/** Source first, then what a type checker would take: the order of keys in the map decides between those that hold. */
const SOURCE_CONDITIONS = [
  'source',
  'development',
  'types',
  'import',
  'require',
  'node',
  'module',
  'module-sync',
  'default',
  'bun',
  'deno',
];

/** The file of one of the project's own packages that a subpath (`''` for the package itself) stands for. */
export function findPackageFile(lookup: FileLookup, manifest: Manifest, subpath: string): string | undefined {
  const { dir } = manifest;
  const targets = exportTargets(manifest, subpath);
  if (subpath === '') targets.push(...[manifest.source, manifest.types, manifest.module, manifest.main].filter(isPresent));
  const paths = targets.map((target) => joinPath(dir, target));
  // A package that has been built must give the same answer as one that has not: source, and only then what is on disk.
  const analysed = firstOf(paths, lookup.findKnown);
  if (analysed !== undefined) return analysed;
  if (subpath === '') return lookup.findEntry(dir) ?? firstOf(paths, lookup.find) ?? lookup.find(dir);
  const direct = [`${dir}/${subpath}`, `${dir}/src/${subpath}`, `${dir}/lib/${subpath}`];
  return firstOf(direct, lookup.findKnown) ?? firstOf(paths, lookup.find) ?? lookup.find(`${dir}/${subpath}`);
}

/** What a `#specifier` stands for in its package: files below it (`./…`), or other specifiers. */
export function importTargets(manifest: Manifest, specifier: string): string[] {
  if (typeof manifest.imports !== 'object' || manifest.imports === null) return [];
  const imports = manifest.imports as Imports; // resolve.exports throws where the map is ill-formed
  return conditionSets(imports).flatMap((conditions) =>
    targetsOf(() => resolveImports({ name: manifest.name ?? '.', imports }, specifier, { conditions, unsafe: true })),
  );
}

function exportTargets(manifest: Manifest, subpath: string): string[] {
  if (typeof manifest.exports !== 'string' && (typeof manifest.exports !== 'object' || manifest.exports === null)) return [];
  const exports = manifest.exports as Exports; // resolve.exports throws where the map is ill-formed
  const entry = subpath === '' ? '.' : `./${subpath}`;
  return conditionSets(exports).flatMap((conditions) =>
    targetsOf(() => resolveExports({ name: manifest.name ?? '.', exports }, entry, { conditions, unsafe: true })),
  );
}

function targetsOf(resolve: () => string[] | void): string[] {
  try {
    return resolve() ?? [];
  } catch {
    return []; // the map has no such entry, or none under these conditions
  }
}

/** A project's own condition (`@acme/source`) leads to source more surely than any common one. */
function conditionSets(map: unknown): string[][] {
  const own = [...conditionNames(map)].filter((name) => /source|src|^@|^dev/i.test(name));
  return own.length === 0 ? [SOURCE_CONDITIONS] : [own, SOURCE_CONDITIONS];
}

function conditionNames(map: unknown, found = new Set<string>()): Set<string> {
  if (typeof map !== 'object' || map === null) return found;
  for (const [key, value] of Object.entries(map)) {
    if (!/^[.#]/.test(key) && !Array.isArray(map)) found.add(key);
    conditionNames(value, found);
  }
  return found;
}

function firstOf(paths: readonly string[], find: (path: string) => string | undefined): string | undefined {
  for (const path of paths) {
    const file = find(path);
    if (file !== undefined) return file;
  }
  return undefined;
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}
