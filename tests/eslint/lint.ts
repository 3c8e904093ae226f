import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parser as tsParser } from 'typescript-eslint';
import { Linter } from 'eslint';
import { createNodeHost, type Host } from '../../src/analyzer/host.js';
import { createPlugin, type HiddenStatePlugin } from '../../src/eslint/plugin.js';
import type { PluginIo } from '../../src/eslint/projects.js';
import type { AnyRule } from '../../src/rules/define.js';
import { RULES } from '../../src/rules/index.js';

export const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url));

/** Every story, as `rule/story`. */
export const stories = (): string[] =>
  RULES.flatMap(({ id }) => (existsSync(join(FIXTURES, id)) ? readdirSync(join(FIXTURES, id)).map((name) => `${id}/${name}`) : []));

/** A directory of its own, away from this repository: what is below `tests/` is a test to the tool. */
export function scratch(): { dir: string; remove: () => void } {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'hidden-state-eslint-')));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

export function copyStory(story: string, to: string): string {
  const dir = join(to, story.replace('/', '--'));
  cpSync(join(FIXTURES, story), dir, { recursive: true });
  // Without one, the project would be whatever lies around the directory for temporary files.
  if (!existsSync(join(dir, 'package.json'))) writeFileSync(join(dir, 'package.json'), '{}\n');
  return dir;
}

/** Writes files of a directory; no two versions have the same time, however fast the test is. */
export function writerIn(dir: string): (file: string, text: string) => void {
  let seconds = 0;
  return (file, text) => {
    const path = join(dir, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    const time = new Date(2020, 0, 1, 0, 0, ++seconds);
    utimesSync(path, time, time);
  };
}

/** The sources of a directory, relative to it. */
export function sourcesOf(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[cm]?[jt]sx?$/.test(name) && !name.includes('node_modules'))
    .sort();
}

export interface Bench {
  readonly plugin: HiddenStatePlugin;
  readonly notes: string[];
  /** The clock of the plugin, in milliseconds. */
  readonly clock: { now: number };
  /** How often the host was asked for a file's text. */
  readonly reads: Map<string, number>;
}

export function makePlugin(rules: readonly AnyRule[] = RULES, host: Host = createNodeHost(), whenIdle?: PluginIo['whenIdle']): Bench {
  const notes: string[] = [];
  const clock = { now: 0 };
  const reads = new Map<string, number>();
  const counting: Host = {
    ...host,
    readText: (path) => {
      reads.set(path, (reads.get(path) ?? 0) + 1);
      return host.readText(path);
    },
  };
  const io = { host: counting, now: () => clock.now, note: (message: string) => void notes.push(message), ...(whenIdle && { whenIdle }) };
  return { plugin: createPlugin(rules, '0.0.0', io), notes, clock, reads };
}

export type Message = Linter.LintMessage;

export interface LintOptions {
  readonly text?: string;
  readonly config?: 'recommended' | 'strict';
  readonly rules?: Linter.RulesRecord;
  readonly parser?: 'espree' | 'typescript';
}

/** Lints one file of a project as ESLint does, with its working directory in the project's root. */
export function lint(plugin: HiddenStatePlugin, cwd: string, file: string, options: LintOptions = {}): Message[] {
  const text = options.text ?? readFileSync(join(cwd, file), 'utf8');
  const linter = new Linter({ configType: 'flat', cwd });
  const parser = options.parser ?? (/\.[cm]?tsx?$/.test(file) ? 'typescript' : 'espree');
  return linter.verify(
    text,
    [
      { files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'] },
      plugin.configs[options.config ?? 'recommended'],
      { ...(parser === 'typescript' && { languageOptions: { parser: tsParser } }), rules: options.rules ?? {} },
    ],
    join(cwd, file),
  );
}
