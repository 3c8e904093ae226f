import { resolve } from 'node:path';
import type { FindingsOf } from '../analyzer/session.js';
import type { AnyRule } from '../rules/define.js';
import { createProjects, type PluginIo } from './projects.js';
import { toLintRule, type AskForFile } from './rule.js';
import type { FlatConfig, HiddenStatePlugin, RuleContext, RuleEntry, SourceCode } from './types.js';

export type * from './types.js';

const NAME = 'eslint-plugin-hidden-state';
const PREFIX = 'hidden-state';

/** Makes the plugin. Everything that it remembers between files belongs to the object. */
export function createPlugin(rules: readonly AnyRule[], version: string, io: PluginIo): HiddenStatePlugin {
  const ask = askOncePerFile(rules, io);
  const page = (id: string): string => `https://unpkg.com/${NAME}@${version}/docs/rules/${id}.md`;
  const flat = (name: string, options?: Record<string, unknown>): FlatConfig => ({
    name: `${PREFIX}/${name}`,
    get plugins() {
      return { [PREFIX]: plugin };
    },
    rules: entries(rules, options),
  });
  const plugin: HiddenStatePlugin = {
    meta: { name: NAME, version, namespace: PREFIX },
    rules: Object.fromEntries(rules.map((rule) => [rule.id, toLintRule(rule, ask, page(rule.id))])),
    configs: {
      recommended: flat('recommended'),
      strict: flat('strict', { certainty: 'likely' }),
      'legacy-recommended': { plugins: [PREFIX], rules: entries(rules) },
    },
  };
  return plugin;
}

/** Wrong data, lost updates and stops fail a run; what costs time or memory warns. */
function entries(rules: readonly AnyRule[], options?: Record<string, unknown>): Record<string, RuleEntry> {
  return Object.fromEntries(
    rules.map(({ id, harm }): [string, RuleEntry] => {
      const level = harm === 'latency' || harm === 'memory' ? 'warn' : 'error';
      return [`${PREFIX}/${id}`, options === undefined ? level : [level, options]];
    }),
  );
}

/** All rules of a file share one look at the project. oxlint has one `sourceCode` for all files, so the tree is the key. */
function askOncePerFile(rules: readonly AnyRule[], io: PluginIo): AskForFile {
  const projects = createProjects(rules, io);
  const answers = new WeakMap<object, FindingsOf>();
  return (context) => {
    const { ast } = context.sourceCode;
    let answer = answers.get(ast);
    if (answer === undefined) answers.set(ast, (answer = look(context)));
    return answer;
  };

  function look({ cwd, filename, sourceCode }: RuleContext): FindingsOf {
    const { text } = sourceCode;
    const tree: unknown = sourceCode.parserServices?.esTreeNodeToTSNodeMap?.get(sourceCode.ast);
    const path = pathOf(cwd, filename, tree, sourceCode);
    return path === undefined ? () => [] : projects.findingsFor(slashes(cwd), { path, text, tree });
  }
}

const slashes = (path: string): string => path.replaceAll('\\', '/');

/** Where the text is. Text from nowhere, and script out of a component, is analysed alone under a name that says how to parse it. */
function pathOf(cwd: string, filename: string, tree: unknown, { text }: SourceCode): string | undefined {
  if (/\.[cm]?[jt]sx?$/.test(filename)) return slashes(resolve(cwd, filename));
  if (/^\s*</.test(text)) return undefined; // a whole component: not a script
  const parsedAs = /\.\w+$/.exec((tree as { fileName?: string } | undefined)?.fileName ?? '')?.[0];
  const extension = filename.startsWith('<') ? (parsedAs ?? '.js') : '.ts';
  return `/<text>/input${extension}`;
}
