#!/usr/bin/env node
/** `npm run new-model -- <package>`: a library's model and a fixture for it. */
import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { camelCase, fail, root, scaffold } from './house.mjs';

const [name] = process.argv.slice(2);
if (!/^(@[a-z0-9._-]+\/)?[a-z0-9._-]+$|^node:[a-z_/]+$/.test(name ?? ''))
  fail('usage: npm run new-model -- <package>, such as got or @scope/name');

const slug = name.replace(/^@/, '').replaceAll(/[^a-z0-9]+/g, '-');
const local = camelCase(slug.replace(/^\d+-*/, '')) || 'client';

scaffold({
  [`src/analyzer/models/${slug}.ts`]: `import { defineModel } from './types.js';

export default defineModel({
  package: '${name}',
  source: 'the section of the documentation or the source file, and the version',
  exports: {
    default: { new: { returns: 'Client' } },
  },
  types: {
    Client: {
      is: 'handle',
      members: {
        get: { call: { waits: { for: 'the response', default: 'none', bounds: [{ option: '1.timeout' }], advice: '\`timeout\`' } } },
      },
    },
  },
});
`,
  [`tests/fixtures/require-timeout/${slug}/input.ts`]: `import ${local} from '${name}';

const client = new ${local}();

export const guilty = (id: string): Promise<unknown> => client.get(\`/things/\${id}\`); // expect: error proven unbounded
export const innocent = (id: string): Promise<unknown> => client.get(\`/things/\${id}\`, { timeout: 2_000 });
`,
});

const generator = join(root, 'scripts/gen-models.mjs');
const status = existsSync(generator) ? (spawnSync(process.execPath, [generator], { stdio: 'inherit' }).status ?? 1) : 0;
if (status === 0) {
  console.log(
    `\nNow: \`npm install --prefix tests/types ${name.startsWith('node:') ? '…' : name}\`, so that every name in the model is checked against the real types.`,
  );
  console.log('Then write what the library does. See CONTRIBUTING.md, "A library".');
}
process.exitCode = status;
