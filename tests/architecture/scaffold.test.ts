import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkArchitecture } from './check.js';
import { LONG_FILES, MAX_LINES, ROOMS } from './rooms.js';

const root = join(import.meta.dirname, '../..');

/** The scaffolds write into the tree they belong to, so they run in a copy of it. */
describe('a scaffold', () => {
  const copy = mkdtempSync(join(tmpdir(), 'scaffold-'));
  const read = (path: string) => readFileSync(join(copy, path), 'utf8');
  const run = (script: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(copy, 'scripts', script), ...args], {
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  };

  beforeAll(() => {
    for (const path of ['src', 'scripts', 'docs', 'README.md', 'package.json', 'tsconfig.json', 'tsconfig.build.json']) {
      cpSync(join(root, path), join(copy, path), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('starts a rule that compiles, keeps to its doors, and is on every list', () => {
    const { status, output } = run('new-rule.mjs', 'no-imaginary-fault');
    expect(output).toContain('created src/rules/no-imaginary-fault/index.ts');
    expect(status, output).toBe(0);
    expect(run('gen-docs.mjs', '--check')).toEqual({ status: 0, output: '' });
    expect(read('src/rules/index.ts')).toContain("import noImaginaryFault from './no-imaginary-fault/index.js';");
    expect(read('README.md')).toContain('[`no-imaginary-fault`](docs/rules/no-imaginary-fault.md)');
    expect(read('tests/fixtures/no-imaginary-fault/first-story/input.ts')).toMatch(/\/\/ expect: error proven \w+$/m);
    const rule = new Map([['src/rules/no-imaginary-fault/index.ts', read('src/rules/no-imaginary-fault/index.ts')]]);
    expect(checkArchitecture(rule, { rooms: ROOMS, maxLines: MAX_LINES, longFiles: LONG_FILES })).toEqual([]);
  });

  it('starts a model that is on the list, with a fixture', () => {
    expect(run('new-model.mjs', '@acme/http.kit')).toMatchObject({ status: 0 });
    expect(read('src/analyzer/models/acme-http-kit.ts')).toContain("package: '@acme/http.kit'");
    expect(read('src/analyzer/models/index.ts')).toContain("from './acme-http-kit.js'");
    expect(read('tests/fixtures/require-timeout/acme-http-kit/input.ts')).toContain("from '@acme/http.kit'");
  });

  it('overwrites nothing', () => {
    expect(run('new-model.mjs', 'axios')).toEqual({
      status: 1,
      output: 'already there: src/analyzer/models/axios.ts\n',
    });
  });

  it.each([
    ['new-rule.mjs', 'NoGo'],
    ['new-rule.mjs', ''],
    ['new-model.mjs', '../escape'],
    ['new-model.mjs', ''],
  ])('%s refuses %j', (script, name) => {
    const { status, output } = run(script, name);
    expect(status).toBe(1);
    expect(output).toMatch(/^usage: npm run new-/);
  });
});
