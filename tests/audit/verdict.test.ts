import { describe, expect, it } from 'vitest';
import { against, harmOf, judgePackages, packageFinder, worst } from '../../src/report/audit/verdict.js';
import { RULES } from './samples.js';

describe('what a finding says about two replicas', () => {
  it.each([
    ['error', 'proven', 'wrong-data', 'no'],
    ['error', 'proven', 'lost-update', 'no'],
    ['error', 'likely', 'lost-update', 'care'],
    ['error', 'proven', 'outage', 'care'],
    ['error', 'proven', 'memory', 'care'],
    ['warning', 'proven', 'wrong-data', 'care'],
    ['info', 'proven', 'wrong-data', 'yes'],
  ] as const)('%s, %s, %s: %s', (severity, certainty, harm, verdict) => {
    expect(against({ severity, certainty }, harm)).toBe(verdict);
  });

  it('has the harm of its kind, else that of its rule', () => {
    const rules = new Map(RULES.map((rule) => [rule.id, rule]));
    expect(harmOf({ ruleId: 'no-module-state', kind: 'memo' }, rules)).toBe('memory');
    expect(harmOf({ ruleId: 'no-module-state', kind: 'cache' }, rules)).toBe('wrong-data');
    expect(harmOf({ ruleId: 'require-timeout', kind: 'memo' }, rules)).toBe('outage');
  });

  it('is outweighed by what is worse', () => {
    expect(worst([])).toBe('yes');
    expect(worst(['care', 'no', 'yes'])).toBe('no');
  });
});

describe('the verdict on a package', () => {
  const packages = [
    { dir: 'app', name: 'app', uses: ['lib', 'gone'] },
    { dir: 'lib', name: 'lib', uses: ['deep'] },
    { dir: 'deep', name: 'deep', uses: ['lib'] },
    { dir: 'other', name: 'other', uses: [] },
  ];
  const judged = judgePackages(
    packages,
    [4, 3, 2, 1],
    [
      { package: 2, harm: 'lost-update', against: 'no' },
      { package: 2, harm: 'outage', against: 'yes' },
      { package: 3, harm: 'latency', against: 'care' },
    ],
  );

  it('covers the packages that it uses, through others and in circles', () => {
    expect(judged.map(({ verdict }) => verdict)).toEqual(['no', 'no', 'no', 'care']);
    expect(judged.map(({ through }) => through)).toEqual([[2], [2], [], []]);
  });

  it('counts its own findings only, and no advice', () => {
    expect(judged[2]).toMatchObject({ files: 2, findings: 2, harms: { 'lost-update': 1, outage: 0 } });
    expect(judged[0]).toMatchObject({ files: 4, findings: 0, harms: { 'lost-update': 0 } });
  });
});

describe('the package of a file', () => {
  const find = packageFinder([
    { dir: '', name: 'root', uses: [] },
    { dir: 'packages/a', name: 'a', uses: [] },
    { dir: 'packages/a/nested', name: 'nested', uses: [] },
  ]);

  it.each([
    ['index.ts', 0],
    ['packages/x.ts', 0],
    ['packages/a/x.ts', 1],
    ['packages/ab/x.ts', 0],
    ['packages/a/nested/src/x.ts', 2],
  ])('of %s is the nearest', (file, index) => {
    expect(find(file)).toBe(index);
  });

  it('may be none', () => {
    expect(packageFinder([{ dir: 'a', name: 'a', uses: [] }])('b/x.ts')).toBe(-1);
  });
});
