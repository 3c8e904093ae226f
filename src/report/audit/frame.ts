import type { Place } from '../../analyzer/finding.js';
import { escapeText } from '../escape.js';
import type { Frame } from './page-data.js';

/** Lines around the place that are shown. */
const AROUND = 3;
/** Lines of one frame; longer places lose their end. */
const MAX_LINES = 16;
/** UTF-16 units of one line: minified code has one line. */
const MAX_WIDTH = 200;

/** The lines around a place, its own marked. Without lines where the text changed since it was analysed. */
export function frameOf(lines: readonly string[], { start, end }: Pick<Place, 'start' | 'end'>): Frame {
  const first = Math.max(1, start.line - AROUND);
  const last = Math.min(lines.length, end.line + AROUND, first + MAX_LINES - 1);
  if (start.line > lines.length) return { first, lines: [] };
  const numbers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const cut = Math.max(0, start.column - 1 - MAX_WIDTH / 2);
  return {
    first,
    lines: numbers.map((number) => {
      const text = lines[number - 1] ?? '';
      if (number < start.line || number > end.line) return show(text.slice(0, MAX_WIDTH), text.length > MAX_WIDTH);
      const from = number === start.line ? start.column - 1 : text.length - text.trimStart().length;
      const to = number === end.line ? end.column - 1 : text.length;
      const shift = text.length > MAX_WIDTH ? cut : 0;
      const until = shift + MAX_WIDTH;
      const before = `${shift > 0 ? '…' : ''}${show(text.slice(shift, Math.min(from, until)))}`;
      return [
        before,
        show(text.slice(Math.max(from, shift), Math.min(to, until))),
        show(text.slice(Math.max(to, shift), until), text.length > until),
      ];
    }),
  };
}

/** One line, without the white space around it, cut where it is long. */
export function lineOf(lines: readonly string[], line: number): string {
  const text = (lines[line - 1] ?? '').trim();
  return show(text.slice(0, MAX_WIDTH / 2), text.length > MAX_WIDTH / 2);
}

/** A piece of a line, harmless: tabs as spaces, everything that steers as what it is. */
export const show = (text: string, more = false): string => `${escapeText(text.replaceAll('\t', '  '))}${more ? '…' : ''}`;
