import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFilesAtomically } from '../../src/cli/write-file.js';

const dir = fs.mkdtempSync(join(tmpdir(), 'hidden-state-write-'));
const names = Array.from({ length: 40 }, (_, i) => join(dir, `file-${i}.txt`));
const body = (word: string): string => `${word}\n`.repeat(20_000);

beforeAll(() => {
  const source = fs.readFileSync(fileURLToPath(new URL('../../src/cli/write-file.ts', import.meta.url)), 'utf8');
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } });
  fs.writeFileSync(join(dir, 'write-file.mjs'), outputText);
  fs.writeFileSync(
    join(dir, 'run.mjs'),
    `import { writeFilesAtomically } from './write-file.mjs';
const names = ${JSON.stringify(names)};
process.stdout.write('ready');
for (let i = 0; ; i++) writeFilesAtomically(new Map(names.map((name) => [name, (i % 2 ? 'old\\n' : 'new\\n').repeat(20000)])));
`,
  );
});

afterAll(() => fs.rmSync(dir, { recursive: true, force: true }));

/** Lets the writer run for a while and kills it. */
const killedAfter = (milliseconds: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(dir, 'run.mjs')]);
    child.once('error', reject);
    child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), milliseconds));
    child.once('exit', () => resolve());
  });

describe('several files', () => {
  it('are each old or new when the writer is killed', { timeout: 60_000 }, async () => {
    for (const milliseconds of [3, 11, 24, 37, 58]) {
      for (const name of names) fs.writeFileSync(name, body('old'));
      await killedAfter(milliseconds);
      const states = new Set(names.map((name) => fs.readFileSync(name, 'utf8')));
      for (const state of states) expect([body('old'), body('new')].includes(state)).toBe(true);
    }
  });

  it('stay as they were when one cannot be written, and keep their mode', () => {
    const [first] = names;
    fs.writeFileSync(first, 'old', { mode: 0o640 });
    fs.chmodSync(first, 0o640);
    const clean = fs.readdirSync(dir).filter((name) => !name.startsWith('.')).length;
    expect(() => writeFilesAtomically(new Map([[first, 'new'], [join(dir, 'none', 'x'), 'new']]))).toThrow('ENOENT'); // prettier-ignore
    expect(fs.readFileSync(first, 'utf8')).toBe('old');
    writeFilesAtomically(new Map([[first, 'new']]));
    expect(fs.readFileSync(first, 'utf8')).toBe('new');
    expect(fs.statSync(first).mode & 0o777).toBe(0o640);
    expect(fs.readdirSync(dir).filter((name) => !name.startsWith('.')).length).toBe(clean);
  });
});
