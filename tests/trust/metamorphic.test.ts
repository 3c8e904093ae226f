import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { resolveConfig, EMPTY_CONFIG, type UserConfig } from '../../src/analyzer/config.js';
import { validateConfig } from '../../src/analyzer/config/validate.js';
import { createMemoryHost } from '../../src/analyzer/host.js';
import { analyze, type Finding } from '../../src/analyzer/index.js';
import type { AnyRule } from '../../src/rules/define.js';
import { RULES } from '../../src/rules/index.js';
import { EDITS } from './edits.js';

const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url));

function filesIn(dir: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(dir, entry);
    if (entry !== 'report.txt' && statSync(path).isFile())
      files.set(`/p/${relative(dir, path).replaceAll('\\', '/')}`, readFileSync(path, 'utf8'));
  }
  return files;
}

function configOf(files: ReadonlyMap<string, string>): UserConfig {
  const text = files.get('/p/hidden-state.config.json');
  if (text === undefined) return EMPTY_CONFIG;
  const checked = validateConfig(JSON.parse(text), Object.fromEntries(RULES.map(({ id, schema }) => [id, schema])));
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.config;
}

/** What is said of a story, whatever things are called and wherever they are. */
function said(rule: AnyRule, files: ReadonlyMap<string, string>): string[] {
  const config = resolveConfig(configOf(files), RULES);
  const { findings, errors } = analyze({
    root: '/p',
    host: createMemoryHost(Object.fromEntries(files)),
    config,
    rules: [rule],
    certainty: 'likely',
  });
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return findings.map(inGeneral).sort();
}

/** Names stand in backticks, files of others before the line, and in the parentheses that say through which call it goes. */
const inGeneral = ({ severity, certainty, kind, message }: Finding): string =>
  `${severity} ${certainty} ${kind}: ${message
    .replace(/`[^`]*`/g, '`…`')
    .replace(/\(\S+ in [^)]*\)/g, '(…)')
    .replace(/[\w./-]+\.[cm]?[jt]sx?(?::\d+)*/g, '…')
    .replace(/\b(?:on line \d+|at …)/g, 'there')
    .replace(/\d+/g, 'n')}`;

const stories = (rule: AnyRule): string[] =>
  readdirSync(join(FIXTURES, rule.id), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

for (const [name, edit] of Object.entries(EDITS)) {
  describe(`an edit that changes nothing: ${name}`, () => {
    for (const rule of RULES) {
      it(rule.id, { timeout: 120_000 }, () => {
        const differ: string[] = [];
        let edited = 0;
        for (const story of stories(rule)) {
          const files = filesIn(join(FIXTURES, rule.id, story));
          const after = edit(files);
          if (after === undefined) continue;
          edited += 1;
          const [before, now] = [said(rule, files), said(rule, after)];
          if (JSON.stringify(before) === JSON.stringify(now)) continue;
          differ.push(story);
          if (process.env['METAMORPHIC'] === story) console.log(difference(before, now, after));
        }
        expect(edited).toBeGreaterThan(0);
        expect(differ).toEqual([]);
      });
    }
  });
}

/** What is shown of the story that `METAMORPHIC` names, to whoever looks why an edit changes what is said. */
const difference = (before: readonly string[], now: readonly string[], after: ReadonlyMap<string, string>): string =>
  [
    ...before.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
    ...[...after].map(([path, text]) => `=== ${path}\n${text}`),
  ].join('\n');
