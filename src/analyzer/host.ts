import * as fs from 'node:fs';

/** What a directory entry is; a symbolic link is not followed. */
export type EntryKind = 'file' | 'dir' | 'symlink' | 'other';

/** One name in a directory. */
export interface DirEntry {
  readonly name: string;
  readonly kind: EntryKind;
}

/** What a path leads to, symbolic links followed. */
export interface FileStat {
  readonly kind: 'file' | 'dir' | 'other';
  readonly size: number;
  readonly mtimeMs: number;
}

/** The file system as the analyzer sees it: absolute paths, separated by `/`. It only ever reads. */
export interface Host {
  /** The text of a file, decoded as UTF-8; throws if it cannot be read. */
  readText(path: string): string;
  /** The bytes of a file; throws if it cannot be read. */
  readBytes?(path: string): Uint8Array;
  /** What is at a path, or `undefined` if nothing is there or it cannot be reached. */
  stat(path: string): FileStat | undefined;
  /** The names in a directory, in no particular order; throws if it cannot be read. */
  readDir(path: string): DirEntry[];
  /** The path with every symbolic link followed; throws if that leads nowhere. */
  realpath(path: string): string;
  /** What it reads is what any other thread would read from the disk. */
  readonly isDisk?: true;
}

/** A host on the real file system. */
export function createNodeHost(): Host {
  return {
    isDisk: true,
    readText: (path) => fs.readFileSync(path, 'utf8'),
    readBytes: (path) => fs.readFileSync(path),
    stat: statOnDisk,
    readDir: (path) => fs.readdirSync(path, { withFileTypes: true }).map((entry) => ({ name: entry.name, kind: entryKind(entry) })),
    realpath: (path) => fs.realpathSync.native(path).replaceAll('\\', '/'),
  };
}

function statOnDisk(path: string): FileStat | undefined {
  try {
    const stat = fs.statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return undefined;
    const kind = stat.isFile() ? 'file' : stat.isDirectory() ? 'dir' : 'other';
    return { kind, size: stat.size, mtimeMs: stat.mtimeMs };
  } catch {
    return undefined; // no permission on a parent, or a loop of links: it cannot be reached
  }
}

function entryKind(entry: fs.Dirent): EntryKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'dir';
  return entry.isSymbolicLink() ? 'symlink' : 'other';
}

/** A host over texts by absolute path; directories are implied. For tests, and for text that is on no disk. */
export function createMemoryHost(files: Readonly<Record<string, string>>): Host {
  const texts = new Map(Object.entries(files));
  const dirs = impliedDirs(texts.keys());
  const readText = (path: string): string => {
    const text = texts.get(path);
    if (text === undefined) throw notFound(path);
    return text;
  };
  return {
    readText,
    readBytes: (path) => new TextEncoder().encode(readText(path)),
    stat: (path) => {
      const text = texts.get(path);
      if (text !== undefined) return textStat(text);
      return dirs.has(path) ? { kind: 'dir', size: 0, mtimeMs: 0 } : undefined;
    },
    readDir: (path) => {
      const entries = dirs.get(path);
      if (entries === undefined) throw notFound(path);
      return [...entries].map(([name, kind]) => ({ name, kind }));
    },
    realpath: (path) => {
      if (!texts.has(path) && !dirs.has(path)) throw notFound(path);
      return path;
    },
  };
}

/** A host in which the given texts, by absolute path, replace or add to the files of another: unsaved text in an editor. */
export function overlayHost(host: Host, overlay: ReadonlyMap<string, string>): Host {
  const dirs = impliedDirs(overlay.keys());
  const encode = (path: string): Uint8Array => new TextEncoder().encode(host.readText(path));
  return {
    readText: (path) => overlay.get(path) ?? host.readText(path),
    readBytes: (path) => {
      const text = overlay.get(path);
      if (text !== undefined) return new TextEncoder().encode(text);
      return host.readBytes?.(path) ?? encode(path);
    },
    stat: (path) => {
      const text = overlay.get(path);
      if (text !== undefined) return textStat(text);
      return host.stat(path) ?? (dirs.has(path) ? { kind: 'dir', size: 0, mtimeMs: 0 } : undefined);
    },
    readDir: (path) => {
      const added = dirs.get(path);
      if (added === undefined) return host.readDir(path);
      const entries = new Map<string, EntryKind>(added);
      if (host.stat(path) !== undefined) for (const { name, kind } of host.readDir(path)) entries.set(name, kind);
      return [...entries].map(([name, kind]) => ({ name, kind }));
    },
    realpath: (path) => (host.stat(path) === undefined && (overlay.has(path) || dirs.has(path)) ? path : host.realpath(path)),
  };
}

function textStat(text: string): FileStat {
  return { kind: 'file', size: Buffer.byteLength(text), mtimeMs: 0 };
}

function notFound(path: string): Error {
  return new Error(`ENOENT: no such file or directory '${path}'`);
}

/** Every directory above the given files, with what lies directly in it. */
function impliedDirs(paths: Iterable<string>): Map<string, Map<string, 'file' | 'dir'>> {
  const dirs = new Map<string, Map<string, 'file' | 'dir'>>();
  for (const path of paths) {
    let child = path;
    let kind: 'file' | 'dir' = 'file';
    while (child.includes('/') && child !== '/') {
      const slash = child.lastIndexOf('/');
      const dir = child.slice(0, slash) || '/';
      const entries = dirs.get(dir) ?? new Map<string, 'file' | 'dir'>();
      dirs.set(dir, entries.set(child.slice(slash + 1), kind));
      child = dir;
      kind = 'dir';
    }
  }
  return dirs;
}
