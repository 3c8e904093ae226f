import { escapeText, LOG_COMMAND } from './escape.js';

/** What stands between the tags of an element: elements, in lines of their own, or text, or nothing. */
export type Content = readonly Element[] | string | undefined;

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly content?: Content;
}

/** An XML 1.0 document in UTF-8. Text may come from anywhere; line breaks in it are kept, in attributes they are shown as `\n`. */
export const xmlText = (root: Element): string => `<?xml version="1.0" encoding="UTF-8"?>\n${elementText(root, '')}`;

function elementText({ name, attributes, content }: Element, indent: string): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  const open = `${indent}<${name}${list.join('')}`;
  if (content === undefined || content.length === 0) return `${open}/>\n`;
  if (typeof content === 'string')
    return `${open}>${content
      .split('\n')
      .map((line) => escapeXml(line).replace(/^(\s*):(?=:)/, '$1&#58;'))
      .join('\n')}</${name}>\n`;
  return `${open}>\n${content.map((child) => elementText(child, `${indent}  `)).join('')}${indent}</${name}>\n`;
}

/** XML forbids control characters, lone surrogates and two code points more even as entities: they are shown as escapes. */
function escapeXml(text: string): string {
  return escapeText(text)
    .replace(/[\ufffe\uffff]/g, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replace(LOG_COMMAND, '&#35;');
}
