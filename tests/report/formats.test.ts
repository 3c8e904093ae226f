import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { EMPTY_CONFIG, resolveConfig } from '../../src/analyzer/config.js';
import { analyze } from '../../src/analyzer/index.js';
import { FORMATS, SHOWS_REWRITES, type FormatName } from '../../src/report/index.js';
import { RULES } from '../../src/rules/index.js';
import { elementsOf, isCommand, isGitlab, isRdjson, isSarif, readCommand, readXml } from './readers.js';
import { findingAt, fullResult, hostileResult, optionsOf, placeOf, resultOf, TEXTS, UNSAFE } from './samples.js';

const at = placeOf('src/pay.ts', TEXTS['src/pay.ts'] ?? '', 'fetch');

const NAMES = Object.keys(FORMATS) as FormatName[]; // the keys of a literal

const linesOf = (text: string): string[] => text.split('\n').slice(0, -1);

/** How many findings somebody who knows only the format reads in a report. Throws, or fails, where it is not of the format. */
const READERS: Readonly<Record<FormatName, (report: string) => number>> = {
  text: (report) => (report.match(/^ {2}\d+:\d+ {2}(error|warning|info) {2}/gm) ?? []).length,
  json: (report) => (JSON.parse(report) as { findings: unknown[] }).findings.length,
  compact: (report) => (report.match(/^.+:\d+:\d+: (error|warning|info): .+ \[.+\]$/gm) ?? []).length,
  sarif: (report) => {
    const log: unknown = JSON.parse(report);
    isSarif(log);
    expect(isSarif.errors).toBe(null);
    const { runs } = log as { runs: { results: { suppressions: unknown[] }[] }[] };
    return runs.flatMap(({ results }) => results).filter(({ suppressions }) => suppressions.length === 0).length;
  },
  github: (report) => linesOf(report).filter((line) => (readCommand(line)?.properties['title'] ?? '').startsWith('hidden-state/')).length,
  gitlab: (report) => {
    const issues: unknown = JSON.parse(report);
    isGitlab(issues);
    expect(isGitlab.errors).toBe(null);
    return (issues as { check_name: string }[]).filter(({ check_name: name }) => name.includes('/')).length;
  },
  junit: (report) => {
    const root = readXml(report);
    return elementsOf(root, 'failure').length + elementsOf(root, 'system-out').length;
  },
  checkstyle: (report) => elementsOf(readXml(report), 'error').filter(({ attributes }) => attributes['line'] !== '0').length,
  rdjson: (report) => {
    const result: unknown = JSON.parse(report);
    isRdjson(result);
    expect(isRdjson.errors).toBe(null);
    return (result as { diagnostics: { code?: object }[] }).diagnostics.filter(({ code }) => code !== undefined).length;
  },
  markdown: (report) => marked.lexer(report).filter((token) => token.type === 'heading' && token['depth'] === 3).length,
  agent: (report) => (report.match(/^finding \d+ of \d+$/gm) ?? []).length,
};

describe.each(NAMES)('the format %s', (name) => {
  const render = FORMATS[name];
  const count = READERS[name];

  it('tells all findings to a reader who knows only the format', () => {
    expect(count(render(fullResult(), optionsOf()))).toBe(3);
    expect(count(render(hostileResult(), optionsOf()))).toBe(2);
    expect(count(render(resultOf(), optionsOf()))).toBe(0);
  });

  it('is the same for the same result, ends with a line break, and names no place of the machine', () => {
    const [report, again] = [render(fullResult(), optionsOf()), render(fullResult(), optionsOf())];
    expect(again).toBe(report);
    expect(report).toMatch(/[^\n]\n$/);
    expect(report).not.toContain('/project');
    expect(report).not.toContain('\\src');
  });

  it('does not depend on the order of the analysis', () => {
    if (name === 'text') return; // shows findings as they come, which is sorted
    const result = fullResult();
    const backwards = { ...result, findings: result.findings.toReversed(), errors: result.errors.toReversed() };
    expect(render(backwards, optionsOf())).toBe(render(result, optionsOf()));
  });

  it('is harmless where it is printed, and no build server takes a line of it for a command that is none', () => {
    const report = render(hostileResult(), optionsOf());
    expect(report).not.toMatch(UNSAFE);
    if (name === 'github') return; // its lines are commands: they are read in its own tests
    const lines = linesOf(render(resultOf({ findings: [findingAt(at, { message: '::error::x ##[group]y' })] }), optionsOf()));
    expect([...linesOf(report), ...lines].filter(isCommand)).toEqual([]);
  });

  it('shows rewrites if it says so', () => {
    const result = fullResult();
    const without = { ...result, findings: result.findings.map((finding) => ({ ...finding, rewrites: [] })) };
    expect(render(result, optionsOf()) !== render(without, optionsOf())).toBe(SHOWS_REWRITES[name]);
  });
});

describe('the page about formats', () => {
  const page = readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8');

  it('has a section for each, in the order of the help', () => {
    expect(Array.from(page.matchAll(/^## (.+)$/gm), ([, title]) => title)).toEqual(NAMES);
    expect(Array.from(page.matchAll(/^\| \[`(\w+)`\]\(#\1\)/gm), ([, title]) => title)).toEqual(NAMES);
  });

  it('says which show no rewrites', () => {
    const silent = Array.from(page.matchAll(/^\| \[`(\w+)`\].*\| no +\|$/gm), ([, name]) => name);
    expect(silent).toEqual(NAMES.filter((name) => !SHOWS_REWRITES[name]));
  });
});

describe('a run on a real project', () => {
  const root = fileURLToPath(new URL('../../examples/shop-service', import.meta.url)).replaceAll('\\', '/');
  const result = analyze({ root, config: resolveConfig(EMPTY_CONFIG, RULES), rules: RULES, certainty: 'likely', rewrites: true });
  const options = optionsOf({ cwd: root, rules: RULES, readText: (file) => readFileSync(`${root}/${file}`, 'utf8') });
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

  it.each(NAMES)('is told in full by %s', (name) => {
    expect(result.findings.length).toBeGreaterThan(5);
    const report = FORMATS[name](result, options);
    expect(READERS[name](report)).toBe(result.findings.length);
    expect(hash(FORMATS[name](result, options))).toBe(hash(report));
    expect(report).not.toContain(root);
    expect(report).toContain('src/users/user-directory.ts');
  });
});
