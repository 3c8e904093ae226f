import { describe, expect, it } from 'vitest';
import type { DirectiveUse, Finding, Severity } from '../../src/analyzer/finding.js';
import { renderBaseline } from '../../src/gate/baseline.js';
import { knownOf } from '../../src/gate/match.js';
import { placeOf } from '../report/samples.js';
import { FINDING, run, SOURCE } from './fake.js';

const at = (severity: Severity): Finding => ({ ...FINDING, severity });
const of = (...severities: Severity[]) => ({ findings: severities.map(at) });
const KNOWN: Finding = { ...FINDING, identity: { name: 'fetch', snippet: 'fetch(order.url)' } };
const baseline = (...findings: Finding[]) => ({ '/project/known.json': renderBaseline(findings.map(knownOf)) });

describe('how many warnings are allowed', () => {
  it.each([
    [of('warning'), '0', 1, 'hidden-state: 1 warning, and `--max-warnings` allows 0\n'],
    [of('warning'), '1', 0, ''],
    [of('warning', 'warning'), '1', 1, 'hidden-state: 2 warnings, and `--max-warnings` allows 1\n'],
    [of('info'), '0', 0, ''],
  ])('%j with at most %s: %i', (result, limit, code, err) => {
    expect(run(['check', '--max-warnings', limit], { result })).toMatchObject({ code, err });
  });

  it.each(['many', '-1', '1.5'])('is no %j', (limit) => {
    expect(run(['check', `--max-warnings=${limit}`])).toMatchObject({
      code: 2,
      err: 'hidden-state: `--max-warnings` needs a whole number\n',
    });
  });
});

describe('quiet', () => {
  it('shows errors only, and counts what it leaves out', () => {
    const { out, err, code } = run(['check', '--quiet', '-f', 'json'], { result: of('error', 'warning', 'info') });
    expect((JSON.parse(out) as { findings: { severity: string }[] }).findings.map(({ severity }) => severity)).toEqual(['error']);
    expect({ err, code }).toEqual({ err: 'hidden-state: 2 findings below `error` are not shown\n', code: 1 });
  });

  it('changes nothing about the exit code', () => {
    expect(run(['check', '--quiet', '--fail-on', 'warning'], { result: of('warning') }).code).toBe(1);
    expect(run(['check', '--quiet', '--max-warnings', '0'], { result: of('warning') }).code).toBe(1);
  });
});

describe('a fault of ours', () => {
  const errors = [{ file: '', message: 'internal error in require-timeout: oops', internal: true as const }];

  it('makes the exit code 2, whatever else there is, and the report is there all the same', () => {
    for (const flags of [[], ['--no-exit-code'], ['--fail-on', 'never']]) {
      const { code, out, err } = run(['check', ...flags], { result: { ...of('error'), errors } });
      expect(code).toBe(2);
      expect(out).toContain('internal error in require-timeout: oops');
      expect(err).toContain('the result is not complete; please report it');
    }
  });

  it('makes nothing stale', () => {
    const { err } = run(['check', '--baseline', 'known.json'], { result: { errors }, files: baseline(KNOWN) });
    expect(err).not.toContain('gone');
  });
});

describe('a baseline', () => {
  it('is named by a flag, or by the configuration as a path from its file', () => {
    const named = run(['check', '--baseline', '../known.json'], {
      result: { findings: [KNOWN] },
      files: baseline(KNOWN),
      cwd: '/project/src',
    });
    expect(named).toMatchObject({ code: 0, err: 'hidden-state: ../known.json knows 1 finding\n' });
    const files = { ...baseline(KNOWN), '/project/hidden-state.config.json': '{"baseline":"./known.json"}' };
    expect(run(['check'], { result: { findings: [KNOWN] }, files, cwd: '/project/src' }).code).toBe(0);
    expect(run(['check', '--no-baseline'], { result: { findings: [KNOWN] }, files })).toMatchObject({ code: 1, err: '' });
  });

  it('makes the analysis look at the whole project', () => {
    const files = baseline(KNOWN);
    expect(run(['check', 'src/pay.ts', '--baseline', 'known.json'], { files }).asked?.paths).toEqual(['/project', '/project/src/pay.ts']);
    expect(run(['check', 'src/pay.ts'], { files }).asked?.paths).toEqual(['/project/src/pay.ts']);
  });

  it('is written where it is named, and by default at the root of the project', () => {
    const result = { findings: [KNOWN] };
    const { written, code } = run(['check', '--update-baseline'], { result, cwd: '/project/src' });
    expect(code).toBe(0);
    expect(written.get('/project/hidden-state-baseline.json')).toBe(renderBaseline([knownOf(KNOWN)]));
    expect([...run(['check', '--update-baseline', '--baseline', 'ci/b.json'], { result }).written.keys()]).toEqual(['/project/ci/b.json']);
  });

  it('holds nothing that steers a terminal', () => {
    const hostile = { ...KNOWN, identity: { name: 'a\u202e', snippet: '\u009b2J' } };
    const { written } = run(['check', '--update-baseline'], { result: { findings: [hostile] } });
    const text = written.get('/project/hidden-state-baseline.json') ?? '';
    expect(text).toContain('\\u202e');
    expect(text).not.toMatch(/[\u202e\u009b]/);
  });

  it.each([
    [['--baseline', 'none.json'], {}, 'no such baseline: `none.json`; `--update-baseline` makes it'],
    [['--prune-baseline'], {}, 'no such baseline: `hidden-state-baseline.json`; `--update-baseline` makes it'],
    [['--baseline', 'known.json'], { '/project/known.json': '{' }, 'the baseline `known.json` is no JSON'],
    [['--update-baseline', '--baseline', 'known.json'], { '/project/known.json': '{' }, 'the baseline `known.json` is no JSON'],
    [
      ['--no-baseline', '--update-baseline'],
      {},
      '`--no-baseline` disregards the baseline: the other flags about it have no meaning beside it',
    ],
    [['--update-baseline', '--prune-baseline'], {}, '`--update-baseline` does what `--prune-baseline` does, and more: give one of them'],
    [['--update-baseline', '--since', 'HEAD'], {}, '`--update-baseline` takes all findings, `--since` leaves some out: give one of them'],
  ])('%j with %j is refused', (flags, files, message) => {
    const outcome = run(['check', ...flags], { result: { findings: [KNOWN] }, files });
    expect(outcome).toMatchObject({ code: 2, out: '', err: `hidden-state: ${message}\n` });
    expect(outcome.written.size).toBe(0);
  });

  it('that cannot be written is a failure', () => {
    expect(run(['check', '--update-baseline'], { unwritable: true })).toMatchObject({
      code: 2,
      err: 'hidden-state: cannot write `hidden-state-baseline.json`: EACCES: permission denied\n',
    });
  });
});

describe('stdin', () => {
  it('stands for its file in the project around it', () => {
    const { asked } = run(['check', '--stdin', '--stdin-filename', 'src/new.ts'], { stdin: 'let x;' });
    expect(asked).toMatchObject({ root: '/project', paths: ['/project/src/new.ts'] });
    expect(asked?.host?.readText('/project/src/new.ts')).toBe('let x;');
    expect(asked?.host?.readText('/project/src/pay.ts')).toBe(SOURCE);
  });

  it('is what the report shows', () => {
    const stdin = SOURCE.replace('order.url', 'their.url');
    expect(run(['check', '--stdin', '--stdin-filename', 'src/pay.ts'], { stdin, result: of('error') }).out).toContain('their.url');
  });

  it.each([
    [['--stdin'], '`--stdin` needs `--stdin-filename FILE`: what code means depends on where it lies'],
    [['--stdin-filename', 'a.ts'], '`--stdin-filename` is for `--stdin`'],
    [['--stdin', '--stdin-filename', 'a.ts', 'src'], '`--stdin` takes no path: `--stdin-filename` is the path'],
    [['--stdin', '--stdin-filename', 'src'], '`src` is a directory'],
    [['--stdin', '--stdin-filename', 'a.ts', '--staged'], '`--stdin` and `--staged` are two sources of the same file'],
    [['--staged'], 'git: not a git repository'],
    [['--since', 'HEAD'], 'git: not a git repository'],
  ])('%j is refused', (flags, message) => {
    expect(run(['check', ...flags])).toMatchObject({ code: 2, out: '', err: `hidden-state: ${message}\n` });
  });
});

describe('comments that switch rules off', () => {
  const use = (more: Partial<DirectiveUse>): DirectiveUse => ({
    ...placeOf('src/pay.ts', SOURCE, 'return'),
    reason: 'because',
    rules: ['require-timeout'],
    unused: [],
    silences: 1,
    ...more,
  });
  const rulesOf = (out: string) => (JSON.parse(out) as { findings: { ruleId: string }[] }).findings.map(({ ruleId }) => ruleId);
  const check = (directives: DirectiveUse[], flags: readonly string[], config = '{}') =>
    run(['check', '-f', 'json', ...flags], { result: { directives }, files: { '/project/hidden-state.config.json': config } });

  it('may have to say why', () => {
    const bare = use({ reason: '' });
    expect(rulesOf(check([bare, use({})], []).out)).toEqual([]);
    expect(rulesOf(check([bare, use({})], ['--require-disable-reason']).out)).toEqual(['disable-directive-without-reason']);
    expect(rulesOf(check([bare], [], '{"requireDisableReason":true}').out)).toEqual(['disable-directive-without-reason']);
  });

  it('are reported where they do nothing, as severely as wanted', () => {
    const idle = use({ unused: ['require-timeout', 'no-such'], silences: 0 });
    const config = '{"reportUnusedDisableDirectives":"warn"}';
    const both = ['unused-disable-directive', 'unused-disable-directive'];
    expect(check([idle], ['--report-unused-disable-directives'])).toMatchObject({ code: 1, err: '' });
    expect(rulesOf(check([idle], ['--report-unused-disable-directives']).out)).toEqual(both);
    expect(check([idle], [], config).code).toBe(0);
    expect(rulesOf(check([idle], [], config).out)).toEqual(both);
    expect(rulesOf(check([idle], ['--report-unused-disable-directives-severity', 'off'], config).out)).toEqual([]);
    expect(check([idle], []).err).toContain('1 disable comment without effect, as in src/pay.ts:2');
  });
});
