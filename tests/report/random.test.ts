import { applyPatch, parsePatch } from 'diff';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/analyzer/finding.js';
import { escapeText } from '../../src/report/escape.js';
import { FORMATS, type FormatName } from '../../src/report/index.js';
import { isCommand, isGitlab, isRdjson, isSarif, readCommand, readXml } from './readers.js';
import { findingAt, optionsOf, placeOf, resultOf, UNSAFE } from './samples.js';

/** What has a meaning somewhere, and some that has none. */
const PIECES = [
  ...['`', '``', '```', '|', '\\', '\\|', '\\`', '[a](b)', '![x](y)', '](', '[x]: y', '[^1]', '- [ ] ', '1.', '- ', '>', '+', '---', '==='],
  ...[
    '<b>',
    '<!--',
    '-->',
    '<http://x>',
    '&lt;',
    '&',
    ']]>',
    '"',
    "'",
    '{0}',
    '{',
    '}',
    '$',
    '*',
    '**',
    '_',
    '__',
    '~~',
    '!',
    '=',
    ':smile:',
  ],
  ...['#', '##', '##[', '##vso[', '::', '::error::', '%', '%0A', '%25', ',', ':', '@bob', '#1', 'www.a.b', 'http://a.b', 'a@b.co'],
  ...[
    '\n',
    '\r\n',
    '\r',
    '\t',
    ' ',
    '    ',
    '\u0000',
    '\u001b[0m',
    '\u202e',
    '\u2028',
    '\ufeff',
    '\ud800',
    '\udc00',
    '\ufffe',
    'é',
    '日',
    '😀',
    'a',
  ],
];

const LAYOUT = ['h1', 'h2', 'h3', 'p', 'code', 'pre', 'ol', 'ul', 'li', 'strong', 'br'];

/** Numbers that look random and are the same in each run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A run on one file whose names, messages, code and rewrite are made of {@link PIECES}. */
function sampleOf(seed: number): { result: Result; text: string; rewritten: string; message: string } {
  const random = createRandom(seed);
  const words = (): string => Array.from({ length: 1 + random() * 12 }, () => PIECES[Math.floor(random() * PIECES.length)]).join('');
  const [said, before, after, inserted, name] = [words(), words(), words(), words(), words().replaceAll('/', '')];
  const message = /\S/.test(said) ? said : `${said}a`; // there is always something to say
  const [mark, text] = [before.startsWith('\ufeff') ? '\ufeff' : '', `${before.replace(/^\ufeff/, '')}fetch()${after}`];
  const at = placeOf('x.ts', text, 'fetch()');
  const edits = [{ file: 'x.ts', start: at.start.offset, end: at.end.offset, text: inserted }];
  const finding = findingAt(at, { message, witness: [{ ...at, message }], rewrites: [{ title: message, edits }] });
  const named = findingAt({ ...at, file: name }, { message });
  return {
    result: resultOf({ findings: [finding, named], suppressed: [{ finding, reason: message }], errors: [{ file: name, message }] }),
    text: mark + text,
    rewritten: mark + text.replace('fetch()', () => inserted),
    message,
  };
}

describe.each(Array.from({ length: 120 }, (_, index) => index))('random code %i', (seed) => {
  const { result, text, rewritten, message } = sampleOf(seed);
  const render = (name: FormatName): string =>
    FORMATS[name](result, optionsOf({ readText: (file) => (file === 'x.ts' ? text : undefined) }));

  it('is shown harmlessly by every format', () => {
    for (const name of Object.keys(FORMATS) as FormatName[]) {
      // A patch keeps tabs, line breaks of Windows and the byte order mark of the file: without them it would not fit.
      const shown = render(name).replaceAll('\t', '').replaceAll('\r\n', '\n');
      expect(shown, name).not.toMatch(UNSAFE);
      expect(
        shown
          .split('\n')
          .filter(isCommand)
          .filter((line) => name !== 'github' || readCommand(line) === undefined),
        name,
      ).toEqual([]);
    }
  });

  it('leaves machine formats well-formed', () => {
    expect(() => [readXml(render('junit')), readXml(render('checkstyle'))]).not.toThrow();
    for (const [name, validate] of [
      ['sarif', isSarif],
      ['gitlab', isGitlab],
      ['rdjson', isRdjson],
    ] as const) {
      validate(JSON.parse(render(name)));
      expect(validate.errors, name).toBe(null);
    }
    expect((JSON.parse(render('json')) as { findings: { message: string }[] }).findings[0]?.message).toBe(message);
    expect(readCommand(render('github').split('\n')[0] ?? '')?.data.split('\n')[0]).toBe(escapeText(message));
  });

  it('makes no markup in Markdown', () => {
    const html = marked.parse(render('markdown'), { async: false });
    const tags = new Set(Array.from(html.matchAll(/<\/?([^\s>]*)[^>]*>/g), ([, tag = '']) => tag));
    expect([...tags].filter((tag) => !LAYOUT.includes(tag))).toEqual([]);
    expect(html.replace(/<code[^>]*>.*?<\/code>/gs, '')).not.toMatch(/@\w|[^&]#\d/);
  });

  it('has a patch that does what the rewrite does, or says that it does not', () => {
    const [, note = '', patch = ''] = /^rewrite 1 of 1: [^\n]*?( \([^\n]*\))?\n(--- [^\n]*(?:\n[^\n]+)*\n)\n/m.exec(render('agent')) ?? [];
    const [parsed] = note.startsWith(' (for reading only') ? [] : parsePatch(patch);
    if (parsed === undefined) expect(rewritten + text).toMatch(/[\u0000-\u0008\r\u001b\u2028\u202e\ud800\udc00\ufeff]|::|##\w*\[/);
    else expect(applyPatch(text, parsed)).toBe(rewritten);
  });
});
