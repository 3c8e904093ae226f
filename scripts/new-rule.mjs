#!/usr/bin/env node
/** `npm run new-rule -- <id>`: a rule's folder, its page and its first fixture. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fail, root, RULE_PAGE_SECTIONS, scaffold } from './house.mjs';

const [id] = process.argv.slice(2);
if (!/^(no|require|prefer)(-[a-z]+)+$/.test(id ?? ''))
  fail('usage: npm run new-rule -- <id>, such as no-unbounded-fanout or require-idempotency-key');

const TypeName = id.replace(/(^|-)(\w)/g, (_, __, letter) => letter.toUpperCase());

scaffold({
  [`src/rules/${id}/index.ts`]: `import type { Site } from '../../analyzer/link/values.js';
import { defineRule, type MatchBase } from '../define.js';

interface ${TypeName}Match extends MatchBase {
  readonly at: Site;
  readonly name: string;
}

export default defineRule({
  id: '${id}',
  summary: 'One sentence that says what is found.',
  harm: 'outage',
  messages: {
    found: '\`{{name}}\` does this, to those, under that load; do this instead',
  },
  schema: { type: 'object', additionalProperties: false, properties: {} },
  defaultOptions: {},
  detect: (): readonly ${TypeName}Match[] => [],
  explain: ({ at, name }) => ({
    at,
    messageId: 'found',
    data: { name },
    name,
    witness: [{ at, message: 'what happens here' }],
  }),
});
`,
  [`docs/rules/${id}.md`]: `# ${id}

One sentence that says what is found.

${RULE_PAGE_SECTIONS.map((title) => `## ${title}\n`).join('\n')}`,
  [`tests/fixtures/${id}/first-story/input.ts`]: `// Rename the folder after the story it tells. A guilty line says what is expected of it; the others must stay silent.
export const guilty = (): number => 1; // expect: error proven kind
export const innocent = (): number => 2;
`,
});

const { status } = spawnSync(process.execPath, [join(root, 'scripts/gen-docs.mjs')], { stdio: 'inherit' });
if (status === 0) console.log(`\nNow: \`npm test\` fails on the first story until \`detect\` finds it. See CONTRIBUTING.md, "A rule".`);
process.exitCode = status ?? 1;
