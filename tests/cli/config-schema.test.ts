import { existsSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { RuleInfo } from '../../src/analyzer/config.js';
import { configSchema } from '../../src/analyzer/config/json-schema.js';

const INDEX = new URL('../../src/rules/index.ts', import.meta.url);

describe('the published schema of the configuration', () => {
  // The list of rules is generated: a checkout in which that has not happened yet has nothing to compare.
  it.skipIf(!existsSync(INDEX))('is what the rules say; `npx vitest run tests/cli/config-schema.test.ts -u` writes it', async () => {
    const { RULES } = (await import(/* @vite-ignore */ INDEX.pathname)) as { RULES: readonly RuleInfo[] };
    const schema = configSchema(RULES);
    new Ajv({ strict: false }).compile(schema);
    await expect(`${JSON.stringify(schema, undefined, 2)}\n`).toMatchFileSnapshot('../../schema/config.schema.json');
  });
});
