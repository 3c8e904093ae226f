import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PAGE_SCRIPTS } from '../../src/report/audit/index.js';
import { FINDING, run, type Setup } from '../cli/fake.js';
import { dataIn } from './samples.js';

const own = Object.fromEntries(
  PAGE_SCRIPTS.map((name) => [
    `dist/report/audit/page/${name}`,
    readFileSync(new URL(`../../src/report/audit/page/${name}`, import.meta.url), 'utf8'),
  ]),
);
const audit = (argv: readonly string[] = [], setup: Setup = {}) =>
  run(['audit', ...argv], { own, env: { SOURCE_DATE_EPOCH: '1767323045' }, ...setup });
const found = { result: { findings: [FINDING] } };
const REPORT = '/project/hidden-state-report.html';

describe('hidden-state audit', () => {
  it('writes a page, says where, and does not fail for what it found', () => {
    const { code, out, err, written } = audit([], found);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^1 finding \(1 error\) in 1 file\nWrote hidden-state-report\.html \(0\.\d MB\)\n$/);
    expect([...written.keys()]).toEqual([REPORT]);
    expect(dataIn(written.get(REPORT) ?? '')).toMatchObject({ project: 'shop', generatedAt: '2026-01-02T03:04:05.000Z', verdict: 'care' });
  });

  it('asks for everything: what is likely, the state, the rewrites', () => {
    expect(audit().asked).toMatchObject({ root: '/project', paths: ['/project'], certainty: 'likely', inventory: true, rewrites: true });
  });

  it('takes a directory and a file, and the flags of an analysis', () => {
    const { asked, written } = audit(['src', '-o', 'out/audit.html', '--rule', 'require-timeout=off'], found);
    expect(asked?.paths).toEqual(['/project/src']);
    expect(asked?.config.rules['require-timeout']?.level).toBe('off');
    expect([...written.keys()]).toEqual(['/project/out/audit.html']);
  });

  it('knows packages, what they use, and owners', () => {
    const files = {
      '/project/package.json': '{"name":"shop","workspaces":["packages/*"],"dependencies":{"lib":"*"}}',
      '/project/packages/lib/package.json': '{"name":"lib"}',
      '/project/packages/lib/a.ts': 'export {};\n',
      '/project/CODEOWNERS': '* @second\n',
      '/project/.github/CODEOWNERS': '* @first\n',
    };
    const finding = { ...FINDING, file: 'packages/lib/a.ts' };
    const { written } = audit([], { files, result: { files: ['packages/lib/a.ts', 'src/pay.ts'], findings: [finding] } });
    const data = dataIn(written.get(REPORT) ?? '');
    expect(data.packages).toMatchObject([
      { name: 'shop', dir: '', verdict: 'care', through: [1] },
      { name: 'lib', dir: 'packages/lib', verdict: 'care', findings: 1 },
    ]);
    expect(data.owners).toEqual(['@first']);
  });

  it('says nothing of what was skipped elsewhere', () => {
    const skipped = [
      { file: 'src/a.test.ts', reason: 'test' },
      { file: 'tools/b.js', reason: 'script' },
    ];
    const { written } = audit(['src'], { result: { skipped } });
    expect(dataIn(written.get(REPORT) ?? '').skipped).toEqual([['test', 1]]);
  });

  it.each([
    [['a', 'b'], {}, '`audit` takes one directory'],
    [['nowhere'], {}, 'no such file or directory: `nowhere`'],
    [['--strict'], {}, '`--strict` has no meaning for `audit`'],
    [[], { unwritable: true }, 'cannot write `hidden-state-report.html`: EACCES: permission denied'],
    [[], { result: { files: [] } }, 'no file to analyse'],
    [[], { own: {} }, 'the package lacks dist/report/audit/page/dom.js'],
  ] as const)('is wrong with %j and %j', (argv, setup, message) => {
    const { code, err } = audit(argv, setup);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('fails for a fault of ours, with the page written all the same', () => {
    const { code, written } = audit([], { result: { errors: [{ file: '', message: 'internal error in x', internal: true }] } });
    expect(code).toBe(2);
    expect(written.has(REPORT)).toBe(true);
  });
});
