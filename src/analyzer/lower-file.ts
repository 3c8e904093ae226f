import { createRequire } from 'node:module';
import { ownBuild } from './cache/build.js';
import { cacheKey, openCache, type CacheAt, type Lowered } from './cache.js';
import type { Host } from './host.js';
import { createLowerer, type Lowerer } from './lower/index.js';
import { isMinifiedText } from './project/index.js';

/** Raised when the meaning of the IR changes: what older versions cached is not read. */
const ENGINE = '4';

/** Lowers texts, or takes them from the cache, and counts. */
export interface Loader {
  readonly counts: { parsed: number; fromCache: number; chars: number };
  /** Does the cache hold anything that this version can read? */
  readonly isWarm: boolean;
  /** Is there a cache, so that files need keys? */
  readonly isKeyed: boolean;
  /** Throws what the parser throws. A key that is known already is not computed again; a given tree is not parsed again. */
  lower(path: string, text: string, known?: { readonly key?: string; readonly tree?: ParsedFile }): Lowered;
  /** Takes what another thread has lowered, of a text of so many UTF-16 units. */
  take(key: string | undefined, lowered: Lowered, chars: number): void;
  /** Writes the cache; a note where that is impossible. */
  save(): string | undefined;
}

/** A file that a parser of this same TypeScript has parsed. */
export type ParsedFile = Parameters<Lowerer['lowerTree']>[0];

/** A loader over a cache, or without one. Throws what {@link openCache} throws. */
export function createLoader(cacheAt: CacheAt | false, lowerer: Lowerer = createLowerer()): Loader {
  const cache = cacheAt === false ? undefined : openCache(cacheAt, engineVersion());
  const counts = { parsed: 0, fromCache: 0, chars: 0 };
  return {
    counts,
    isWarm: (cache?.size ?? 0) > 0,
    isKeyed: cache !== undefined,
    lower(path, text, { key: knownKey, tree } = {}) {
      counts.chars += text.length;
      const key = cache && (knownKey ?? textKey(path, text));
      const cached = key === undefined ? undefined : cache?.get(key);
      if (cached) {
        counts.fromCache += 1;
        return cached;
      }
      const fresh = tree === undefined ? lowerer.lower(path, text) : lowerer.lowerTree(tree);
      counts.parsed += 1;
      if (key !== undefined) cache?.put(key, fresh);
      return fresh;
    },
    take(key, lowered, chars) {
      counts.chars += chars;
      counts.parsed += 1;
      if (key !== undefined) cache?.put(key, lowered);
    },
    save: () => cache?.save(),
  };
}

/** What a file's lowered form depends on: its text, and its extension by which the parser goes. */
export const textKey = (path: string, text: string): string => cacheKey(text, path.slice(path.lastIndexOf('.')));

/** The engine's version with the parser's: what a cached file depends on besides its text. Does not load the parser. */
export function engineVersion(): string {
  const { version } = createRequire(import.meta.url)('typescript/package.json') as { version: string };
  return `${ENGINE}/${version}`;
}

/** The engine's version with everything of ours that is built: what a result depends on besides the files and what was asked. */
export const resultVersion = (): string => `${engineVersion()} ${ownBuild()}`;

/** A file to lower. One that the user named is lowered even where it looks minified. */
export interface Source {
  /** Absolute, with `/`. */
  readonly path: string;
  readonly named: boolean;
}

/** What became of a file: lowered (perhaps with a syntax error), skipped, or an error. */
export type Outcome = { readonly error?: string } & (
  { readonly lowered: Lowered } | { readonly skip: string } | { readonly error: string }
);

/** Reads and lowers one file. One file's trouble is that file's error. */
export function lowerSource(loader: Pick<Loader, 'lower'>, host: Host, { path, named }: Source): Outcome {
  try {
    const text = withoutBom(host.readText(path));
    if (!named && isMinifiedText(text)) return { skip: 'minified' };
    const one = loader.lower(path, text);
    return { lowered: one, ...(one.syntaxError ? { error: syntaxMessage(one) } : {}) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function syntaxMessage({ ir, syntaxError }: Lowered): string {
  const { line, column } = ir.position(syntaxError?.start ?? 0);
  return `syntax error at ${line}:${column}: ${syntaxError?.message ?? ''}`;
}

/** A text as offsets count it. */
export const withoutBom = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
