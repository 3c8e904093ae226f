// A project with a plugin like ours whose one rule suggests a rewrite with two edits.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const PLUGIN = (modules) => `
import { createPlugin } from ${JSON.stringify(pathToFileURL(join(modules, 'eslint/plugin.js')).href)};
import { createNodeHost } from ${JSON.stringify(pathToFileURL(join(modules, 'analyzer/host.js')).href)};

const rule = {
  id: 'no-call', summary: 'Says where something is called', harm: 'outage', messages: { called: 'a call' },
  schema: { type: 'object', additionalProperties: false, properties: {} }, defaultOptions: {},
  detect: (program) => program.units.flatMap((unit) => program.facts(unit).calls.map(({ value }) => ({
    severity: 'error', certainty: 'proven', kind: 'call', at: { unit, ...unit.ir.span(value) },
  }))),
  explain: ({ at }) => ({ at, messageId: 'called', data: {}, witness: [], name: '' }),
  rewrite: ({ at }) => [{ title: 'wrap the call', edits: [
    { file: at.unit.file, start: at.start, end: at.start, text: 'wrap(' }, { file: at.unit.file, start: at.end, end: at.end, text: ')' },
  ] }],
};
export default createPlugin([rule], '0.0.0', { host: createNodeHost(), now: () => performance.now(), note: console.error });
`;

export function createSuggesting(dir, modules) {
  const text = "const 你 = '😀';\nf(你);\n";
  mkdirSync(join(dir, 'src'), { recursive: true });
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(dir, 'plugin.mjs'), PLUGIN(modules));
  writeFileSync(join(dir, 'src/a.js'), text);
  writeFileSync(
    join(dir, '.oxlintrc.json'),
    JSON.stringify({ jsPlugins: ['./plugin.mjs'], categories: { correctness: 'off' }, rules: { 'hidden-state/no-call': 'error' } }),
  );
  return { text, rewritten: text.replace('f(你)', 'wrap(f(你))') };
}
