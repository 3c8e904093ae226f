import type { Rewrite, TextEdit } from '../analyzer/finding.js';
import { compare } from './order.js';

/** The edits of a rewrite by file, files in order, edits from the top. */
export function editsByFile({ edits }: Rewrite): [string, TextEdit[]][] {
  const files = new Map<string, TextEdit[]>();
  for (const edit of edits) files.set(edit.file, [...(files.get(edit.file) ?? []), edit]);
  for (const list of files.values()) list.sort((a, b) => a.start - b.start || a.end - b.end);
  return [...files].sort(([a], [b]) => compare(a, b));
}

/** What edits, sorted from the top, replace in a text, and by what. */
export interface Replacement {
  /** 0-based, in UTF-16 units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Joins edits of one file into one: what lies between them is kept. `undefined` where they do not fit the text, which has
 * changed since it was analysed, or each other.
 */
export function joinEdits(text: string, edits: readonly TextEdit[]): Replacement | undefined {
  const [first] = edits;
  if (first === undefined) return undefined;
  let joined = '';
  let at = first.start;
  for (const { start, end, text: inserted } of edits) {
    if (start < at || end < start || end > text.length) return undefined;
    joined += text.slice(at, start) + inserted;
    at = end;
  }
  return { start: first.start, end: at, text: joined };
}

/** The text after the edits, or `undefined` as {@link joinEdits}. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string | undefined {
  const joined = joinEdits(text, edits);
  return joined === undefined ? undefined : text.slice(0, joined.start) + joined.text + text.slice(joined.end);
}
