import jsonc from 'jsonc-parser';
import type { Host } from '../host.js';
import type { ProjectError } from './discover.js';
import type { Manifests } from './manifests.js';
import { ancestorsOf, compareText, dirOf, isAbsolutePath, isWithin, joinPath, relativeTo } from './paths.js';

/** One entry of `paths`: what comes before and after the `*`, and where it may lead. */
export interface PathAlias {
  readonly prefix: string;
  /** What follows the `*`; `undefined` if the pattern has none. */
  readonly suffix: string | undefined;
  /** Absolute, with `*` where the matched text goes. */
  readonly targets: readonly string[];
}

/** What a tsconfig.json or jsconfig.json says about modules, `extends` merged; every path absolute. */
export interface TsConfig {
  readonly file: string;
  readonly baseUrl: string | undefined;
  /** The most specific first, in the order TypeScript tries them. */
  readonly paths: readonly PathAlias[];
  readonly outDir: string | undefined;
  readonly rootDir: string | undefined;
}

/** The tsconfig files of a project. */
export interface TsConfigs {
  /** The configuration that holds for files in a directory. */
  nearestTo(dir: string): TsConfig | undefined;
  /** The configuration that holds for a file. */
  forFile(file: string): TsConfig | undefined;
  /** Files that could not be read or parsed so far. */
  errors(): readonly ProjectError[];
  /** Every file the answers so far were read from, absolute. */
  filesRead(): readonly string[];
}

/** The options that count, as written but resolved against the file that wrote them. */
interface Options {
  readonly baseUrl?: string;
  readonly paths?: Readonly<Record<string, readonly string[]>>;
  /** The directory of the file that wrote `paths`. */
  readonly pathsDir?: string;
  readonly outDir?: string;
  readonly rootDir?: string;
}

interface Reader {
  readonly host: Host;
  readonly manifests: Manifests;
  readonly errors: Map<string, ProjectError>;
  readonly filesRead: Set<string>;
  /** What each file says with all that it extends: a file may be extended by many. */
  readonly options: Map<string, Options>;
  readonly raw: Map<string, Readonly<Record<string, unknown>> | undefined>;
}

const NAMES = ['tsconfig.json', 'jsconfig.json'] as const;
const MAX_DEPTH = 16;
const CONFIG_DIR = '${configDir}';

/** Reads the tsconfig files of a project; nothing above its root is read. */
export function createTsConfigs(host: Host, manifests: Manifests): TsConfigs {
  const reader: Reader = { host, manifests, errors: new Map(), filesRead: new Set(), options: new Map(), raw: new Map() };
  const nearest = new Map<string, TsConfig | undefined>();
  const nearestTo = (dir: string): TsConfig | undefined => {
    if (!nearest.has(dir)) {
      const isTop = dir === manifests.root || dirOf(dir) === dir || !isWithin(manifests.root, dir);
      nearest.set(dir, configIn(reader, dir) ?? (isTop ? undefined : nearestTo(dirOf(dir))));
    }
    return nearest.get(dir);
  };
  return {
    nearestTo,
    forFile: (file) => nearestTo(dirOf(file)),
    errors: () => [...reader.errors.values()],
    filesRead: () => [...reader.filesRead].sort(compareText),
  };
}

function configIn(reader: Reader, dir: string): TsConfig | undefined {
  for (const name of NAMES) {
    const file = `${dir}/${name}`;
    if (readRaw(reader, file) !== undefined) return solve(reader, file);
  }
  return undefined;
}

/** The configuration of a file; for a solution that only names others, the first of them around it that has paths. */
function solve(reader: Reader, file: string): TsConfig {
  const own = finish(file, optionsOf(reader, file, []));
  const raw = readRaw(reader, file) ?? {};
  const isSolution = Array.isArray(raw['files']) && raw['files'].length === 0;
  if (!isSolution || own.paths.length > 0 || !Array.isArray(raw['references'])) return own;
  const referenced = raw['references'].flatMap((reference): TsConfig[] => {
    const path = text(record(reference)['path']);
    const target = path && referencedFile(reader, joinPath(dirOf(file), path));
    // A reference to a package further down says nothing about the files around the solution.
    return target && isWithin(dirOf(target), dirOf(file)) ? [finish(target, optionsOf(reader, target, []))] : [];
  });
  return referenced.find((config) => config.paths.length > 0 || config.baseUrl !== undefined) ?? referenced[0] ?? own;
}

function referencedFile(reader: Reader, path: string): string | undefined {
  return [path, `${path}/tsconfig.json`, `${path}.json`].find((file) => readRaw(reader, file) !== undefined);
}

function optionsOf(reader: Reader, file: string, above: readonly string[]): Options {
  const known = reader.options.get(file);
  if (known !== undefined) return known;
  const raw = readRaw(reader, file);
  if (raw === undefined || above.includes(file) || above.length >= MAX_DEPTH) return {};
  const options = inheritedOptions(reader, file, raw, above);
  reader.options.set(file, options);
  return options;
}

function inheritedOptions(reader: Reader, file: string, raw: Readonly<Record<string, unknown>>, above: readonly string[]): Options {
  const names = Array.isArray(raw['extends']) ? raw['extends'] : [raw['extends']];
  let merged: Options = {};
  for (const name of names) {
    const base = typeof name === 'string' ? extendedFile(reader, dirOf(file), name) : undefined;
    if (base !== undefined) merged = { ...merged, ...optionsOf(reader, base, [...above, file]) };
  }
  return { ...merged, ...ownOptions(record(raw['compilerOptions']), dirOf(file)) };
}

function ownOptions(options: Readonly<Record<string, unknown>>, dir: string): Options {
  const path = (key: string): string | undefined => {
    const value = text(options[key]);
    return value === undefined || value.startsWith(CONFIG_DIR) ? value : joinPath(dir, value);
  };
  const [baseUrl, outDir, rootDir] = [path('baseUrl'), path('outDir'), path('rootDir')];
  const paths = options['paths'];
  return {
    ...(baseUrl !== undefined && { baseUrl }),
    ...(outDir !== undefined && { outDir }),
    ...(rootDir !== undefined && { rootDir }),
    ...(typeof paths === 'object' && paths !== null && { paths: pathLists(paths), pathsDir: dir }),
  };
}

function pathLists(paths: object): Record<string, string[]> {
  const lists = Object.entries(paths).map(([pattern, targets]: [string, unknown]): [string, string[]] => [
    pattern,
    Array.isArray(targets) ? targets.filter((target) => typeof target === 'string') : [],
  ]);
  return Object.fromEntries(lists);
}

function finish(file: string, options: Options): TsConfig {
  const dir = dirOf(file);
  const absolute = (path: string, from: string): string =>
    path.startsWith(CONFIG_DIR) ? joinPath(dir, `.${path.slice(CONFIG_DIR.length)}`) : joinPath(from, path);
  const optional = (path: string | undefined): string | undefined => path && absolute(path, dir);
  const baseUrl = optional(options.baseUrl);
  const from = baseUrl ?? options.pathsDir ?? dir;
  const paths = Object.entries(options.paths ?? {}).map(([pattern, targets]): PathAlias => {
    const star = pattern.indexOf('*');
    return {
      prefix: star < 0 ? pattern : pattern.slice(0, star),
      suffix: star < 0 ? undefined : pattern.slice(star + 1),
      targets: targets.map((target) => absolute(target, from)),
    };
  });
  paths.sort((a, b) => Number(a.suffix !== undefined) - Number(b.suffix !== undefined) || b.prefix.length - a.prefix.length);
  return { file, baseUrl, paths, outDir: optional(options.outDir), rootDir: optional(options.rootDir) };
}

/** What `extends` names: a file, or a package of the project or in `node_modules`. Not installed is no error. */
function extendedFile(reader: Reader, dir: string, name: string): string | undefined {
  const { root } = reader.manifests;
  if (name.startsWith('.') || isAbsolutePath(name)) {
    const path = joinPath(dir, name);
    return isWithin(root, path) ? firstConfig(reader, [path, `${path}.json`, `${path}/tsconfig.json`]) : undefined;
  }
  const packageName = name.split('/', name.startsWith('@') ? 2 : 1).join('/');
  const rest = name.slice(packageName.length);
  const local = reader.manifests.packageNamed(packageName)?.manifest.dir;
  const installed = ancestorsOf(dir, root).map((above) => `${above}/node_modules/${packageName}`);
  return firstConfig(
    reader,
    [...(local === undefined ? [] : [local]), ...installed].flatMap((base) => {
      const path = `${base}${rest}`;
      return rest === '' ? [`${path}/tsconfig.json`] : [path, `${path}.json`, `${path}/tsconfig.json`];
    }),
  );
}

function firstConfig(reader: Reader, files: readonly string[]): string | undefined {
  return files.find((file) => reader.host.stat(file)?.kind === 'file');
}

function readRaw(reader: Reader, file: string): Readonly<Record<string, unknown>> | undefined {
  if (!reader.raw.has(file)) reader.raw.set(file, parseConfig(reader, file));
  return reader.raw.get(file);
}

function parseConfig(reader: Reader, file: string): Readonly<Record<string, unknown>> | undefined {
  if (reader.host.stat(file)?.kind !== 'file') return undefined;
  reader.filesRead.add(file);
  const fail = (message: string): undefined => {
    reader.errors.set(file, { file: relativeTo(reader.manifests.root, file), message });
  };
  try {
    const problems: jsonc.ParseError[] = [];
    const source = reader.host.readText(file).replace(/^\uFEFF/, '');
    const parsed: unknown = jsonc.parse(source, problems, { allowTrailingComma: true, allowEmptyContent: true });
    const first = problems[0];
    if (first !== undefined) return fail(`${jsonc.printParseErrorCode(first.error)} at offset ${first.offset}`);
    return record(parsed);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}; // any object may be asked for any key
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
