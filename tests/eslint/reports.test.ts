import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser as tsParser } from 'typescript-eslint';
import { Linter } from 'eslint';
import { afterAll, describe, expect, it } from 'vitest';
import { siteOf, type Site } from '../../src/analyzer/link/values.js';
import { defineRule, type AnyRule, type MatchBase } from '../../src/rules/define.js';
import { lint, makePlugin, scratch, type Message } from './lint.js';

const place = scratch();
afterAll(place.remove);
writeFileSync(join(place.dir, 'package.json'), '{ "name": "shop", "dependencies": { "axios": "^1" } }');
mkdirSync(join(place.dir, 'src'));

interface Match extends MatchBase {
  readonly at: Site;
}

const messages = { called: 'a call of {{what}}' } as const;

/** Reports every call; what it says of them is under the test's control. */
const rule = (finding: { severity?: 'error' | 'info'; certainty?: 'proven' | 'likely'; what?: string; edits?: string[] } = {}): AnyRule =>
  defineRule<Match, typeof messages, { only: string }>({
    id: 'no-call',
    summary: 'Says where something is called',
    harm: 'outage',
    messages,
    schema: { type: 'object', additionalProperties: false, properties: { only: { type: 'string' } } },
    defaultOptions: { only: '' },
    detect: (program, { only }) =>
      program.units
        .filter(({ file }) => file.includes(only))
        .flatMap((unit) =>
          program.facts(unit).calls.map(({ value }) => ({
            severity: finding.severity ?? ('error' as const),
            certainty: finding.certainty ?? ('proven' as const),
            kind: 'call',
            at: siteOf(unit, value),
          })),
        ),
    explain: ({ at }) => ({
      at,
      messageId: 'called',
      data: { what: finding.what ?? 'something' },
      witness: [],
      name: '',
    }),
    ...(finding.edits && {
      rewrite: ({ at }) => [
        {
          title: 'wrap it',
          edits: finding.edits!.map((file, i) => ({
            file: file === '' ? at.unit.file : file,
            start: i === 0 ? at.start : at.end,
            end: i === 0 ? at.start : at.end,
            text: i === 0 ? 'wrap(' : ')',
          })), // given above
        },
      ],
    }),
  });

const show = (m: Message): string => `${m.line}:${m.column}-${m.endLine}:${m.endColumn} ${m.message}`;

function run(text: string, made: AnyRule = rule(), file = 'src/a.ts'): Message[] {
  return lint(makePlugin([made]).plugin, place.dir, file, { text });
}

describe('a report', () => {
  it.each([
    ['plain text', 'f(1);', '1:1-1:5'],
    ['carriage returns', 'let a;\r\n\r\n  f(\r\n  1);', '3:3-4:5'],
    ['tabs', '\t\tf(1);', '1:3-1:7'],
    ['a byte order mark', '\uFEFFf(1);', '1:1-1:5'],
    ['a byte order mark, on another line', '\uFEFF\nf(1);', '2:1-2:5'],
    ['surrogate pairs', "const a = '😀😀'; f(1);", '1:19-1:23'],
    ['a line separator', "const a = '\u2028'; f(1);", '2:4-2:8'],
    ['a hashbang', '#!/usr/bin/env node\nf(1);', '2:1-2:5'],
  ])('stands where ESLint counts: %s', (_story, text, expected) => {
    for (const parser of ['espree', 'typescript'] as const) {
      const found = lint(makePlugin([rule()]).plugin, place.dir, 'src/a.js', { text, parser });
      expect(found.map(show), parser).toEqual([`${expected} a call of something`]);
    }
  });

  it('is not made of what is only worth knowing', () => {
    expect(run('f();', rule({ severity: 'info' }))).toEqual([]);
  });

  it('is made of what is likely only where that was asked for', () => {
    const { plugin } = makePlugin([rule({ certainty: 'likely' })]);
    expect(lint(plugin, place.dir, 'src/a.ts', { text: 'f();' })).toEqual([]);
    expect(lint(plugin, place.dir, 'src/a.ts', { text: 'f();', config: 'strict' })).toHaveLength(1);
  });

  it('keeps to one line, and to itself, whatever the code is called', () => {
    expect(run('f();', rule({ what: 'a\n{{title}} b\u0007' }))[0].message).toBe('a call of a {{title}} b ');
  });

  it('suggests a rewrite, in one piece', () => {
    const [{ suggestions }] = run('f(1);', rule({ edits: ['', ''] }));
    expect(suggestions).toEqual([
      { messageId: 'rewrite', desc: 'wrap it', data: { title: 'wrap it' }, fix: { range: [0, 4], text: 'wrap(f(1))' } },
    ]);
  });

  it('suggests nothing that would change another file', () => {
    expect(run('f(1);', rule({ edits: ['', 'src/other.ts'] }))[0].suggestions ?? []).toEqual([]);
  });

  it("is switched off by ESLint's own comments, which are counted as needed", () => {
    const linter = new Linter({ cwd: place.dir });
    const text = '// eslint-disable-next-line hidden-state/no-call -- known\nf();\n';
    const found = linter.verify(
      text,
      [makePlugin([rule()]).plugin.configs.recommended, { linterOptions: { reportUnusedDisableDirectives: 'error' } }],
      join(place.dir, 'src/a.js'),
    );
    expect(found).toEqual([]);
    const { getSuppressedMessages } = linter as unknown as { getSuppressedMessages(): Message[] }; // not in its types
    expect(getSuppressedMessages.call(linter)).toHaveLength(1);
  });

  it('takes options, and keeps the defaults of the others', () => {
    const { plugin } = makePlugin([rule()]);
    const rules = { 'hidden-state/no-call': ['error', { only: 'b.ts' }] } as const;
    expect(lint(plugin, place.dir, 'src/a.ts', { text: 'f();', rules: rules as never })).toEqual([]);
    expect(lint(plugin, place.dir, 'src/b.ts', { text: 'f();', rules: rules as never })).toHaveLength(1);
    const wrong = { 'hidden-state/no-call': ['error', { onyl: 'b.ts' }] } as const;
    expect(() => lint(plugin, place.dir, 'src/b.ts', { text: 'f();', rules: wrong as never })).toThrow(/onyl/);
  });
});

describe('a text that belongs to no project', () => {
  const verify = (text: string, filename?: string, config: Linter.Config = {}): Message[] =>
    new Linter({ cwd: place.dir }).verify(
      text,
      [{ files: ['**/*.vue'] }, makePlugin([rule()]).plugin.configs.recommended, config],
      filename,
    );

  it('is analysed alone', () => {
    expect(verify('f();').map(show)).toEqual(['1:1-1:4 a call of something']);
  });

  it('is left alone where it is a piece of a document, which nobody runs', () => {
    expect(verify('f();', 'README.md/0.js')).toEqual([]);
  });

  it('is parsed as its parser did', () => {
    const typed = { languageOptions: { parser: tsParser } };
    expect(verify('const a = <string>f();', undefined, typed)).toHaveLength(1);
  });

  it('is left alone where it is a whole component', () => {
    expect(verify('<script>f()</script>', 'src/a.vue', { languageOptions: { parser: component } })).toEqual([]);
  });
});

/** A parser of components shows a program, and the whole file as its text. */
const component = {
  parseForESLint: (text: string) => ({
    ast: {
      type: 'Program',
      body: [],
      tokens: [],
      comments: [],
      range: [0, text.length],
      loc: { start: { line: 1, column: 0 }, end: { line: 1, column: text.length } },
      sourceType: 'module',
    },
  }),
} as unknown as Linter.Parser;

it('survives a rule of ours that breaks, and says so once', () => {
  const broken: AnyRule = {
    ...rule(),
    detect: () => {
      throw new Error('oops');
    },
  };
  const { plugin, notes } = makePlugin([broken]);
  expect(lint(plugin, place.dir, 'src/a.ts', { text: 'f();' })).toEqual([]);
  expect(lint(plugin, place.dir, 'src/b.ts', { text: 'f();' })).toEqual([]);
  expect(notes).toEqual([expect.stringContaining('internal error in no-call: oops')]);
});
