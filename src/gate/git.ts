import type { Host } from '../analyzer/host.js';
import { isSourceName } from '../analyzer/project/categories.js';
import { baseOf } from '../analyzer/project/paths.js';
import { createTreeHost, type BlobStore, type TreeEntry } from './tree-host.js';

/** Runs git in a fixed directory and answers what it prints. Throws {@link GitError}. */
export type Git = (args: readonly string[], input?: string) => Buffer;

/** Git has refused: the message is its own, or says what is missing. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

/** The commit that a name means, as its full id. Throws {@link GitError}. */
export function commitOf(git: Git, ref: string): string {
  try {
    return git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])
      .toString()
      .trim();
  } catch {
    throw new GitError(`no commit \`${ref}\` here; a shallow clone does not have it until it is fetched`);
  }
}

/** The files of a commit, by paths from the top of the work tree. */
export function commitEntries(git: Git, commit: string): TreeEntry[] {
  return records(git(['ls-tree', '-r', '-z', '--full-tree', commit])).flatMap(({ head: [mode = '', , id = ''], path }) => [
    { path, id, kind: kindOf(mode) },
  ]);
}

/** The files of the index: what the next commit will have. Of a file in conflict it is our side. `git` runs at the top of the work tree. */
export function indexEntries(git: Git): TreeEntry[] {
  return records(git(['ls-files', '--stage', '-z'])).flatMap(({ head: [mode = '', id = '', stage], path }) =>
    stage === '0' || stage === '2' ? [{ path, id, kind: kindOf(mode) }] : [],
  );
}

/** `<words>\t<path>\0`, as git writes lists. */
function records(output: Buffer): { head: string[]; path: string }[] {
  return output
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const tab = line.indexOf('\t');
      return { head: line.slice(0, tab).split(' '), path: line.slice(tab + 1) };
    });
}

const kindOf = (mode: string): TreeEntry['kind'] => (mode === '160000' ? 'submodule' : mode === '120000' ? 'symlink' : 'file');

/** Small files that say what a project is: they are asked for first, in no particular order. */
const ABOUT_PROJECTS = /\.(?:jsonc?|ya?ml|prisma|sql)$|ignore$/;

/** A host on files of git, by paths from `top`. */
export function openTree(base: Host, git: Git, top: string, entries: readonly TreeEntry[]): Host {
  const about = entries.filter(({ path, kind }) => kind === 'symlink' || ABOUT_PROJECTS.test(path));
  const sources = entries.filter(({ path, kind }) => kind === 'file' && isSourceName(baseOf(path)));
  return createTreeHost(
    base,
    top,
    entries,
    createBlobStore(
      git,
      [...about, ...sources].map(({ id }) => id),
    ),
  );
}

/** Bytes that are asked for in one go: git is started once for many files. */
const CHUNK_BYTES = 16 * 1024 * 1024;
/** Chunks that are kept. */
const KEPT = 8;

/** The blobs of a tree. They are read in the order given, many at once, so neighbours should be asked for one after the other. */
export function createBlobStore(git: Git, ids: readonly string[]): BlobStore {
  return new Blobs(git, [...new Set(ids)]);
}

class Blobs implements BlobStore {
  private sizes: ReadonlyMap<string, number> | undefined;
  private chunkOf: ReadonlyMap<string, readonly string[]> | undefined;
  private readonly kept = new Map<readonly string[], ReadonlyMap<string, Buffer>>();

  constructor(
    private readonly git: Git,
    private readonly ids: readonly string[],
  ) {}

  size(id: string): number {
    this.sizes ??= readSizes(this.git, this.ids);
    return this.sizes.get(id) ?? 0;
  }

  read(id: string): Buffer {
    this.chunkOf ??= chunks(this.ids, (one) => this.size(one));
    const chunk = this.chunkOf.get(id) ?? [id];
    let blobs = this.kept.get(chunk);
    if (blobs === undefined) {
      const [oldest] = this.kept.keys();
      if (this.kept.size >= KEPT && oldest !== undefined) this.kept.delete(oldest);
      blobs = parseBatch(this.git(['cat-file', '--batch'], `${chunk.join('\n')}\n`));
      this.kept.set(chunk, blobs);
    }
    const found = blobs.get(id);
    if (found === undefined) throw new GitError(`git does not have the object ${id}`);
    return found;
  }
}

function readSizes(git: Git, ids: readonly string[]): ReadonlyMap<string, number> {
  if (ids.length === 0) return new Map();
  const lines = git(['cat-file', '--batch-check=%(objectname) %(objectsize)'], `${ids.join('\n')}\n`)
    .toString()
    .split('\n');
  return new Map(
    lines.map((line) => {
      const [id = '', size = ''] = line.split(' ');
      return [id, Number(size) || 0] as const; // `missing` where the object is not here
    }),
  );
}

function chunks(ids: readonly string[], size: (id: string) => number): ReadonlyMap<string, readonly string[]> {
  const byId = new Map<string, readonly string[]>();
  let chunk: string[] = [];
  let bytes = 0;
  for (const id of ids) {
    if (bytes + size(id) > CHUNK_BYTES && chunk.length > 0) [chunk, bytes] = [[], 0];
    chunk.push(id);
    bytes += size(id);
    byId.set(id, chunk);
  }
  return byId;
}

/** `<id> blob <size>\n<bytes>\n`, or `<id> missing\n`, one after the other. */
function parseBatch(output: Buffer): ReadonlyMap<string, Buffer> {
  const blobs = new Map<string, Buffer>();
  for (let at = 0; at < output.length;) {
    const end = output.indexOf(0x0a, at);
    const [id = '', type, size] = output.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (size === undefined || type === 'missing') continue;
    blobs.set(id, output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return blobs;
}
