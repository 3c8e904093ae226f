import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EMPTY_CONFIG, resolveConfig } from '../src/analyzer/config.js';
import { createMemoryHost } from '../src/analyzer/host.js';
import { analyze, type Finding } from '../src/analyzer/index.js';
import type { AnyRule } from '../src/rules/define.js';
import { RULES } from '../src/rules/index.js';

const pages = new URL('../docs/rules/', import.meta.url);
const fixtures = new URL('fixtures/', import.meta.url);
const SECTIONS = ['What it finds', 'Why it breaks', 'Bad and good code', 'The rewrite', 'Options', 'Known gaps'];
const BLOCK = /^```(tsx?) (bad|good)\n([\s\S]*?)^```$/gm;

/** A block on its own: a module of a service that depends on what it imports. */
function findingsOf(rule: AnyRule, text: string, extension: string): readonly Finding[] {
  const packages = [...text.matchAll(/from '((?:@[\w.-]+\/)?[\w.-]+)/g)].map(([, name]) => name);
  const manifest = { name: 'page', dependencies: Object.fromEntries(['express', ...packages].map((name) => [name, '*'])) };
  const host = createMemoryHost({ '/page/package.json': JSON.stringify(manifest), [`/page/src/block.${extension}`]: text });
  const result = analyze({ root: '/page', config: resolveConfig(EMPTY_CONFIG, RULES), rules: [rule], certainty: 'proven', host });
  expect(result.errors).toEqual([]);
  return result.findings.filter(({ severity }) => severity !== 'info');
}

const section = (page: string, title: string): string => page.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';

describe.each(RULES)('the page of $id', (rule) => {
  const page = readFileSync(new URL(`${rule.id}.md`, pages), 'utf8');
  const blocks = [...page.matchAll(BLOCK)].map(([, extension, verdict, text], i) => ({
    name: `${verdict} block ${i + 1}`,
    extension,
    verdict,
    text,
  }));

  it('has the sections in order', () => {
    expect([...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual(SECTIONS);
  });

  it('shows bad code and good code', () => {
    expect(new Set(blocks.map(({ verdict }) => verdict))).toEqual(new Set(['bad', 'good']));
  });

  it.each(blocks)('tells the truth in $name', ({ text, extension, verdict }) => {
    const found = findingsOf(rule, text, extension);
    expect(found.length > 0 ? 'bad' : 'good', found.map(({ message }) => message).join('\n')).toBe(verdict);
  });

  it('describes the options of the schema and their defaults', () => {
    const rows = [...section(page, 'Options').matchAll(/^\| `(\w+)` \| (.+?) \|/gm)].map(([, name, value]) => [name, value]);
    expect(rows.map(([name]) => name).sort()).toEqual(Object.keys(rule.schema.properties).sort());
    const defaults = new Map<string, unknown>(Object.entries(rule.defaultOptions));
    for (const [name, value] of rows) if (value.startsWith('`')) expect(value, name).toBe(`\`${JSON.stringify(defaults.get(name))}\``);
  });

  it('names each known gap that a fixture pins', () => {
    const named = [...section(page, 'Known gaps').matchAll(/^- `(gap-[\w-]+)`/gm)].map(([, name]) => name);
    const pinned = readdirSync(fileURLToPath(new URL(rule.id, fixtures))).filter((name) => name.startsWith('gap-'));
    expect(named.sort()).toEqual(pinned.sort());
  });
});
