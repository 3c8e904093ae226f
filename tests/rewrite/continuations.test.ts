import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/rules/index.js';
import { EDITS } from '../trust/edits.js';
import { complaints } from './complaints.js';
import { rewritten } from './compose.js';
import { offersOf, storiesOf, type Files, type Story } from './stories.js';

/** The story with the rest of its functions behind `.then`, in callbacks that say `async` or, where they need not, do not. */
function continued(story: Story, plain: boolean): Story | undefined {
  const files = new Map(Object.entries(story.files).map(([path, text]) => [`/${path}`, text]));
  const after = EDITS['await to then']?.(files);
  if (after === undefined) return undefined;
  return {
    ...story,
    files: Object.fromEntries([...after].map(([path, text]) => [path.slice(1), plain ? withoutAsync(path, text) : text])),
  };
}

const parsed = (path: string, text: string): ts.SourceFile => ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);

function withoutAsync(path: string, text: string): string {
  if (!/\.[cm]?[jt]sx?$/.test(path)) return text;
  const source = parsed(path, text);
  const words: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    const isCallback = ts.isArrowFunction(node) && ts.isCallExpression(node.parent) && /\.then$/.test(node.parent.expression.getText());
    const word = isCallback ? node.modifiers?.[0] : undefined;
    if (word && !waitsIn(node)) words.push(word);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return words.reverse().reduce((rest, word) => rest.slice(0, word.getStart()) + rest.slice(word.end).trimStart(), text);
}

const waitsIn = (node: ts.Node): boolean =>
  ts.forEachChild(node, (child) => ts.isAwaitExpression(child) || (!ts.isFunctionLike(child) && waitsIn(child))) ?? false;

/** Functions that wait and do not say `async`. */
function strayAwaits(files: Files): string[] {
  return Object.entries(files).flatMap(([path, text]) => {
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      const isAsync = ts.canHaveModifiers(node) && node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true;
      if (ts.isFunctionLike(node) && 'body' in node && !isAsync && waitsIn(node)) found.push(`waits without async: ${node.getText()}`);
      ts.forEachChild(node, visit);
    };
    if (/\.[cm]?[jt]sx?$/.test(path)) visit(parsed(path, text));
    return found;
  });
}

describe.each(RULES.filter((rule) => rule.rewrite !== undefined))('rewrites of $id, in code that goes on in callbacks', (rule) => {
  const stories = storiesOf(rule.id);
  it.each([
    ['that say async', false],
    ['that do not', true],
  ])('%s', { timeout: 120_000 }, (_, plain) => {
    let offered = 0;
    const wrong = stories.flatMap((story) => {
      const after = continued(story, plain);
      return (after === undefined ? [] : offersOf(after)).flatMap((offer) => {
        offered += 1;
        const files = rewritten(offer.story.files, offer.rewrite);
        const all = [...complaints(offer), ...strayAwaits(files)];
        return all.length === 0
          ? []
          : [`${story.name}: ${offer.rewrite.title}: ${all.join('; ')}\n${offer.rewrite.edits.map(({ file }) => files[file]).join('\n')}`];
      });
    });
    expect(wrong).toEqual([]);
    expect(offered).toBeGreaterThanOrEqual(0);
  });
});
