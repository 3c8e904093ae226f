import { describe, expect, it } from 'vitest';
import { codeFrame, sourceLine, splitLines } from '../../src/report/code-frame.js';
import { createPaint } from '../../src/report/paint.js';
import { placeOf } from './samples.js';

function frame(source: string, needle: string): string {
  const { start, end } = placeOf('a.ts', source, needle);
  return codeFrame(splitLines(source), start, end, createPaint(false)).join('\n');
}

describe('a code frame', () => {
  it('shows the line, its neighbours and an underline', () => {
    expect(frame('const a = 1;\nconst b = fetch(url);\nconst c = 3;\nconst d = 4;\n', 'fetch(url)')).toBe(
      ['  1 | const a = 1;', '> 2 | const b = fetch(url);', '    |           ^^^^^^^^^^', '  3 | const c = 3;'].join('\n'),
    );
  });

  it('aligns line numbers of different lengths', () => {
    const source = `${'\n'.repeat(8)}one();\ntwo();\n`;
    expect(frame(source, 'one')).toBe(['   8 |', '>  9 | one();', '     | ^^^', '  10 | two();'].join('\n'));
  });

  it('fills tabs to their stops and underlines below them', () => {
    expect(frame('\tif (x)\tcall();', 'call()')).toBe(['> 1 |     if (x)  call();', '    |             ^^^^^^'].join('\n'));
  });

  it('counts wide characters, emoji and marks by the columns they take', () => {
    expect(frame('f("日本", x)', 'x')).toBe(['> 1 | f("日本", x)', '    |           ^'].join('\n'));
    expect(frame('f("👨‍👩‍👧", x)', 'x')).toBe(['> 1 | f("👨‍👩‍👧", x)', '    |         ^'].join('\n'));
    expect(frame('f("e\u0301", x)', 'x')).toBe(['> 1 | f("e\u0301", x)', '    |        ^'].join('\n'));
    expect(frame('名前(x)', '名前')).toBe(['> 1 | 名前(x)', '    | ^^^^'].join('\n'));
  });

  it('underlines the first and the last line of a longer span', () => {
    expect(frame('a(\n  b,\n  c,\n);\n', 'a(\n  b,\n  c,\n)')).toBe(
      ['> 1 | a(', '    | ^^', '> 2 |   b,', '> 3 |   c,', '> 4 | );', '    | ^', '  5 |'].join('\n'),
    );
  });

  it('leaves out the middle of a very long span', () => {
    const source = `f(\n${'  x,\n'.repeat(40)})`;
    const shown = frame(source, source).split('\n');
    expect(shown.length).toBeLessThan(12);
    expect(shown).toContain('  .. |');
    expect(shown.at(-2)).toBe('> 42 | )');
  });

  it('cuts a line of minified code around the place', () => {
    const source = `${'a();'.repeat(5000)}guilty();${'b();'.repeat(5000)}`;
    const [line = '', carets = ''] = frame(source, 'guilty').split('\n');
    expect(line.length).toBeLessThan(200);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('guilty');
  });

  it('shows control characters and underlines them as shown', () => {
    expect(frame('x("\u001b[2J", y)', 'y')).toBe(['> 1 | x("\\x1b[2J", y)', '    |              ^'].join('\n'));
    expect(frame('a\u202eb(c)', 'b')).toBe(['> 1 | a\\u{202e}b(c)', '    |          ^'].join('\n'));
  });

  it('puts a caret where a span is empty, past the end of the line included', () => {
    const at = { line: 1, column: 4, offset: 3 };
    expect(codeFrame(['f()'], at, at, createPaint(false))).toEqual(['> 1 | f()', '    |    ^']);
  });

  it('counts lines as the parser does and ignores a byte order mark', () => {
    expect(splitLines('\uFEFFa\r\nb\rc\u2028d\n')).toEqual(['a', 'b', 'c', 'd', '']);
  });

  it('is empty where the text no longer has the line', () => {
    const at = { line: 9, column: 1, offset: 90 };
    expect(codeFrame(['f()'], at, at, createPaint(false))).toEqual([]);
    expect(sourceLine(['f()'], at)).toBe('');
  });

  it('does not cut a character in half', () => {
    const lines = [`${'😀'.repeat(200)}x`];
    for (let column = 1; column < 400; column++) {
      expect(sourceLine(lines, { line: 1, column, offset: 0 })).not.toMatch(/\\u\{d/);
    }
  });
});
