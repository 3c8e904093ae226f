/**
 * Characters that steer a terminal or change the order in which text is read: C0 and C1 controls, DEL, line and paragraph
 * separators, bidirectional controls, characters without width that hide in names, tags and lone surrogates.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/gu;

/** Text from outside, made harmless: it stays on its line and shows what it is made of (`\x1b`, `\u{202e}`). */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, visible);
}

/** The first `#` of `##[`, `##vso[` and `##teamcity[`, by which GitHub, Azure Pipelines and TeamCity know commands anywhere in a log. */
export const LOG_COMMAND = /#(?=#\w*\[)/g;

/** JSON that is as harmless when it is printed: the same values, written as `\u009b`. */
export function escapeJson(json: string): string {
  return json.replace(UNSAFE, (char) => (char === '\n' ? char : jsonEscape(char))).replace(LOG_COMMAND, '\\u0023');
}

/** A value as indented JSON with a final line break, harmless when printed. */
export const jsonText = (value: unknown): string => `${escapeJson(JSON.stringify(value, undefined, 2))}\n`;

/**
 * The same for readers that are not JavaScript: they refuse halves of surrogate pairs, which no file and no path in UTF-8 can
 * hold.
 */
export const strictJsonText = (value: unknown): string =>
  `${escapeJson(JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? wellFormed(part) : part), 2))}\n`;

/** Text with U+FFFD for halves of surrogate pairs. */
export const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd');

/** A line of a log, so that no build server takes it for a command: lines that begin with `::` are commands to GitHub, too. */
export function defuse(line: string): string {
  return line.replace(/^(\s*):(?=:)/, '$1\\x3a').replace(LOG_COMMAND, '\\x23');
}

function visible(char: string): string {
  if (char === '\n') return '\\n';
  if (char === '\r') return '\\r';
  if (char === '\t') return '\\t';
  const code = char.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

function jsonEscape(char: string): string {
  return Array.from({ length: char.length }, (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');
}
