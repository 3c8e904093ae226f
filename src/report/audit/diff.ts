import { structuredPatch } from 'diff';
import type { Rewrite } from '../../analyzer/finding.js';
import { applyEdits, editsByFile } from '../edits.js';
import { escapeText } from '../escape.js';
import { show } from './frame.js';
import type { RewriteData } from './page-data.js';

/** Unchanged lines around a change. */
const CONTEXT = 2;
/** Hunks of one rewrite that are shown. */
const MAX_HUNKS = 8;
/** UTF-16 units of one line. */
const MAX_WIDTH = 300;

/** A rewrite as hunks, file by file; files that are not those that were analysed are left out. */
export function diffOf(rewrite: Rewrite, readText: (file: string) => string | undefined): RewriteData {
  const hunks = [...editsByFile(rewrite)].flatMap(([file, edits]) => {
    const before = readText(file)?.replace(/^\uFEFF/, '');
    const after = before === undefined ? undefined : applyEdits(before, edits);
    if (before === undefined || after === undefined) return [];
    const patch = structuredPatch(file, file, before, after, undefined, undefined, { context: CONTEXT });
    return patch.hunks.map(({ oldStart, lines }) => ({
      file: escapeText(file),
      first: oldStart,
      lines: lines
        .filter((line) => !line.startsWith('\\'))
        .map((line) => show(line.replace(/\r$/, '').slice(0, MAX_WIDTH), line.length > MAX_WIDTH)),
    }));
  });
  return { title: escapeText(rewrite.title), hunks: hunks.slice(0, MAX_HUNKS), more: Math.max(0, hunks.length - MAX_HUNKS) };
}
