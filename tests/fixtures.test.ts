import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EMPTY_CONFIG, resolveConfig, type UserConfig } from '../src/analyzer/config.js';
import { validateConfig } from '../src/analyzer/config/validate.js';
import { analyze, type Finding } from '../src/analyzer/index.js';
import { renderText } from '../src/report/text.js';
import type { AnyRule } from '../src/rules/define.js';
import { RULES } from '../src/rules/index.js';

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));
const MARKER = /(?:\/\/|\/\*)\s*expect:\s*(\w+) (\w+) ([\w-]+)/g;

/** Every marker of a story: `file:line severity certainty kind`. */
function expectations(story: string): string[] {
  const found: string[] = [];
  const visit = (dir: string): void => {
    for (const entry of readdirSync(join(story, dir), { withFileTypes: true })) {
      const path = join(dir, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (/\.[cm]?[jt]sx?$/.test(entry.name)) {
        readFileSync(join(story, path), 'utf8')
          .split(/\r?\n/)
          .forEach((line, i) => {
            for (const [, severity, certainty, kind] of line.matchAll(MARKER))
              found.push(`${path}:${i + 1} ${severity} ${certainty} ${kind}`);
          });
      }
    }
  };
  visit('');
  return found.sort();
}

function configOf(story: string): UserConfig {
  const file = join(story, 'hidden-state.config.json');
  if (!existsSync(file)) return EMPTY_CONFIG;
  const checked = validateConfig(JSON.parse(readFileSync(file, 'utf8')), Object.fromEntries(RULES.map(({ id, schema }) => [id, schema])));
  if (!checked.ok) throw new Error(`${file}: ${JSON.stringify(checked.problems)}`);
  return checked.config;
}

const said = (f: Finding): string => `${f.file}:${f.start.line} ${f.severity} ${f.certainty} ${f.kind}`;

const at = (file: string, line: number | string): string => `${file}:${line}`;

/** The lines that a message names: `line 3`, `lines 3, 7 and 9` of its own file, `src/db.ts:4` of others. */
function namedLines({ file, message }: Finding): string[] {
  const own = [...message.matchAll(/\blines? (\d+(?:(?:, | and (?:line )?|, line )\d+)*)/g)].flatMap(([, lines]) => [
    ...lines.matchAll(/\d+/g),
  ]);
  const others = [...message.matchAll(/([\w./@-]+\.[cm]?[jt]sx?):(\d+)/g)];
  return [...own.map(([line]) => at(file, line)), ...others.map(([, other, line]) => at(other, line))];
}

/** The lines that a reader is led to. */
const shownLines = (finding: Finding): string[] => [finding, ...finding.witness].map(({ file, start }) => at(file, start.line));

function run(rule: AnyRule, story: string): ReturnType<typeof analyze> {
  return analyze({ root: story.replaceAll('\\', '/'), config: resolveConfig(configOf(story), RULES), rules: [rule], certainty: 'likely' });
}

for (const rule of RULES) {
  const folder = join(fixtures, rule.id);
  const stories = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((e) => e.isDirectory())
        .map((e) => e.name)
    : [];
  describe(rule.id, () => {
    for (const name of stories) {
      it(name, async () => {
        const story = join(folder, name);
        const result = run(rule, story);
        expect(result.errors).toEqual([]);
        expect(result.findings.map(said).sort()).toEqual(expectations(story));
        for (const finding of result.findings)
          expect(shownLines(finding), finding.message).toEqual(expect.arrayContaining(namedLines(finding)));
        const report = renderText(result, {
          cwd: story,
          tool: { name: 'hidden-state', version: '0' },
          color: false,
          readText: (file) => readFileSync(join(story, file), 'utf8'),
        });
        if (result.findings.length > 0) await expect(report).toMatchFileSnapshot(join(story, 'report.txt'));
      });
    }

    it('has at least as many clean stories as guilty ones', () => {
      const guilty = stories.filter((name) => expectations(join(folder, name)).length > 0).length;
      expect(guilty).toBeGreaterThan(0);
      expect(stories.length - guilty).toBeGreaterThanOrEqual(guilty);
    });
  });
}
