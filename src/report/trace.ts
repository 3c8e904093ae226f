import type { Place } from '../analyzer/finding.js';
import { sourceLine, splitLines } from './code-frame.js';
import { escapeText } from './escape.js';
import { pathsFrom, type ReportOptions } from './options.js';
import { createPaint } from './paint.js';

/** One line of the trail of a value. */
export interface TraceLine {
  readonly place: Place;
  readonly text: string;
}

/** The trail of every value on a line: where each step is, what it says, and its source. */
export function renderTrace(trail: readonly TraceLine[], root: string, options: ReportOptions): string {
  const path = pathsFrom(root, options.cwd);
  const paint = createPaint(options.color);
  const lines = trail.flatMap(({ place, text }) => {
    const source = sourceLine(splitLines(options.readText(place.file) ?? ''), place.start);
    const at = `${escapeText(path(place.file))}:${place.start.line}:${place.start.column}`;
    return [`${paint.strong(at)} ${escapeText(text)}`, ...(source === '' ? [] : [paint.faint(`    ${source}`)])];
  });
  return lines.map((line) => `${line}\n`).join('');
}
