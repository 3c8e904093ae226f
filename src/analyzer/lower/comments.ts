import { skipTrivia, type ts, type TypeScript } from '../syntax.js';
import { type ModuleWriter, Table } from '../ir/module.js';

const DIRECTIVE = /(\/\/|\/\*)\s*(eslint|oxlint)-(disable-next-line|disable-line|disable|enable)(?![\w-])/g;

/** Rows for the comments that switch rules on and off. ESLint takes `disable` and `enable` in block comments only. */
export function lowerComments(ts: TypeScript, file: ts.SourceFile, writer: ModuleWriter): void {
  const { text } = file;
  if (!text.includes('lint-')) return;
  for (const match of text.matchAll(DIRECTIVE)) {
    const [, opening, prefix, kind] = match;
    const start = match.index;
    const isLine = opening === '//';
    if (isLine && prefix === 'eslint' && !kind.endsWith('line')) continue;
    if (!isComment(ts, file, start)) continue;
    const bodyAt = start + match[0].length;
    let end = isLine ? lineEnd(text, bodyAt) : text.indexOf('*/', bodyAt);
    if (end < 0) continue;
    const [rules, ...reason] = text.slice(bodyAt, end).split(/(?:^|\s)-{2,}(?:\s|$)/);
    if (!isLine) end += 2;
    const list = rules
      .split(',')
      .map((r) => r.trim())
      .filter((r) => r !== '')
      .join(',');
    writer.row(Table.comments, writer.string(kind), writer.string(list), writer.string(reason.join(' -- ').trim()), start, end);
  }
}

function lineEnd(text: string, from: number): number {
  const found = text.slice(from).search(/[\n\r\u2028\u2029]/);
  return found < 0 ? text.length : from + found;
}

/**
 * Whether a comment starts at `at`, and not a string, a template, a regular expression, JSX text or another comment: between
 * the children of a node there are only punctuation, words and trivia, so scanning such a gap needs no tokenizer.
 */
function isComment(ts: TypeScript, file: ts.SourceFile, at: number): boolean {
  let node: ts.Node = file;
  for (;;) {
    let inner: ts.Node | undefined;
    let gap = node.pos;
    ts.forEachChild(node, (child) => {
      if (child.end <= at) gap = Math.max(gap, child.end);
      else if (child.pos <= at) inner ??= child;
    });
    if (inner === undefined) return startsInGap(ts, file.text, node, gap, at);
    node = inner;
  }
}

function startsInGap(ts: TypeScript, text: string, node: ts.Node, from: number, at: number): boolean {
  if (node.kind === ts.SyntaxKind.JsxText) return false;
  const isToken = node.kind <= ts.SyntaxKind.LastToken;
  if (isToken && skipTrivia(text, node.pos) <= at && node.kind !== ts.SyntaxKind.EndOfFileToken) return false;
  for (let i = from; i < at;) {
    if (text.startsWith('//', i)) i = lineEnd(text, i);
    else if (text.startsWith('/*', i)) {
      const close = text.indexOf('*/', i + 2);
      if (close < 0) return false;
      i = close + 2;
    } else i++;
    if (i > at) return false;
  }
  return true;
}
