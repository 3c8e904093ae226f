import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/analyzer/finding.js';
import { renderText } from '../../src/report/text.js';
import { findingAt, placeOf, resultOf } from './samples.js';

const SOURCE = 'export async function pay(order) {\n  return fetch(order.url);\n}\n';
const CALL = placeOf('src/pay.ts', SOURCE, 'fetch(order.url)');

const withSource: Readonly<Record<string, string>> = { 'src/pay.ts': SOURCE };

function render(result: Result, { cwd = '/project', color = false, texts = withSource } = {}) {
  return renderText(result, {
    cwd,
    color,
    tool: { name: 'hidden-state', version: '1.2.3' },
    readText: (file) => texts[file],
  });
}

describe('the text report', () => {
  it('shows a finding with its code, its witness and its rewrites', () => {
    const finding = findingAt(CALL, {
      witness: [
        { ...placeOf('src/pay.ts', SOURCE, 'pay'), message: 'a request enters' },
        { ...CALL, message: 'waits' },
      ],
      rewrites: [{ title: 'Add a timeout', edits: [] }],
    });
    const text = render(
      resultOf({
        findings: [finding],
        skipped: [
          { file: 'a.test.ts', reason: 'test' },
          { file: 'b.test.ts', reason: 'test' },
          { file: 'dist', reason: 'build-output' },
        ],
        suppressed: [{ finding, reason: 'known' }],
        errors: [{ file: 'src/broken.ts', message: 'too deep' }],
      }),
    );
    expect(text).toMatchInlineSnapshot(`
      "src/pay.ts

        2:10  error  require-timeout  proven
        \`fetch\` waits for the response without a bound

            1 | export async function pay(order) {
          > 2 |   return fetch(order.url);
              |          ^^^^^^^^^^^^^^^^
            3 | }

          1. src/pay.ts:1:23 a request enters
               export async function pay(order) {
          2. src/pay.ts:2:10 waits
               return fetch(order.url);

          rewrite: Add a timeout

      Could not be analysed:
        src/broken.ts: too deep

      1 finding in 1 file: 1 error, 0 warnings, 0 info
      1 finding suppressed by comments
      3 skipped: 1 build-output, 2 test
      1 could not be analysed: see above
      "
    `);
  });

  it('says that there is nothing', () => {
    expect(render(resultOf())).toBe('No findings in 1 file\n');
  });

  it('groups by file, in paths from the working directory', () => {
    const other = placeOf('lib/b.ts', SOURCE, 'pay');
    const text = render(resultOf({ findings: [findingAt(other), findingAt(CALL), findingAt(CALL)] }), {
      cwd: '/project/src',
    });
    expect(text.match(/^\S.*\.ts$/gm)).toEqual(['../lib/b.ts', 'pay.ts']);
    expect(text).toContain('3 findings in 1 file: 3 errors, 0 warnings, 0 info');
  });

  it('does without the code of a file that is gone', () => {
    expect(render(resultOf({ findings: [findingAt(CALL)] }), { texts: {} })).toContain('  2:10  error  require-timeout  proven\n');
  });

  it('colours only when told to', () => {
    const result = resultOf({ findings: [findingAt(CALL)] });
    expect(render(result)).not.toContain('\u001b');
    expect(render(result, { color: true })).toContain('\u001b[31merror\u001b[39m');
  });

  it('lets no text from the analysed code reach the terminal as a command', () => {
    const evil = '\u001b]0;owned\u0007\u009b2J\r\n\u202e\u2066\u200b';
    const file = `src/${evil}.ts`;
    const place = { ...CALL, file };
    const text = render(
      resultOf({
        findings: [
          findingAt(place, {
            message: evil,
            witness: [{ ...place, message: evil }],
            rewrites: [{ title: evil, edits: [] }],
          }),
        ],
        skipped: [{ file, reason: evil }],
        errors: [{ file, message: evil }],
      }),
      { texts: { [file]: SOURCE.replace('return', `/*${evil.replace('\r\n', '')}*/`) } },
    );
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b]/);
    expect(text).toContain('\\x1b]0;owned\\x07\\x9b2J\\r\\n\\u{202e}');
  });
});
