import { escapeText } from './escape.js';

/**
 * A sentence with code in backticks, as Markdown that says the same: code stays code, and nothing else of it is markup, a
 * link, a mention of somebody or a reference to an issue.
 */
export function markdownText(text: string): string {
  const parts = escapeText(text).split('`');
  const closed = parts.length % 2 === 1 ? parts.length : parts.length - 1;
  const shown = parts.map((part, index) => {
    if (index >= closed) return `\\\`${escapePlain(part)}`; // a backtick without its partner
    if (index % 2 === 0) return escapePlain(part);
    return part === '' ? '\\`\\`' : codeSpan(part);
  });
  return escapeStart(shown.join('').trim());
}

/** A piece of code within a line. */
export function codeSpan(code: string): string {
  const text = escapeText(code);
  if (text.trim() === '') return '` `';
  const fence = '`'.repeat(longestRun(text) + 1);
  const space = text.startsWith('`') || text.endsWith('`') || (text.startsWith(' ') && text.endsWith(' ')) ? ' ' : '';
  return `${fence}${space}${text}${space}${fence}`;
}

/** Lines as a block of code; they are shown as they are. */
export function codeBlock(lines: readonly string[], language: string): string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return [fence + language, ...lines, fence];
}

/** Markdown as the cell of a table: in there, a bar ends even a piece of code. */
export const cell = (markdown: string): string => markdown.replaceAll('|', '\\|');

const longestRun = (text: string): number => Math.max(0, ...Array.from(text.matchAll(/`+/g), (run) => run[0].length));

/** A space of no width keeps `@somebody` and `#1` from being what they look like: services read these past any backslash. */
const escapePlain = (text: string): string =>
  text
    .replace(/[\\*_[\]<>&~$]/g, '\\$&')
    .replace(/[@#](?=\w)/g, '$&&#8203;')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/(www)(?=\.)/gi, '$1\\');

/** What makes a list, a heading or a rule of a paragraph. */
const escapeStart = (markdown: string): string => markdown.replace(/^(\d+)(?=[.)])/, '$1\\').replace(/^[#+=-]/, '\\$&');
