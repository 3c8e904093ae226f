import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { complaints } from './complaints.js';
import { check, type Files, type Offer } from './stories.js';

const ROOT = join(import.meta.dirname, '../../node_modules');
/** Installed packages that ship their sources, or code that is as readable, and wait for others. */
const FOLDERS = ['@arethetypeswrong/core', 'playwright-core/lib/tools/cli-client', 'publint'];

function filesOf(folder: string): Files {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /(?:\.[mc]?[jt]sx?|^package\.json)$/.test(entry.name) && !/\.d\.[mc]?ts$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => statSync(file).size < 500_000 && !file.includes(`${folder}/node_modules/`))
      .map((file) => [relative(folder, file).replaceAll('\\', '/'), readFileSync(file, 'utf8')]),
  );
}

test('every rewrite that is offered for installed packages parses, settles its finding and brings none', () => {
  const offers = FOLDERS.flatMap((name): Offer[] => {
    const files = filesOf(join(ROOT, name));
    const { findings } = check(files, true);
    const story = { rule: 'any', name, files };
    return findings.flatMap((finding) =>
      finding.rewrites.filter(({ edits }) => edits.length > 0).map((rewrite) => ({ story, finding, rewrite })),
    );
  });
  expect(offers.length).toBeGreaterThan(4);
  const wrong = offers.map((offer) => ({ at: `${offer.story.name}/${offer.finding.file}`, complaints: complaints(offer) }));
  expect(wrong.filter((one) => one.complaints.length > 0)).toEqual([]);
}, 120_000);
