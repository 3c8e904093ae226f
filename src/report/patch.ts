import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import type { Rewrite } from '../analyzer/finding.js';
import { applyEdits, editsByFile } from './edits.js';
import { defuse, escapeText } from './escape.js';
import type { Sources } from './source.js';

/** A rewrite as a unified diff. */
export interface Patch {
  /** Ends with a line break; paths begin with `a/` and `b/` and go on as seen from the working directory. */
  readonly text: string;
  /** Whether it can be applied. Otherwise the code holds what must not be printed, and shows it escaped. */
  readonly exact: boolean;
}

/** The patch of a rewrite; `undefined` where it changes nothing or its files are not those that were analysed. */
export function patchOf(rewrite: Rewrite, sources: Sources): Patch | undefined {
  const parts: string[] = [];
  let exact = true;
  for (const [file, edits] of editsByFile(rewrite)) {
    const before = sources.text(file);
    const after = before === undefined ? undefined : applyEdits(before, edits);
    if (before === undefined || after === undefined) return undefined;
    if (before === after) continue;
    // The mark stands on the first line of the file and is invisible there: whether the rest is harmless is asked without it.
    exact &&= isHarmless(diff(sources.path(file), before, after));
    const mark = sources.mark(file);
    parts.push(diff(sources.path(file), mark + before, mark + after));
  }
  if (parts.length === 0) return undefined;
  const text = parts.join('');
  return { text: exact ? text : text.split('\n').map(showLine).join('\n'), exact };
}

/** Without `diff --git`, so that paths count from where it is applied, not from the top of the repository. */
function diff(path: string, before: string, after: string): string {
  return formatPatch(structuredPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, { context: 3 }), FILE_HEADERS_ONLY);
}

/** Tabs, and the carriage return of a line break, are harmless and have to stay. */
const isHarmless = (patch: string): boolean =>
  patch.split('\n').every((line) => showLine(line.replace(/\r$/, '')) === line.replace(/\r$/, ''));

const showLine = (line: string): string => defuse(line.split('\t').map(escapeText).join('\t'));
