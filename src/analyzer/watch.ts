import type { DirEntry, FileStat, Host } from './host.js';
import { isSourceName } from './project/categories.js';
import { dirOf } from './project/paths.js';

/** A host that remembers what was asked of it, so that one can tell later whether the answers would be others. */
export interface Watch {
  /** Ask through this one. */
  readonly host: Host;
  /** What was known of a file; it is not watched any longer, because the caller watches it itself. */
  take(path: string): FileStat | undefined;
  /** Whether anything that was asked for has another answer now. */
  changed(): boolean;
}

interface WatchedDir {
  mtimeMs: number;
  readonly names: string;
}

export function watchHost(host: Host): Watch {
  const stats = new Map<string, FileStat | undefined>();
  const dirs = new Map<string, WatchedDir>();
  const stat = (path: string): FileStat | undefined => {
    const found = host.stat(path);
    stats.set(path, found);
    return found;
  };
  const watching: Host = {
    ...host,
    stat,
    readText: (path) => {
      if (!stats.has(path)) stat(path);
      return host.readText(path);
    },
    readDir: (path) => {
      const mtimeMs = host.stat(path)?.mtimeMs ?? 0; // before reading: what comes later shows as a change
      const entries = host.readDir(path);
      dirs.set(path, { mtimeMs, names: namesThatMatter(entries) });
      return entries;
    },
  };
  return {
    host: watching,
    take: (path) => {
      const known = stats.get(path);
      stats.delete(path);
      return known;
    },
    changed: () => anyDirChanged(host, dirs) || anyStatChanged(host, stats, dirs),
  };
}

function anyDirChanged(host: Host, dirs: ReadonlyMap<string, WatchedDir>): boolean {
  for (const [path, dir] of dirs) {
    const mtimeMs = host.stat(path)?.mtimeMs;
    if (mtimeMs === dir.mtimeMs) continue;
    if (mtimeMs === undefined || namesIn(host, path) !== dir.names) return true;
    dir.mtimeMs = mtimeMs; // an editor's temporary file has come and gone
  }
  return false;
}

function anyStatChanged(host: Host, stats: ReadonlyMap<string, FileStat | undefined>, dirs: ReadonlyMap<string, WatchedDir>): boolean {
  for (const [path, was] of stats) {
    // That nothing is there, or a directory, the directory above would tell.
    if (was?.kind !== 'file' && dirs.has(dirOf(path))) continue;
    if (!isSame(was, host.stat(path))) return true;
  }
  return false;
}

/** Whether two answers about a path mean the same content. */
export function isSame(a: FileStat | undefined, b: FileStat | undefined): boolean {
  if (a?.kind !== b?.kind) return false;
  return a?.kind !== 'file' || (a.mtimeMs === b?.mtimeMs && a.size === b.size);
}

function namesIn(host: Host, path: string): string | undefined {
  try {
    return namesThatMatter(host.readDir(path));
  } catch {
    return undefined;
  }
}

/** Sources, directories and what configures them. */
const namesThatMatter = (entries: readonly DirEntry[]): string =>
  entries
    .filter(({ name, kind }) => kind !== 'file' || isSourceName(name) || /\.(jsonc?|ya?ml|prisma|sql)$|ignore$/.test(name))
    .map(({ name, kind }) => `${name}/${kind}`)
    .sort()
    .join('\n');
