import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ForeignShard } from './cache/foreign-shard.js';
import { ModuleIR } from './ir/module.js';

/** What lowering a file gave, as it is kept. */
export interface Lowered {
  readonly ir: ModuleIR;
  /** The first syntax error, if the parser reported any. */
  readonly syntaxError?: { readonly message: string; readonly start: number };
}

/**
 * Keeps lowered files between runs, by the hash of their content and extension. One packed file: a header in JSON, then the
 * numbers of all modules, then their strings. A file that is damaged, or written by another version, counts as empty.
 */
export interface IrCache {
  /** How many entries were read from disk. */
  readonly size: number;
  get(key: string): Lowered | undefined;
  put(key: string, lowered: Lowered): void;
  /** Writes what this run used, atomically. Returns a note where that was impossible; the run goes on without. */
  save(): string | undefined;
}

interface Entry {
  readonly key: string;
  /** Offset and length in integers. */
  readonly data: readonly [number, number];
  /** Offset and length in bytes. */
  readonly strings: readonly [number, number];
  readonly syntaxError?: Lowered['syntaxError'];
}

interface Header {
  readonly version: string;
  readonly digest: string;
  readonly ints: number;
  readonly entries: readonly Entry[];
}

const MAGIC = 'hidden-state-ir\n';

/** Where lowered files are kept: in a directory's index; in a file of its own; or in files that others have written, and are only read. */
export type CacheAt = { readonly dir: string } | { readonly file: string } | { readonly shards: readonly string[] };

/** The key of a file's lowered form. */
export function cacheKey(text: string, extension: string): string {
  return createHash('sha1').update(extension).update('\0').update(text).digest('base64url');
}

/** Of the whole file: a changed entry would lead into the middle of another's numbers. */
const digestOf = ({ version, ints, entries }: Omit<Header, 'digest'>, parts: readonly Uint8Array[]): string => {
  const hash = createHash('sha1').update(JSON.stringify([version, ints, entries]));
  for (const part of parts) hash.update(part);
  return hash.digest('base64url');
};

/** Undefined where there is nothing that this version can read. */
function read(path: string, version: string): Map<string, Lowered> | undefined {
  const found = new Map<string, Lowered>();
  try {
    if (!statSync(path).isFile()) return undefined; // a pipe would be waited for
    const file = readFileSync(path);
    if (file.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
    const headerLength = file.readUInt32LE(MAGIC.length);
    const headerStart = MAGIC.length + 4;
    const header = JSON.parse(file.toString('utf8', headerStart, headerStart + headerLength)) as Header;
    if (header.version !== version) return undefined;
    const dataStart = align(headerStart + headerLength);
    const body = file.subarray(dataStart);
    if (digestOf(header, [body]) !== header.digest) return undefined;
    const numbers = new Int32Array(body.buffer, body.byteOffset, header.ints);
    for (const entry of header.entries) {
      const data = numbers.subarray(entry.data[0], entry.data[0] + entry.data[1]);
      const [at, length] = entry.strings;
      const start = header.ints * 4 + at;
      const strings = (): readonly string[] => JSON.parse(body.toString('utf8', start, start + length)) as string[];
      found.set(entry.key, { ir: new ModuleIR(data, strings), ...(entry.syntaxError ? { syntaxError: entry.syntaxError } : {}) });
    }
    return found;
  } catch {
    return undefined;
  }
}

/** Integers must lie on a multiple of 4 in memory. */
const align = (offset: number): number => (offset + 7) & ~7;

function pack(version: string, used: ReadonlyMap<string, Lowered>): Buffer {
  const entries: Entry[] = [];
  const strings: Buffer[] = [];
  let ints = 0,
    bytes = 0;
  for (const [key, { ir, syntaxError }] of used) {
    const text = Buffer.from(JSON.stringify(ir.strings));
    entries.push({ key, data: [ints, ir.data.length], strings: [bytes, text.length], ...(syntaxError ? { syntaxError } : {}) });
    ints += ir.data.length;
    bytes += text.length;
    strings.push(text);
  }
  const numbers = new Int32Array(ints);
  let at = 0;
  for (const { ir } of used.values()) {
    numbers.set(ir.data, at);
    at += ir.data.length;
  }
  const body = [Buffer.from(numbers.buffer, 0, ints * 4), ...strings];
  const header = Buffer.from(
    JSON.stringify({ version, digest: digestOf({ version, ints, entries }, body), ints, entries } satisfies Header),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const before = MAGIC.length + 4 + header.length;
  return Buffer.concat([Buffer.from(MAGIC, 'latin1'), length, header, Buffer.alloc(align(before) - before), ...body]);
}

/** Removes what is left of a file, if anything is and it can be reached. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // what could not be written cannot always be removed
  }
}

/** Opens a cache; `version` names the engine and the parser. Throws {@link ForeignShard}. */
export function openCache(at: CacheAt, version: string): IrCache {
  if ('shards' in at) return joinShards(at.shards, version);
  return 'dir' in at ? openIndex(join(at.dir, 'index.bin'), version) : openIndex(at.file, version, true);
}

function joinShards(files: readonly string[], version: string): IrCache {
  const known = new Map<string, Lowered>();
  for (const file of files) {
    const part = read(file, version);
    if (part === undefined)
      throw new ForeignShard(`\`${file}\` is damaged, or was written by another version of this tool or of TypeScript`);
    for (const [key, lowered] of part) known.set(key, lowered);
  }
  return { size: known.size, get: (key) => known.get(key), put: () => undefined, save: () => undefined };
}

/** `isWanted`: the file is what was asked for, so it is written even if nothing is in it. */
function openIndex(path: string, version: string, isWanted = false): IrCache {
  const before = read(path, version);
  const known = before ?? new Map<string, Lowered>();
  const used = new Map<string, Lowered>();
  let changed = false;
  return {
    size: known.size,
    get(key) {
      const found = known.get(key);
      if (found) used.set(key, found);
      return found;
    },
    put(key, lowered) {
      changed = true;
      used.set(key, lowered);
    },
    save() {
      if (!changed && used.size === known.size && (before !== undefined || !isWanted)) return undefined;
      const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`; // threads share the process's id
      try {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(temporary, pack(version, used));
        renameSync(temporary, path);
        return undefined;
      } catch (error) {
        remove(temporary);
        return `the cache in ${dirname(path)} could not be written: ${error instanceof Error ? error.message : String(error)}`;
      }
    },
  };
}
