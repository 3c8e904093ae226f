import { describe, expect, it } from 'vitest';
import type { Severity } from '../../src/analyzer/finding.js';
import { resultOf } from '../report/samples.js';
import { FINDING, run, SOURCE } from './fake.js';

const found = (...severities: Severity[]) => ({ findings: severities.map((severity) => ({ ...FINDING, severity })) });

describe('the exit code of check', () => {
  it.each([
    ['no finding', [], [], 0],
    ['an error', ['error'], [], 1],
    ['a warning', ['warning'], [], 0],
    ['a warning, failing on warnings', ['warning'], ['--fail-on', 'warning'], 1],
    ['a warning, failing on warn', ['warning'], ['--fail-on=warn'], 1],
    ['advice, failing on warnings', ['info'], ['--fail-on', 'warning'], 0],
    ['advice, failing on advice', ['info'], ['--fail-on', 'info'], 1],
    ['an error, failing never', ['error'], ['--fail-on', 'never'], 0],
    ['an error, without exit code', ['error'], ['--no-exit-code'], 0],
    ['an error made a warning', ['error'], ['--rule', 'require-timeout=warn'], 0],
    ['a warning made an error', ['warning'], ['--rule=require-timeout=error'], 1],
    ['advice under a rule made an error', ['info'], ['--rule', 'require-timeout=error'], 0],
    ['an error of a rule that is off', ['error'], ['--rule', 'require-timeout=off'], 0],
  ] as const)('for %s', (_, severities, flags, code) => {
    expect(run(['check', ...flags], { result: found(...severities) }).code).toBe(code);
  });

  it('is 0 when a file failed and the others are clean', () => {
    const outcome = run(['check'], {
      result: { files: ['src/a.ts', 'src/pay.ts'], errors: [{ file: 'src/a.ts', message: 'unreadable' }] },
    });
    expect(outcome.code).toBe(0);
    expect(outcome.out).toContain('src/a.ts: unreadable');
  });

  it('is 2 when nothing could be analysed', () => {
    const outcome = run(['check'], { result: { errors: [{ file: 'src/pay.ts', message: 'unreadable' }] } });
    expect(outcome).toMatchObject({ code: 2, err: 'hidden-state: no file could be analysed\n' });
    expect(outcome.out).toContain('src/pay.ts: unreadable');
  });

  it('is 2 when there is no file to analyse', () => {
    const outcome = run(['check', '--no-exit-code'], {
      result: { files: [], skipped: [{ file: 'a.test.ts', reason: 'test' }] },
    });
    expect(outcome.code).toBe(2);
    expect(outcome.err).toMatch(/^hidden-state: no file to analyse; .*\n$/);
    expect(outcome.out).toContain('1 skipped: 1 test');
  });

  it('is 2 for a fault of ours, with what a report of it needs', () => {
    const outcome = run(['check'], {
      analyze: () => {
        throw new Error('oops \u001b[2J');
      },
    });
    expect(outcome.code).toBe(2);
    expect(outcome.err).toContain('internal error in hidden-state, please report it: Error: oops \\x1b[2J\n');
    expect(outcome.err).not.toContain('\u001b');
  });
});

describe('what check asks of the analysis', () => {
  it('is the working directory, what is proven, no cache, and every rule by default', () => {
    expect(run(['check']).asked).toMatchObject({
      root: '/project',
      paths: ['/project'],
      certainty: 'proven',
      cache: false,
      config: {
        rules: {
          'no-module-state': { level: 'default', options: {} },
          'require-timeout': { level: 'default', options: { maxMs: 60_000 } },
        },
        include: [],
        ignore: [],
        gitignore: true,
        maxFileSize: 1024 * 1024,
      },
    });
  });

  it('is what is likely, too, with --strict', () => {
    expect(run(['check', '--strict']).asked?.certainty).toBe('likely');
  });

  it('names the paths given, from where it was started', () => {
    expect(run(['check', 'pay.ts', '.'], { cwd: '/project/src' }).asked).toMatchObject({
      root: '/project',
      paths: ['/project/src/pay.ts', '/project/src'],
    });
  });

  it('has the root around the paths where they lie elsewhere', () => {
    const files = { '/other/package.json': '{}', '/other/lib/a.ts': '', '/other/lib/b.ts': '' };
    expect(run(['check', '../other/lib/a.ts', '/other/lib/b.ts'], { files }).asked?.root).toBe('/other');
    expect(run(['check', '../other/lib/a.ts', 'src'], { files }).asked?.root).toBe('/');
  });

  it('has the root around the paths where it was started beside checkouts, in no project', () => {
    const files = { '/code/shop/package.json': '{}', '/code/shop/a.ts': '', '/code/mail/package.json': '{}', '/code/mail/b.ts': '' };
    expect(run(['check', 'shop'], { files, cwd: '/code' }).asked?.root).toBe('/code/shop');
    expect(run(['check', 'shop', 'mail'], { files, cwd: '/code' }).asked?.root).toBe('/code');
    expect(run(['check', 'shop'], { files: { ...files, '/code/package.json': '{}' }, cwd: '/code' }).asked?.root).toBe('/code');
  });

  it('has a checkout of its own as the root where the repository around ignores it', () => {
    const files = {
      '/project/.gitignore': 'scratch\n',
      '/project/scratch/shop/package.json': '{}',
      '/project/scratch/shop/a.ts': '',
    };
    expect(run(['check', '.'], { files, cwd: '/project/scratch/shop' }).asked?.root).toBe('/project/scratch/shop');
  });

  it('switches kinds of files on, and patterns off', () => {
    const { asked } = run([
      'check',
      '--include',
      'test',
      '--include=script',
      '--ignore-pattern',
      'legacy/',
      '--ignore-pattern',
      '*.gen.ts',
    ]);
    expect(asked?.config).toMatchObject({
      include: ['test', 'script'],
      ignore: ['legacy/', '*.gen.ts'],
      gitignore: true,
    });
  });

  it('disregards what is ignored with --no-ignore, except by flag', () => {
    const files = { '/project/hidden-state.config.json': '{"ignore":["a"]}' };
    expect(run(['check', '--ignore-pattern', 'b'], { files }).asked?.config.ignore).toEqual(['a', 'b']);
    expect(run(['check', '--no-ignore', '--ignore-pattern', 'b'], { files }).asked?.config).toMatchObject({
      ignore: ['b'],
      gitignore: false,
    });
  });

  it.each([
    [['--cache'], { dir: '/project/node_modules/.cache/hidden-state' }],
    [['--no-cache'], false],
    [['--cache', '--no-cache'], false],
    [['--no-cache', '--cache'], { dir: '/project/node_modules/.cache/hidden-state' }],
    [['--cache-location', 'tmp/c'], { dir: '/project/tmp/c' }],
    [['--cache-location', 'tmp/c', '--no-cache'], false],
  ])('keeps a cache with %j', (flags, cache) => {
    expect(run(['check', ...flags]).asked?.cache).toEqual(cache);
  });
});

describe('what check writes', () => {
  it('is JSON with --format json, as seen from the working directory', () => {
    const { out } = run(['check', '-f', 'json'], { result: found('error'), cwd: '/project/src' });
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      tool: { name: 'hidden-state', version: '1.2.3' },
      findings: [{ file: 'pay.ts' }],
    });
  });

  it('has the severity and the count that the configuration makes of it', () => {
    const { out } = run(['check', '-f', 'json', '--rule', 'require-timeout=info'], { result: found('error', 'info') });
    expect((JSON.parse(out) as { findings: object[] }).findings).toMatchObject([{ severity: 'info' }, { severity: 'info' }]);
  });

  it('goes to a file with --output-file, and nowhere else', () => {
    const { out, written, code } = run(['check', '-f', 'json', '-o', 'out/report.json'], { result: found('error') });
    expect(out).toBe('');
    expect(code).toBe(1);
    expect(JSON.parse(written.get('/project/out/report.json') ?? '')).toMatchObject({ version: 1 });
  });

  it('is a failure where the file cannot be written', () => {
    expect(run(['check', '-o', 'report.txt'], { unwritable: true })).toMatchObject({
      code: 2,
      err: 'hidden-state: cannot write `report.txt`: EACCES: permission denied\n',
    });
  });

  it('has its numbers on stderr with --stats', () => {
    const plain = run(['check']);
    const { out, err } = run(['check', '--stats']);
    expect(out).toBe(plain.out);
    expect(plain.err).toBe('');
    expect(err).toMatch(/lower +22\.3 ms\n/);
    expect(err).toMatch(/ {2}require-timeout +3\.5 ms\n/);
  });

  it.each([
    [{}, [], false],
    [{ tty: true }, [], true],
    [{ tty: true }, ['--no-color'], false],
    [{}, ['--color'], true],
    [{}, ['--color', '--no-color'], false],
    [{ tty: true, env: { NO_COLOR: '1' } }, [], false],
    [{ tty: true, env: { NO_COLOR: '' } }, [], true],
    [{ tty: true, env: { TERM: 'dumb' } }, [], false],
    [{ env: { FORCE_COLOR: '1' } }, [], true],
    [{ tty: true, env: { FORCE_COLOR: '0' } }, [], false],
    [{ env: { FORCE_COLOR: '1' } }, ['--no-color'], false],
    [{ env: { NO_COLOR: '1' } }, ['--color'], true],
  ])('has colours for %j and %j: %s', (setup, flags, colours) => {
    expect(run(['check', ...flags], { ...setup, result: found('error') }).out.includes('\u001b[')).toBe(colours);
  });

  it('has no colours in a file', () => {
    const { written } = run(['check', '-o', 'r.txt'], { tty: true, result: found('error') });
    expect(written.get('/project/r.txt')).not.toContain('\u001b');
    expect(written.get('/project/r.txt')).toContain(SOURCE.split('\n')[1]);
  });
});

describe('the progress', () => {
  const analyze = (input: Parameters<NonNullable<NonNullable<Parameters<typeof run>[1]>['analyze']>>[0]) => {
    input.onProgress?.({ phase: 'parse', done: 1, total: 2 });
    input.onProgress?.({ phase: 'parse', done: 2, total: 2 });
    input.onProgress?.({ phase: 'link', done: 0, total: 0 });
    return resultOf();
  };

  it('is one line on a terminal, paced, and gone at the end, when the speed of the run is said', () => {
    expect(run(['check'], { analyze, tty: true }).err).toBe('\r\u001b[2KReading 1/2\r\u001b[2KLinking\r\u001b[2K1 file in 0.0 s\n');
  });

  it.each([
    [{}, []],
    [{ tty: true, env: { CI: 'true' } }, []],
    [{ tty: true }, ['--no-progress']],
  ])('is not shown for %j and %j', (setup, flags) => {
    const outcome = run(['check', ...flags], { ...setup, analyze });
    expect(outcome.err).toBe('');
    expect(outcome.asked).not.toHaveProperty('onProgress');
  });

  it('is gone when the analysis fails', () => {
    const failing = (input: Parameters<typeof analyze>[0]) => {
      analyze(input);
      throw new Error('oops');
    };
    expect(run(['check'], { analyze: failing, tty: true }).err).toContain('\r\u001b[2Khidden-state: internal error');
  });
});
