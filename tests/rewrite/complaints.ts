import type { Finding } from '../../src/analyzer/finding.js';
import { rewritten } from './compose.js';
import { check, moved, type Offer } from './stories.js';

const counted = (findings: readonly Finding[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { ruleId, kind, file } of findings)
    counts.set(`${ruleId} ${kind} ${file}`, (counts.get(`${ruleId} ${kind} ${file}`) ?? 0) + 1);
  return counts;
};

/** What is wrong with the files after a rewrite; nothing where all is well. */
export function complaints({ story, finding, rewrite }: Offer): string[] {
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
