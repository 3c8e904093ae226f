import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EMPTY_CONFIG, resolveConfig, type ResolvedConfig, type UserConfig } from '../../src/analyzer/config.js';
import { validateConfig } from '../../src/analyzer/config/validate.js';
import type { Finding, Result, Rewrite, TextEdit } from '../../src/analyzer/finding.js';
import { createMemoryHost } from '../../src/analyzer/host.js';
import { analyze } from '../../src/analyzer/index.js';
import { RULES } from '../../src/rules/index.js';

const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));

/** Texts by path from the story's folder. */
export type Files = Readonly<Record<string, string>>;

/** A fixture story. */
export interface Story {
  readonly rule: string;
  readonly name: string;
  readonly files: Files;
}

/** All stories of a rule. */
export function storiesOf(rule: string): Story[] {
  const folder = join(fixtures, rule);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ rule, name, files: filesIn(join(folder, name)) }));
}

function filesIn(dir: string, prefix = ''): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) Object.assign(files, filesIn(path, `${prefix}${entry.name}/`));
    else if (entry.name !== 'report.txt' && existsSync(path)) files[prefix + entry.name] = readFileSync(path, 'utf8');
  }
  return files;
}

function configOf(files: Files): ResolvedConfig {
  const text = files['hidden-state.config.json'];
  if (text === undefined) return resolveConfig(EMPTY_CONFIG, RULES);
  const checked = validateConfig(JSON.parse(text), Object.fromEntries(RULES.map(({ id, schema }) => [id, schema])));
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const user: UserConfig = checked.config;
  return resolveConfig(user, RULES);
}

/** What all rules say about files in memory. */
export function check(files: Files, rewrites = false): Result {
  const host = createMemoryHost(Object.fromEntries(Object.entries(files).map(([path, text]) => [`/story/${path}`, text])));
  return analyze({ root: '/story', config: configOf(files), rules: RULES, certainty: 'likely', host, rewrites });
}

/** Where an offset is after edits of the same file; what was inserted right there comes before it. */
export function moved(offset: number, edits: readonly TextEdit[]): number {
  let shift = 0;
  for (const { start, end, text } of edits) {
    if (end <= offset) shift += text.length - (end - start);
    else if (start < offset) return start + shift;
  }
  return offset + shift;
}

/** A rewrite and the finding that it is offered for. */
export interface Offer {
  readonly story: Story;
  readonly finding: Finding;
  readonly rewrite: Rewrite;
}

/** Every rewrite with edits that a story's rule offers. */
export function offersOf(story: Story): Offer[] {
  const { findings, errors } = check(story.files, true);
  if (errors.length > 0) throw new Error(`${story.rule}/${story.name}: ${JSON.stringify(errors)}`);
  return findings
    .filter((finding) => finding.ruleId === story.rule)
    .flatMap((finding) => finding.rewrites.filter(({ edits }) => edits.length > 0).map((rewrite) => ({ story, finding, rewrite })));
}
