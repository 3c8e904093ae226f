import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import { defineConfig } from 'eslint/config';
import { parser } from 'typescript-eslint';
import { afterAll, expect, it } from 'vitest';
import { makePlugin, scratch } from './lint.js';

const place = scratch();
afterAll(place.remove);

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The configuration of the README as a function of what it imports. */
function configured(): Linter.Config[] {
  const block = [...README.matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code).find((code) => code.includes('defineConfig'));
  const imports = [...(block ?? '').matchAll(/^import (?:\{ (\w+) \}|(\w+)) from '([^']+)';$/gm)].map(([, a, b, from]) => [a ?? b, from]);
  expect(imports).toEqual([
    ['defineConfig', 'eslint/config'],
    ['hiddenState', 'eslint-plugin-hidden-state'],
    ['parser', 'typescript-eslint'],
  ]);
  const body = (block ?? '').replace(/^import .*$/gm, '').replace('export default', 'return');
  // Our own README, with what a user would have installed.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const make = new Function('defineConfig', 'hiddenState', 'parser', body) as (...installed: unknown[]) => Linter.Config[];
  return make(defineConfig, makePlugin().plugin, parser);
}

it("the README's configuration finds something in a TypeScript service, and suggests what to do", async () => {
  writeFileSync(join(place.dir, 'package.json'), '{ "name": "shop", "dependencies": { "axios": "^1" } }');
  const text = `import axios from 'axios';\nexport const users: object = axios.create({ baseURL: 'https://users.internal' });\n`;
  const eslint = new ESLint({ cwd: place.dir, overrideConfigFile: true, overrideConfig: configured() });
  for (const file of ['users.ts', 'users.mts', 'users.tsx']) {
    const [{ messages }] = await eslint.lintText(text, { filePath: join(place.dir, file) });
    expect(
      messages.map(({ ruleId, line, suggestions }) => [ruleId, line, (suggestions ?? []).length > 0]),
      file,
    ).toEqual([['hidden-state/require-timeout', 2, true]]);
  }
});
