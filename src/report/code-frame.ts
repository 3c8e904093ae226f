import type { Position } from '../analyzer/finding.js';
import { escapeText } from './escape.js';
import type { Paint } from './paint.js';

const TAB = 4;
/** UTF-16 units of one line that are shown: minified code has one line. */
const WINDOW = 160;
/** Units before the place of interest that are kept where a line is cut. */
const LEAD = 60;
/** Longer spans lose their middle. */
const MAX_LINES = 8;

/** A character as it is shown: escaped, tabs filled, with the columns it takes on a terminal. */
interface Cell {
  readonly at: number;
  readonly text: string;
  readonly width: number;
}

/** Splits a text into lines the way the parser counts them. */
export const splitLines = (text: string): string[] => text.replace(/^\uFEFF/, '').split(/\r\n|[\n\r\u2028\u2029]/);

/**
 * The lines of a span with their numbers, one line around, and an underline on the first and last line of the span.
 * Empty where the text does not have the lines: it changed since it was analysed.
 */
export function codeFrame(lines: readonly string[], start: Position, end: Position, paint: Paint): string[] {
  if (start.line < 1 || start.line > lines.length) return [];
  const last = Math.max(start.line, Math.min(lines.length, end.column === 1 && end.line > start.line ? end.line - 1 : end.line));
  const digits = String(Math.min(lines.length, last + 1)).length;
  const gutter = (label: string, marked: boolean): string => paint.faint(`${marked ? '>' : ' '} ${label.padStart(digits)} |`);
  const shown: string[] = [];
  for (let line = Math.max(1, start.line - 1); line <= Math.min(lines.length, last + 1); line++) {
    const marked = line >= start.line && line <= last;
    if (marked && last - start.line >= MAX_LINES && line > start.line + 2 && line < last - 1) {
      if (line === start.line + 3) shown.push(gutter('...'.slice(0, digits), false));
      continue;
    }
    const text = lines[line - 1] ?? '';
    const from = line === start.line ? start.column - 1 : text.length - text.trimStart().length;
    const to = line === end.line ? end.column - 1 : text.length;
    const cells = layOut(text, marked ? from : 0);
    shown.push(`${gutter(String(line), marked)} ${cells.map((cell) => cell.text).join('')}`.trimEnd());
    if (line === start.line || (marked && line === last)) {
      shown.push(`${gutter('', false)} ${paint.error(underline(cells, from, Math.max(to, from + 1)))}`);
    }
  }
  return shown;
}

/** One line for a list of steps: trimmed, cut around the column, harmless. */
export function sourceLine(lines: readonly string[], { line, column }: Position): string {
  const text = lines[line - 1] ?? '';
  return layOut(text, column - 1)
    .map((cell) => cell.text)
    .join('')
    .trim();
}

function layOut(line: string, interest: number): Cell[] {
  const start = line.length <= WINDOW ? 0 : characterStart(line, Math.max(0, Math.min(interest - LEAD, line.length - WINDOW)));
  const end = characterStart(line, Math.min(line.length, start + WINDOW));
  const cells: Cell[] = start === 0 ? [] : [{ at: -1, text: '...', width: 3 }];
  let column = 0;
  for (const { segment, index } of new Intl.Segmenter('en').segment(line.slice(start, end))) {
    const cell = show(segment, column);
    cells.push({ at: start + index, ...cell });
    column += cell.width;
  }
  if (end < line.length) cells.push({ at: Infinity, text: '...', width: 3 });
  return cells;
}

/** Never between the halves of a surrogate pair. */
function characterStart(line: string, at: number): number {
  const isLow = (line.charCodeAt(at) & 0xfc00) === 0xdc00;
  return isLow && (line.charCodeAt(at - 1) & 0xfc00) === 0xd800 ? at - 1 : at;
}

function show(segment: string, column: number): { text: string; width: number } {
  if (segment === '\t') {
    const width = TAB - (column % TAB);
    return { text: ' '.repeat(width), width };
  }
  const text = escapeText(segment);
  return { text, width: text === segment ? widthOf(segment) : text.length };
}

/** Columns of a grapheme: 2 for East Asian wide characters and emoji, 0 for a lone mark. An approximation, as terminals are. */
function widthOf(grapheme: string): number {
  const wide =
    /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
  if (wide.test(grapheme)) return 2;
  return /^[\p{Mn}\p{Me}\p{Cf}]+$/u.test(grapheme) ? 0 : 1;
}

/** Carets below the cells of `[from, to)`; one past the end where the span is empty there. */
function underline(cells: readonly Cell[], from: number, to: number): string {
  let before = 0;
  let carets = 0;
  for (const { at, width } of cells) {
    if (at >= from && at < to) carets += width;
    else if (at < from) before += width;
  }
  return ' '.repeat(before) + '^'.repeat(Math.max(1, carets));
}
