import { isAbsolute, relative } from 'node:path';
import type { Result } from '../analyzer/finding.js';

/** What a format may say about a rule. */
export interface RuleInfo {
  readonly id: string;
  /** One sentence. */
  readonly summary: string;
  /** The harm, one word with `-`: `wrong-data`. */
  readonly harm: string;
  /** The rule's page, in Markdown without HTML. */
  readonly page?: string | undefined;
}

/** What a format may know beside the result. */
export interface ReportOptions {
  /** Absolute: paths are shown relative to it. */
  readonly cwd: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly color: boolean;
  /** The rules of the run; without them, formats that describe rules know those with findings, by their ids. */
  readonly rules?: readonly RuleInfo[];
  /** The text of a file, by its path relative to the project's root; `undefined` where it cannot be read. */
  readonly readText: (file: string) => string | undefined;
}

/** A format: a pure function from a result to text. */
export type Format = (result: Result, options: ReportOptions) => string;

/** Turns paths relative to the project's root into paths relative to the working directory, with `/`. */
export function pathsFrom(root: string, cwd: string): (file: string) => string {
  const base = relative(cwd, root).replaceAll('\\', '/');
  if (base === '') return (file) => file;
  if (isAbsolute(base)) return (file) => `${base}/${file}`; // another drive
  const up = base.split('/');
  return (file) => shorten(up, file, cwd);
}

/** `../..` and `packages/a/x.ts` are `x.ts` seen from `packages/a`. */
function shorten(up: readonly string[], file: string, cwd: string): string {
  if (up.some((segment) => segment !== '..')) return [...up, file].join('/');
  const below = cwd.replaceAll('\\', '/').split('/').filter(Boolean).slice(-up.length);
  const segments = file.split('/');
  let common = 0;
  while (common < below.length && below[common] === segments[common] && common < segments.length - 1) common++;
  return [...up.slice(common), ...segments.slice(common)].join('/');
}

/** How often each word occurs, by word. */
export function countBy(words: Iterable<string>): [string, number][] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** `1 file`, `2 files`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
