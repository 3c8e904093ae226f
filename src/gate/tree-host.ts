import type { EntryKind, FileStat, Host } from '../analyzer/host.js';
import { baseOf, dirOf, isWithin, joinPath, relativeTo } from '../analyzer/project/paths.js';

/** A file of a commit or of the index. */
export interface TreeEntry {
  /** From the top of the work tree, with `/`. */
  readonly path: string;
  readonly kind: 'file' | 'symlink' | 'submodule';
  /** What git calls its content. */
  readonly id: string;
}

/** Contents by their ids. Both may throw. */
export interface BlobStore {
  /** In bytes. */
  size(id: string): number;
  read(id: string): Uint8Array;
}

/** Links that are followed before they count as a loop. */
const MAX_LINKS = 40;

/**
 * The file system as it would be if a tree of git were checked out at `top`. What git does not keep is read as it is now from
 * `base`: what lies elsewhere, installed packages, submodules.
 */
export function createTreeHost(base: Host, top: string, entries: readonly TreeEntry[], blobs: BlobStore): Host {
  return new TreeHost(base, top, entries, blobs);
}

class TreeHost implements Host {
  private readonly entries: ReadonlyMap<string, TreeEntry>;
  private readonly dirs: ReadonlyMap<string, ReadonlyMap<string, EntryKind>>;
  private readonly submodules: readonly string[];
  private readonly hasLinks: boolean;

  constructor(
    private readonly base: Host,
    private readonly top: string,
    entries: readonly TreeEntry[],
    private readonly blobs: BlobStore,
  ) {
    this.entries = new Map(entries.map((entry) => [joinPath(top, entry.path), entry]));
    this.dirs = directories(this.entries, top);
    this.submodules = entries.flatMap(({ path, kind }) => (kind === 'submodule' ? [joinPath(top, path)] : []));
    this.hasLinks = entries.some(({ kind }) => kind === 'symlink');
  }

  readText(path: string): string {
    const real = this.follow(path);
    return this.isElsewhere(real) ? this.base.readText(real) : Buffer.from(this.bytes(real)).toString('utf8');
  }

  readBytes(path: string): Uint8Array {
    const real = this.follow(path);
    if (!this.isElsewhere(real)) return this.bytes(real);
    return this.base.readBytes?.(real) ?? new TextEncoder().encode(this.base.readText(real));
  }

  stat(path: string): FileStat | undefined {
    const real = this.tryFollow(path);
    if (real === undefined) return undefined;
    if (this.isElsewhere(real)) return this.base.stat(real);
    const entry = this.entries.get(real);
    if (entry !== undefined) return { kind: 'file', size: this.blobs.size(entry.id), mtimeMs: 0 };
    return this.dirs.has(real) ? { kind: 'dir', size: 0, mtimeMs: 0 } : undefined;
  }

  readDir(path: string): { name: string; kind: EntryKind }[] {
    const real = this.follow(path);
    if (this.isElsewhere(real)) return this.base.readDir(real);
    const names = this.dirs.get(real);
    if (names === undefined) throw notFound(path);
    return [...names].map(([name, kind]) => ({ name, kind }));
  }

  realpath(path: string): string {
    const real = this.follow(path);
    if (this.isElsewhere(real)) return this.base.realpath(real);
    if (!this.entries.has(real) && !this.dirs.has(real)) throw notFound(path);
    return real;
  }

  private bytes(path: string): Uint8Array {
    const entry = this.entries.get(path);
    if (entry === undefined) throw notFound(path);
    return this.blobs.read(entry.id);
  }

  /** Whether git has no say about a path. */
  private isElsewhere(path: string): boolean {
    if (!isWithin(this.top, path)) return true;
    if (this.submodules.some((dir) => isWithin(dir, path))) return true;
    return /(?:^|\/)(?:node_modules|\.git)(?:\/|$)/.test(relativeTo(this.top, path)) && !this.entries.has(path) && !this.dirs.has(path);
  }

  private tryFollow(path: string): string | undefined {
    try {
      return this.follow(path);
    } catch {
      return undefined;
    }
  }

  /** The path with the links of the tree followed. */
  private follow(path: string): string {
    if (!this.hasLinks || !isWithin(this.top, path)) return path;
    let at = path;
    for (let links = 0; links < MAX_LINKS; links++) {
      const link = this.firstLink(at);
      if (link === undefined) return at;
      const target = joinPath(dirOf(link), Buffer.from(this.bytes(link)).toString('utf8'));
      at = joinPath(target, relativeTo(link, at));
    }
    throw new Error(`ELOOP: too many symbolic links encountered '${path}'`);
  }

  private firstLink(path: string): string | undefined {
    for (let end = this.top.length + 1; ;) {
      const slash = path.indexOf('/', end);
      const prefix = slash < 0 ? path : path.slice(0, slash);
      if (this.entries.get(prefix)?.kind === 'symlink') return prefix;
      if (slash < 0) return undefined;
      end = slash + 1;
    }
  }
}

function notFound(path: string): Error {
  return new Error(`ENOENT: no such file or directory '${path}'`);
}

/** Every directory of the tree, with what lies directly in it. */
function directories(entries: ReadonlyMap<string, TreeEntry>, top: string): ReadonlyMap<string, ReadonlyMap<string, EntryKind>> {
  const dirs = new Map<string, Map<string, EntryKind>>([[top, new Map()]]);
  for (const [path, { kind }] of entries) {
    let child = path;
    let what: EntryKind = kind === 'submodule' ? 'dir' : kind;
    while (child !== top) {
      const dir = dirOf(child);
      const known = dirs.get(dir);
      if (known !== undefined) {
        known.set(baseOf(child), what);
        break; // the directories above are known already
      }
      dirs.set(dir, new Map([[baseOf(child), what]]));
      [child, what] = [dir, 'dir'];
    }
  }
  return dirs;
}
