import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { RuleInfo } from '../../src/analyzer/config.js';
import { configSchema } from '../../src/analyzer/config/json-schema.js';

const FOLDER = fileURLToPath(new URL('../../src/rules', import.meta.url));

/** The rules by their folders, as the generated list has them. */
async function loadRules(): Promise<RuleInfo[]> {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) => /^[^/\\]+[/\\]index\.ts$/.test(file));
  const modules = files.sort().map((file) => import(/* @vite-ignore */ `${FOLDER}/${file}`) as Promise<{ default: RuleInfo }>);
  return (await Promise.all(modules)).map((module) => module.default);
}

describe('the published schema of the configuration', () => {
  it('is what the rules say; `npx vitest run tests/cli/config-schema.test.ts -u` writes it', async () => {
    const schema = configSchema(await loadRules());
    new Ajv({ strict: false }).compile(schema);
    await expect(`${JSON.stringify(schema, undefined, 2)}\n`).toMatchFileSnapshot('../../schema/config.schema.json');
  });
});
