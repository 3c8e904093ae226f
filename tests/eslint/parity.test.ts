import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Linter } from 'eslint';
import { afterAll, describe, expect, it } from 'vitest';
import { EMPTY_CONFIG, resolveConfig, type ResolvedConfig } from '../../src/analyzer/config.js';
import { validateConfig } from '../../src/analyzer/config/validate.js';
import { analyze, type Finding } from '../../src/analyzer/index.js';
import { RULES } from '../../src/rules/index.js';
import { copyStory, lint, makePlugin, scratch, sourcesOf, stories, type Message } from './lint.js';

const place = scratch();
afterAll(place.remove);

function configOf(dir: string): ResolvedConfig {
  const file = join(dir, 'hidden-state.config.json');
  if (!existsSync(file)) return resolveConfig(EMPTY_CONFIG, RULES);
  const schemas = Object.fromEntries(RULES.map(({ id, schema }) => [id, schema]));
  const checked = validateConfig(JSON.parse(readFileSync(file, 'utf8')), schemas);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return resolveConfig(checked.config, RULES);
}

const ofEngine = (f: Finding): string =>
  `${f.file} ${f.start.line}:${f.start.column}-${f.end.line}:${f.end.column} ${f.ruleId} ${f.certainty} ${f.message}`;
const ofEslint = (file: string, certainty: string, m: Message): string =>
  `${file} ${m.line}:${m.column}-${m.endLine}:${m.endColumn} ${m.ruleId?.replace('hidden-state/', '')} ${certainty} ${m.message}`;

/** What ESLint shows; certain is what it shows without being asked for what is likely. */
function underEslint(dir: string, config: ResolvedConfig): string[] {
  const { plugin, notes } = makePlugin();
  const at = (certainty: 'proven' | 'likely'): Linter.RulesRecord =>
    Object.fromEntries(
      RULES.map(({ id }): [string, Linter.RuleEntry] => {
        const { level, options } = config.rules[id];
        return [`hidden-state/${id}`, level === 'off' ? 'off' : ['error', { ...options, certainty }]];
      }),
    );
  const seen = sourcesOf(dir).flatMap((file) => {
    const proven = lint(plugin, dir, file, { rules: at('proven') });
    const isProven = (m: Message): boolean => proven.some((p) => JSON.stringify(p) === JSON.stringify(m));
    const all = lint(plugin, dir, file, { rules: at('likely') });
    expect(proven.filter((p) => !all.some((m) => JSON.stringify(p) === JSON.stringify(m)))).toEqual([]);
    return all.map((message) => ofEslint(file, isProven(message) ? 'proven' : 'likely', message));
  });
  expect(notes).toEqual([]);
  return seen;
}

describe('ESLint and the command line say the same', () => {
  it.each(stories())('%s', (story) => {
    const dir = copyStory(story, place.dir);
    const config = configOf(dir);
    const { findings } = analyze({ root: dir, config, rules: RULES, certainty: 'likely' });
    const expected = findings.filter(({ severity }) => severity !== 'info').map(ofEngine);
    expect(underEslint(dir, config).sort()).toEqual(expected.sort());
  });

  it('about something', () => {
    expect(stories().length).toBeGreaterThan(20);
  });
});
