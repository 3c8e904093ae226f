import type { Finding } from '../analyzer/finding.js';
import { escapeText } from './escape.js';

/** The witness as numbered lines without code, harmless: `1. src/a.ts:3:7 calls load`. */
export function stepLines({ witness }: Finding, path: (file: string) => string): string[] {
  return witness.map(
    ({ file, start, message }, index) => `${index + 1}. ${escapeText(path(file))}:${start.line}:${start.column} ${escapeText(message)}`,
  );
}
