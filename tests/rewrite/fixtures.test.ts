import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/rules/index.js';
import { rewritten } from './compose.js';
import { complaints } from './complaints.js';
import { offersOf, storiesOf, type Files, type Offer } from './stories.js';

const VARIANTS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'with CRLF and a byte order mark': (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`,
  'with tabs': (text) => text.replace(/^(?: {2})+/gm, (spaces) => '\t'.repeat(spaces.length / 2)),
};

const isCode = (file: string): boolean => /\.[cm]?[jt]sx?$/.test(file);
const varied = (files: Files, vary: (text: string) => string): Files =>
  Object.fromEntries(Object.entries(files).map(([file, text]) => [file, isCode(file) ? vary(text) : text]));

/** Every line that is new ends like the file's others and is indented with what the file uses. */
function strangeLines({ story, rewrite }: Offer): string[] {
  const files = rewritten(story.files, rewrite);
  return rewrite.edits.flatMap(({ file }) => {
    const crlf = story.files[file].includes('\r\n');
    const tabs = /^\t/m.test(story.files[file]);
    return files[file]
      .split('\n')
      .filter((line, i, all) => (i < all.length - 1 && line.endsWith('\r') !== crlf) || (tabs && /^ {2}/.test(line)));
  });
}

describe.each(RULES.filter((rule) => rule.rewrite !== undefined))('rewrites of $id', (rule) => {
  const stories = storiesOf(rule.id);

  describe.each(Object.entries(VARIANTS))('%s', (_, vary) => {
    it.each(stories.map((story) => ({ name: story.name, story })))('$name', ({ story }) => {
      const offers = offersOf({ ...story, files: varied(story.files, vary) });
      for (const offer of offers) {
        const { rewrite } = offer;
        const edited = rewrite.edits.map(({ file }) => rewritten(offer.story.files, rewrite)[file]).join('\n');
        expect(complaints(offer), `${rewrite.title}\n${edited}`).toEqual([]);
        expect(strangeLines(offer), `${rewrite.title}\n${edited}`).toEqual([]);
      }
      expect(offers.every(({ rewrite }) => rewrite.title !== '')).toBe(true);
    });
  });

  it('are offered for some story', () => {
    expect(stories.flatMap(offersOf).length).toBeGreaterThan(0);
  });
});
