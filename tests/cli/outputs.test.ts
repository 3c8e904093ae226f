import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/report/index.js';
import { FINDING, run } from './fake.js';

const result = { findings: [FINDING] };

describe('the reports of a run', () => {
  it('are as many as formats are asked for, one after the other', () => {
    const text = run(['check'], { result }).out;
    const json = run(['check', '-f', 'json'], { result }).out;
    expect(run(['check', '-f', 'json', '--format', 'text', '-f', 'json'], { result }).out).toBe(json + text);
  });

  it('go to files by their format, the others to stdout', () => {
    const outcome = run(['check', '-f', 'text', '-o', 'json=out/a.json', '--output-file=sarif=b.sarif'], { result });
    expect(outcome.out).toBe(run(['check'], { result }).out);
    expect([...outcome.written.keys()]).toEqual(['/project/out/a.json', '/project/b.sarif']);
    expect(outcome.written.get('/project/out/a.json')).toBe(run(['check', '-f', 'json'], { result }).out);
    expect(run(['check', '-f', 'json', '-o', 'json=a.json'], { result }).out).toBe('');
  });

  it('take a file without a format for the one format', () => {
    expect(run(['check', '-f', 'json', '-o', 'a=b.json'], { result }).code).toBe(2);
    expect([...run(['check', '-f', 'json', '-o', './a=b.json'], { result }).written]).toEqual([
      ['/project/a=b.json', run(['check', '-f', 'json'], { result }).out],
    ]);
  });

  it.each([
    [['-o', 'jsno=a'], 'unknown format `jsno` in `--output-file jsno=a`; did you mean `json`?'],
    [['-o', 'json='], '`--output-file json=` names no file'],
    [['-o', 'a', '-o', 'b'], '`--output-file` is given 2 times: write `--output-file FORMAT=FILE`'],
    [['-f', 'json', '-f', 'text', '-o', 'a'], '`--output-file` fits several formats: write `--output-file json=a`'],
  ])('%j is told in one line', (flags, message) => {
    expect(run(['check', ...flags], { result })).toMatchObject({ code: 2, out: '', err: `hidden-state: ${message}\n`, asked: undefined });
  });

  it('ask for rewrites where a format shows them', () => {
    expect(run(['check', '-f', 'compact']).asked?.rewrites).toBe(false);
    expect(run(['check', '-f', 'compact', '-o', 'json=a.json']).asked?.rewrites).toBe(true);
  });

  it.each(Object.keys(FORMATS))('may be %s', (format) => {
    const { out, code, err } = run(['check', '-f', format], { result });
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain('waits for the response without a bound');
  });

  it('have a step summary on GitHub, behind what other steps wrote', () => {
    const env = { GITHUB_STEP_SUMMARY: '/runner/summary.md' };
    const { appended, code } = run(['check', '-f', 'github'], { result, env });
    expect(code).toBe(1);
    expect(appended.get('/runner/summary.md')).toContain('require-timeout');
    expect(run(['check', '-f', 'text'], { result, env }).appended.size).toBe(0);
    expect(run(['check', '-f', 'github'], { result }).appended.size).toBe(0);
  });

  it('are as good where the step summary cannot be written', () => {
    const outcome = run(['check', '-f', 'github'], { result, env: { GITHUB_STEP_SUMMARY: '/x' }, unwritable: true });
    expect(outcome).toMatchObject({ code: 1, err: 'hidden-state: the step summary could not be written: EACCES: permission denied\n' });
  });
});
