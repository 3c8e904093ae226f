import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/analyzer/finding.js';
import { renderGitlab } from '../../src/report/gitlab.js';
import { isGitlab } from './readers.js';
import { fullResult, HOSTILE_FILE, hostileResult, optionsOf, resultOf, UNSAFE } from './samples.js';

interface Issue {
  readonly description: string;
  readonly severity: string;
  readonly fingerprint: string;
  readonly location: { readonly path: string };
}

const parse = (result: Result): Issue[] => JSON.parse(renderGitlab(result, optionsOf())) as Issue[];

describe('the code quality report for GitLab', () => {
  it('keeps to its schema', () => {
    for (const result of [fullResult(), hostileResult(), resultOf()]) {
      isGitlab(parse(result));
      expect(isGitlab.errors).toBe(null);
    }
    expect(isGitlab([{ ...parse(fullResult())[0], severity: 'error' }])).toBe(false);
    expect(isGitlab([{ ...parse(fullResult())[0], location: { path: '/abs/a.ts', lines: { begin: 1 } } }])).toBe(false);
  });

  it('has an issue for each finding and for what could not be analysed', () => {
    const issues = parse(fullResult());
    expect(issues.map(({ severity, location }) => [severity, location])).toEqual([
      ['critical', { path: 'src/pay.ts', lines: { begin: 3, end: 3 } }],
      ['info', { path: 'src/été/url 日本.ts', lines: { begin: 1, end: 1 } }],
      ['major', { path: 'src/été/url 日本.ts', lines: { begin: 2, end: 2 } }],
      ['info', { path: '.', lines: { begin: 1 } }],
      ['info', { path: 'src/broken.ts', lines: { begin: 1 } }],
    ]);
    expect(issues[1]?.description).toBe('`fetch` waits for the response without a bound (likely)');
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
  });

  it('shows code harmlessly and names files as they are', () => {
    expect(renderGitlab(hostileResult(), optionsOf())).not.toMatch(UNSAFE);
    const [issue] = parse(hostileResult());
    expect(issue?.description).not.toMatch(UNSAFE);
    expect(issue?.description).not.toContain('\n');
    expect(issue?.location.path).toBe(HOSTILE_FILE.replace(/\p{Cs}/gu, '\ufffd'));
  });
});
