import { splitLines } from './code-frame.js';
import { pathsFrom, type ReportOptions } from './options.js';
import type { Result } from '../analyzer/finding.js';

/** The files of a run as a format needs them; each is read once. All take paths relative to the project's root. */
export interface Sources {
  /** The path from the working directory, with `/`. As it is: escape it for the medium. */
  readonly path: (file: string) => string;
  /** Without byte order mark, as offsets count; `undefined` where it cannot be read. */
  readonly text: (file: string) => string | undefined;
  /** The byte order mark at the start of the file, or nothing. */
  readonly mark: (file: string) => string;
  /** Empty where the file cannot be read. */
  readonly lines: (file: string) => readonly string[];
  /** 1-based line and column, in UTF-16 units, of an offset without byte order mark, as the parser counts lines. */
  readonly position: (file: string, offset: number) => Spot | undefined;
  /**
   * The same as git and reviewdog count: lines end at line feeds alone, columns are bytes of UTF-8, the byte order mark
   * included.
   */
  readonly bytes: (file: string, offset: number) => Spot | undefined;
}

/** Both from 1. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

interface Source {
  readonly mark: string;
  readonly text: string;
  readonly lines: readonly string[];
  /** Offsets at which lines start, for the parser and for git. */
  readonly starts: readonly number[];
  readonly feeds: readonly number[];
}

/** Prepares the files that the findings of a result lie in. */
export function createSources({ root }: Result, { cwd, readText }: ReportOptions): Sources {
  const known = new Map<string, Source | undefined>();
  const read = (file: string): Source | undefined => {
    if (!known.has(file)) known.set(file, prepare(readText(file)));
    return known.get(file);
  };
  return {
    path: pathsFrom(root, cwd),
    text: (file) => read(file)?.text,
    mark: (file) => read(file)?.mark ?? '',
    lines: (file) => read(file)?.lines ?? [],
    position: (file, offset) => {
      const source = read(file);
      if (source === undefined || offset < 0 || offset > source.text.length) return undefined;
      const line = lineAt(source.starts, offset);
      return { line: line + 1, column: offset - (source.starts[line] ?? 0) + 1 };
    },
    bytes: (file, offset) => {
      const source = read(file);
      if (source === undefined || offset < 0 || offset > source.text.length) return undefined;
      const line = lineAt(source.feeds, offset);
      const before = (line === 0 ? source.mark : '') + source.text.slice(source.feeds[line], offset);
      return { line: line + 1, column: Buffer.byteLength(before) + 1 };
    },
  };
}

function prepare(raw: string | undefined): Source | undefined {
  if (raw === undefined) return undefined;
  const mark = raw.startsWith('\uFEFF') ? '\uFEFF' : '';
  const text = raw.slice(mark.length);
  return { mark, text, lines: splitLines(text), starts: startsAfter(text, /\r\n|[\n\r\u2028\u2029]/g), feeds: startsAfter(text, /\n/g) };
}

const startsAfter = (text: string, breaks: RegExp): number[] => [
  0,
  ...Array.from(text.matchAll(breaks), (match) => match.index + match[0].length),
];

/** The last line that starts at or before the offset, 0-based. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
