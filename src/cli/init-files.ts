import { CONFIG_FILE } from '../analyzer/config/read.js';
import { joinPath, relativeTo } from '../analyzer/project/paths.js';
import { BASELINE_FILE } from './gate.js';
import type { Manager, Setup } from './init-detect.js';

/** A file that `init` would write. */
export interface NewFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** The configuration: a baseline from the start, so that the first run is green and only what is new is red. */
export function configFile({ root }: Setup): NewFile {
  const config = {
    $schema: './node_modules/eslint-plugin-hidden-state/schema/config.schema.json',
    baseline: `./${BASELINE_FILE}`,
  };
  return { path: joinPath(root, CONFIG_FILE), text: `${JSON.stringify(config, undefined, 2)}\n` };
}

/** The workflow for GitHub: what the command line says, once in the log and once at the lines of a pull request. */
export function workflowFile(setup: Setup): NewFile {
  const { root, repository, commands, manager, hasLock } = setup;
  const below = relativeTo(repository, root);
  const lines = [
    'name: hidden-state',
    'on:',
    '  pull_request:',
    '  push:',
    '    branches: [main, master]',
    'permissions:',
    '  contents: read',
    'jobs:',
    '  hidden-state:',
    '    runs-on: ubuntu-latest',
    ...(below === '' ? [] : ['    defaults:', '      run:', `        working-directory: ${JSON.stringify(below)}`]),
    '    steps:',
    '      - uses: actions/checkout@v4',
    ...toolSteps(manager, hasLock, below),
    `      - run: ${commands.install}`,
    `      - run: ${commands.run} check --format text --format github`,
  ];
  return { path: joinPath(repository, '.github/workflows/hidden-state.yml'), text: `${lines.join('\n')}\n` };
}

function toolSteps(manager: Manager, hasLock: boolean, below: string): string[] {
  if (manager === 'bun') return ['      - uses: oven-sh/setup-bun@v2'];
  const node = ['      - uses: actions/setup-node@v4', '        with:', '          node-version: 22'];
  const cache = hasLock && below === '' ? [`          cache: ${manager}`] : [];
  return [...(manager === 'pnpm' ? ['      - uses: pnpm/action-setup@v4'] : []), ...node, ...cache];
}

/** What to add to a linter's configuration by hand: it may be code, and code is not edited unasked. */
export function linterAdvice({ linter }: Setup, rules: readonly string[]): readonly { readonly title: string; readonly text: string }[] {
  if (linter === undefined) return [];
  const texts: Readonly<Record<typeof linter.name, string>> = {
    'ESLint, flat': [
      "import hiddenState from 'eslint-plugin-hidden-state';",
      '',
      '// in the exported list, behind what sets the parser:',
      'hiddenState.configs.recommended,',
    ].join('\n'),
    'ESLint, legacy': '"extends": ["plugin:hidden-state/legacy-recommended"]',
    oxlint: [
      '"jsPlugins": ["eslint-plugin-hidden-state"],',
      '"rules": {',
      rules.map((id) => `  "hidden-state/${id}": "error"`).join(',\n'),
      '}',
    ].join('\n'),
  };
  return [{ title: `To see findings in the editor, add to ${linter.file}`, text: texts[linter.name] }];
}
