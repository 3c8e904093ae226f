import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkModule } from '../../src/analyzer/ir/check.js';
import { createLowerer } from '../../src/analyzer/lower/index.js';

const ROOT = join(import.meta.dirname, '../../node_modules');
const PACKAGES = ['typescript-eslint', '@typescript-eslint', 'eslint', 'vite', 'vitest', '@vitest', 'prettier', 'yargs', 'semver', 'ajv'];

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && /\.[mc]?[jt]sx?$/.test(e.name))
    .map((e) => join(e.parentPath, e.name))
    .filter((file) => statSync(file).size < 500_000);
}

test('every file of a few packages lowers to an IR that holds its invariants', () => {
  const lowerer = createLowerer();
  const files = PACKAGES.flatMap((name) => filesBelow(join(ROOT, name)));
  const wrong: string[] = [];
  for (const file of files) {
    for (const violation of checkModule(lowerer.lower(file, readFileSync(file, 'utf8')).ir)) wrong.push(`${file}: ${violation}`);
  }
  expect(wrong).toEqual([]);
  expect(files.length).toBeGreaterThan(1_500);
}, 180_000);
