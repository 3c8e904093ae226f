import { describe, expect, it } from 'vitest';
import { measure, parseBaseline, pruned, renderBaseline, updated } from '../../src/gate/baseline.js';
import { knownOf, type Known } from '../../src/gate/match.js';
import { findingAt, placeOf } from '../report/samples.js';

const known = (file: string, more: Partial<Known> = {}): Known => ({
  rule: 'require-timeout',
  file,
  name: 'fetch',
  code: `fetch('${file}')`,
  certainty: 'proven',
  fingerprint: Buffer.from(file.padEnd(8, '.')).toString('hex').slice(0, 16),
  ...more,
});
const found = (entry: Known) =>
  findingAt(placeOf(entry.file, entry.code, entry.code), {
    ruleId: entry.rule,
    certainty: entry.certainty,
    fingerprint: entry.fingerprint,
    identity: { name: entry.name, snippet: entry.code },
  });
const [A, B, C] = [known('a.ts'), known('b.ts'), known('c.ts')];
const SCOPE = { covers: () => true, isGone: () => false, rules: ['require-timeout'], certainty: 'proven' } as const;

describe('the text of a baseline', () => {
  it('is the same whatever the order, and reads back', () => {
    const text = renderBaseline([C, A, B]);
    expect(text).toBe(renderBaseline([A, B, C]));
    expect(parseBaseline(text)).toEqual([A, B, C]);
    expect(text.split('\n').slice(0, 5)).toEqual(['{', '  "version": 1,', '  "findings": [', '    {', '      "rule": "require-timeout",']);
  });

  it('holds what a finding is about, and nothing that an edit elsewhere changes', () => {
    const finding = found(A);
    const later = { ...finding, start: { line: 90, column: 1, offset: 999 }, message: 'said otherwise', severity: 'info' as const };
    expect(renderBaseline([knownOf(later)])).toBe(renderBaseline([A]));
  });

  it.each([
    ['', 'is no JSON'],
    ['{"version":1,\n<<<<<<< HEAD\n"findings":[]}', 'has a merge conflict: take either side, then run with `--update-baseline`'],
    ['[]', 'is no baseline: it has no list `findings`'],
    ['{"version":1}', 'is no baseline: it has no list `findings`'],
    ['{"version":2,"findings":[]}', 'has the version 2; this tool reads 1'],
    ['{"findings":[]}', 'has the version undefined; this tool reads 1'],
    ['{"version":1,"findings":[1]}', 'is broken at findings[0]: must be an object'],
    [JSON.stringify({ version: 1, findings: [{ ...A, name: 1 }] }), 'is broken at findings[0].name: must be a string'],
    [
      JSON.stringify({ version: 1, findings: [A, { ...A, fingerprint: 'x' }] }),
      'is broken at findings[1].fingerprint: must be 16 hex digits',
    ],
    [
      JSON.stringify({ version: 1, findings: [{ ...A, certainty: 'sure' }] }),
      'is broken at findings[0].certainty: must be proven or likely',
    ],
  ])('is refused: %s', (text, message) => expect(() => parseBaseline(text)).toThrow(message));
});

describe('a result measured against a baseline', () => {
  const files = (entries: readonly { file: string }[]) => entries.map(({ file }) => file).sort();

  it('has what is known, what is new and what is stale', () => {
    const measured = measure([found(A), found(C)], [A, B], SCOPE);
    expect(files(measured.pairs.map(({ finding }) => finding))).toEqual(['a.ts']);
    expect(files(measured.fresh)).toEqual(['c.ts']);
    expect(files(measured.stale)).toEqual(['b.ts']);
    expect(files(pruned(measured))).toEqual(['a.ts']);
    expect(files(updated(measured, () => true))).toEqual(['a.ts', 'c.ts']);
  });

  it.each([
    ['a file that was not analysed', { covers: () => false }],
    ['a rule that did not run', { rules: [] }],
  ])('keeps entries about %s', (_, more) => {
    const measured = measure([], [A], { ...SCOPE, ...more });
    expect(measured.stale).toEqual([]);
    expect(pruned(measured)).toEqual([A]);
    expect(updated(measured, () => true)).toEqual([A]);
  });

  it('keeps entries about what is likely where only what is proven is reported', () => {
    const likely = known('l.ts', { certainty: 'likely' });
    expect(measure([], [likely], SCOPE).stale).toEqual([]);
    expect(measure([], [likely], { ...SCOPE, certainty: 'likely' }).stale).toEqual([likely]);
  });

  it('counts entries about files that are gone as stale', () => {
    expect(measure([], [A], { ...SCOPE, covers: () => false, isGone: () => true }).stale).toEqual([A]);
  });

  it('takes over where a finding is now', () => {
    const moved = { ...A, file: 'lib/a.ts', fingerprint: '1'.repeat(16) };
    expect(pruned(measure([found(moved)], [A], SCOPE))).toEqual([moved]);
  });

  it('updates the entries of what was asked for, and leaves the others', () => {
    const measured = measure([found(C), found(known('d.ts'))], [A, B], SCOPE);
    expect(files(updated(measured, (file) => ['a.ts', 'c.ts'].includes(file)))).toEqual(['b.ts', 'c.ts']);
  });
});
