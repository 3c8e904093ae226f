import { describe, expect, it } from 'vitest';
import { splitLines } from '../../src/report/code-frame.js';
import { diffOf } from '../../src/report/audit/diff.js';
import { frameOf, lineOf } from '../../src/report/audit/frame.js';
import { timelineOf } from '../../src/report/audit/timeline.js';
import { placeOf } from '../report/samples.js';

const SOURCE = Array.from({ length: 12 }, (_, i) => `line(${i + 1});`).join('\n');

describe('a frame', () => {
  it('shows the lines around, and marks the place', () => {
    expect(frameOf(splitLines(SOURCE), placeOf('a.ts', SOURCE, '(6)'))).toEqual({
      first: 3,
      lines: ['line(3);', 'line(4);', 'line(5);', ['line', '(6)', ';'], 'line(7);', 'line(8);', 'line(9);'],
    });
  });

  it('marks every line of a long place, and ends somewhere', () => {
    const place = placeOf('a.ts', SOURCE.repeat(3), SOURCE.repeat(3));
    const { lines } = frameOf(splitLines(SOURCE.repeat(3)), place);
    expect(lines).toHaveLength(16);
    expect(lines.every((line) => typeof line !== 'string')).toBe(true);
  });

  it('cuts a minified line around the place', () => {
    const source = `${'a;'.repeat(5000)}bad();${'b;'.repeat(5000)}`;
    const { lines } = frameOf([source], placeOf('a.js', source, 'bad()'));
    const [before, marked, after] = lines[0] as [string, string, string];
    expect(marked).toBe('bad()');
    expect(before.startsWith('…') && after.endsWith('…')).toBe(true);
    expect(before.length + after.length).toBeLessThan(220);
  });

  it('is empty where the line is gone', () => {
    expect(frameOf(['a'], placeOf('a.ts', SOURCE, '(6)')).lines).toEqual([]);
  });

  it('shows what steers as what it is', () => {
    const source = 'a("\u202e\u0007");\t//\u2066';
    expect(frameOf([source], placeOf('a.ts', source, 'a(')).lines).toEqual([['', 'a(', '"\\u{202e}\\x07");  //\\u{2066}']]);
    expect(lineOf(['\t\u202ex'], 1)).toBe('\\u{202e}x');
  });
});

describe('a rewrite', () => {
  const edit = (needle: string, text: string) => ({
    file: 'a.ts',
    start: SOURCE.indexOf(needle),
    end: SOURCE.indexOf(needle) + needle.length,
    text,
  });
  const diff = (...edits: ReturnType<typeof edit>[]) => diffOf({ title: 'Do `it`', edits }, () => SOURCE).hunks;

  it('is what goes and what comes, with the lines around', () => {
    expect(diff(edit('line(6)', 'six()'))).toEqual([
      { file: 'a.ts', first: 4, lines: [' line(4);', ' line(5);', '-line(6);', '+six();', ' line(7);', ' line(8);'] },
    ]);
  });

  it('has one hunk for neighbours and two for strangers', () => {
    expect(diff(edit('line(1)', 'one()'), edit('line(3)', 'three()'))).toHaveLength(1);
    expect(diff(edit('line(1)', 'one()'), edit('line(12)', 'twelve()'))).toHaveLength(2);
  });

  it('has none where the file does not fit it any more', () => {
    expect(diffOf({ title: 't', edits: [edit('line(6)', 'x')] }, () => undefined).hunks).toEqual([]);
    expect(diffOf({ title: 't', edits: [edit('line(12)', 'x')] }, () => 'short').hunks).toEqual([]);
  });

  it('is harmless', () => {
    expect(diff(edit('line(6)', '"\u202e"'))[0]?.lines).toContain('+"\\u{202e}";');
  });
});

describe('a timeline', () => {
  const at = placeOf('a.ts', SOURCE, 'line(1)');
  const shown = { file: 0, line: 1, code: 'line(1);' };
  const step = (message: string, second?: true) => ({ ...at, message, ...(second && { second }) });

  it('puts the other one into the second lane', () => {
    const { lanes, steps } = timelineOf(
      { witness: [step('reads'), step('reads, too', true), step('writes')] },
      'lost-update',
      undefined,
      () => shown,
    );
    expect(lanes).toEqual(['Request 1', 'Request 2']);
    expect(steps.map(({ lane }) => lane)).toEqual([0, 1, 0]);
    expect(steps.every(({ at: place }) => place === shown)).toBe(true);
  });

  it.each([
    ['outage', 'Request 2', 'gets here meanwhile, and waits, too'],
    ['latency', 'Request 2', 'gets here meanwhile, and takes as long'],
    ['memory', 'Replica B', 'keeps a copy of its own, and grows with it'],
  ] as const)('says what the other one meets of an %s that one alone does', (harm, lane, message) => {
    const { lanes, steps } = timelineOf({ witness: [step('waits')] }, harm, undefined, () => shown);
    expect(lanes[1]).toBe(lane);
    expect(steps.at(-1)).toEqual({ lane: 1, message });
  });

  it('takes the names of its lanes from the rule, and says nothing without a witness', () => {
    expect(timelineOf({ witness: [] }, 'outage', ['In', 'Out'], () => shown)).toEqual({ lanes: ['In', 'Out'], steps: [] });
  });

  it('leaves out the middle of a long story', () => {
    const witness = Array.from({ length: 30 }, (_, i) => step(String(i), i % 2 === 1 ? true : undefined));
    expect(timelineOf({ witness }, 'outage', undefined, () => shown).steps.map(({ message }) => message)).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '25',
      '26',
      '27',
      '28',
      '29',
    ]);
  });
});
