import type { Host } from '../analyzer/host.js';
import { ancestorsOf, joinPath } from '../analyzer/project/paths.js';
import { findWorkspace } from '../analyzer/workspace.js';
import type { Tools } from './io.js';

/** The package managers, by the file that they leave behind. */
const MANAGERS = [
  ['pnpm', 'pnpm-lock.yaml'],
  ['yarn', 'yarn.lock'],
  ['bun', 'bun.lock'],
  ['bun', 'bun.lockb'],
  ['npm', 'package-lock.json'],
] as const;

export type Manager = (typeof MANAGERS)[number][0];

/** What one types with a package manager. */
export interface Commands {
  readonly add: string;
  /** Installs what the lock file says. */
  readonly install: string;
  /** What stands before the arguments of the tool. */
  readonly run: string;
}

export interface Setup {
  /** Absolute, as all paths here. */
  readonly root: string;
  /** The top of the repository, where workflows lie; the root where there is none. */
  readonly repository: string;
  readonly manager: Manager;
  readonly hasLock: boolean;
  readonly commands: Commands;
  /** How many patterns name workspaces. */
  readonly workspaces: number;
  /** Dependencies that a model describes, sorted. */
  readonly libraries: readonly string[];
  readonly linter: Linter | undefined;
  /** Whether the package is among the dependencies. */
  readonly isInstalled: boolean;
}

/** The linter that is set up, by the file that says so. */
export interface Linter {
  readonly name: 'ESLint, flat' | 'ESLint, legacy' | 'oxlint';
  /** Relative to the root. */
  readonly file: string;
}

const PACKAGE = 'eslint-plugin-hidden-state';

/** Looks at a project without running anything of it. */
export function detectSetup(dir: string, host: Host, tools: Tools): Setup {
  const { root } = findWorkspace(host, dir, tools.rules);
  const manifest = readJson(host, joinPath(root, 'package.json'));
  const [manager, lock] = managerOf(host, root, manifest);
  const names = Object.keys({ ...record(manifest['dependencies']), ...record(manifest['devDependencies']) });
  const packages = [names, ...workspaceManifests(host, root, manifest)].flat();
  return {
    root,
    repository: ancestorsOf(root).find((at) => host.stat(joinPath(at, '.git')) !== undefined) ?? root,
    manager,
    hasLock: lock !== undefined,
    commands: commandsOf(manager, lock !== undefined),
    workspaces: workspacePatterns(host, root, manifest).length,
    libraries: [...new Set(packages)].filter((name) => tools.knowsPackage(name)).sort(),
    linter: linterOf(host, root, manifest),
    isInstalled: names.includes(PACKAGE),
  };
}

type Json = Readonly<Record<string, unknown>>;

const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});

function readJson(host: Host, path: string): Json {
  try {
    return record(JSON.parse(host.readText(path).replace(/^\uFEFF/, '')));
  } catch {
    return {}; // a project may have no manifest, or a broken one: there is less to say then
  }
}

function managerOf(host: Host, root: string, manifest: Json): readonly [Manager, string | undefined] {
  for (const dir of ancestorsOf(root)) {
    const found = MANAGERS.find(([, file]) => host.stat(joinPath(dir, file)) !== undefined);
    if (found !== undefined) return found;
    if (host.stat(joinPath(dir, '.git')) !== undefined) break;
  }
  const declared = typeof manifest['packageManager'] === 'string' ? manifest['packageManager'] : '';
  return [MANAGERS.find(([name]) => declared.startsWith(`${name}@`))?.[0] ?? 'npm', undefined];
}

function commandsOf(manager: Manager, hasLock: boolean): Commands {
  switch (manager) {
    case 'pnpm':
      return { add: `pnpm add --save-dev ${PACKAGE}`, install: 'pnpm install', run: 'pnpm exec hidden-state' };
    case 'yarn':
      return { add: `yarn add --dev ${PACKAGE}`, install: 'yarn install', run: 'yarn hidden-state' };
    case 'bun':
      return { add: `bun add --dev ${PACKAGE}`, install: 'bun install', run: 'bunx hidden-state' };
    default:
      return { add: `npm install --save-dev ${PACKAGE}`, install: hasLock ? 'npm ci' : 'npm install', run: 'npx hidden-state' };
  }
}

function workspacePatterns(host: Host, root: string, manifest: Json): readonly string[] {
  const { workspaces } = manifest;
  const list = Array.isArray(workspaces) ? workspaces : record(workspaces)['packages'];
  if (Array.isArray(list)) return list.filter((item): item is string => typeof item === 'string');
  try {
    const text = host.readText(joinPath(root, 'pnpm-workspace.yaml'));
    return [...text.matchAll(/^[ \t]*-[ \t]*['"]?([^'"#\s]+)/gm)].map(([, pattern = '']) => pattern);
  } catch {
    return [];
  }
}

/** The names that workspaces depend on; of patterns that end in `/*`, which is nearly all, one directory deep. */
function workspaceManifests(host: Host, root: string, manifest: Json): string[][] {
  return workspacePatterns(host, root, manifest).flatMap((pattern) => {
    const base = pattern.replace(/\/\*{1,2}$/, '');
    if (/[*!{]/.test(base)) return [];
    const dirs = base === pattern ? [base] : names(host, joinPath(root, base)).map((name) => `${base}/${name}`);
    return dirs.map((dir) => Object.keys(record(readJson(host, joinPath(root, `${dir}/package.json`))['dependencies'])));
  });
}

function names(host: Host, dir: string): string[] {
  try {
    return host
      .readDir(dir)
      .filter(({ kind }) => kind === 'dir')
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

const FLAT = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map((extension) => `eslint.config.${extension}`);
const LEGACY = ['.eslintrc.json', '.eslintrc.js', '.eslintrc.cjs', '.eslintrc.yml', '.eslintrc.yaml', '.eslintrc'];
const OXLINT = ['.oxlintrc.json', 'oxlint.config.ts'];

function linterOf(host: Host, root: string, manifest: Json): Linter | undefined {
  const first = (files: readonly string[]): string | undefined => files.find((file) => host.stat(joinPath(root, file)) !== undefined);
  const flat = first(FLAT);
  if (flat !== undefined) return { name: 'ESLint, flat', file: flat };
  const legacy = first(LEGACY) ?? (Object.hasOwn(manifest, 'eslintConfig') ? 'package.json' : undefined);
  if (legacy !== undefined) return { name: 'ESLint, legacy', file: legacy };
  const oxlint = first(OXLINT);
  return oxlint === undefined ? undefined : { name: 'oxlint', file: oxlint };
}
