import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/analyzer/finding.js';
import { RULES } from '../../src/rules/index.js';
import { rewritten } from './compose.js';
import { check, moved, offersOf, storiesOf, type Files, type Offer } from './stories.js';

const VARIANTS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'with CRLF and a byte order mark': (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`,
  'with tabs': (text) => text.replace(/^(?: {2})+/gm, (spaces) => '\t'.repeat(spaces.length / 2)),
};

const isCode = (file: string): boolean => /\.[cm]?[jt]sx?$/.test(file);
const varied = (files: Files, vary: (text: string) => string): Files =>
  Object.fromEntries(Object.entries(files).map(([file, text]) => [file, isCode(file) ? vary(text) : text]));

const counted = (findings: readonly Finding[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { ruleId, kind, file } of findings)
    counts.set(`${ruleId} ${kind} ${file}`, (counts.get(`${ruleId} ${kind} ${file}`) ?? 0) + 1);
  return counts;
};

/** What is wrong with the files after a rewrite; nothing where all is well. */
function complaints({ story, finding, rewrite }: Offer): string[] {
  const before = check(story.files);
  const files = rewritten(story.files, rewrite);
  const after = check(files);
  const own = rewrite.edits.filter(({ file }) => file === finding.file);
  const at = moved(finding.start.offset, own);
  const found = after.findings.filter((one) => one.ruleId === finding.ruleId && one.file === finding.file && one.start.offset === at);
  const counts = counted(before.findings);
  const added = [...counted(after.findings)].filter(([key, count]) => count > (counts.get(key) ?? 0)).map(([key]) => `new: ${key}`);
  return [...after.errors.map(({ message }) => message), ...found.map(({ message }) => `still there: ${message}`), ...added];
}

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
