import { describe, expect, it } from 'vitest';
import { escapeText } from '../../src/report/escape.js';
import { renderGithub } from '../../src/report/github.js';
import { renderStepSummary } from '../../src/report/step-summary.js';
import { isCommand, readCommand } from './readers.js';
import { findingAt, fullResult, HOSTILE, HOSTILE_FILE, hostileResult, optionsOf, placeOf, resultOf, TEXTS, UNSAFE } from './samples.js';

const linesOf = (text: string): string[] => text.split('\n').slice(0, -1);

describe('workflow commands for GitHub', () => {
  it('are read back by the runner, the worst first, and followed by the counts', () => {
    const lines = linesOf(renderGithub(fullResult(), optionsOf()));
    const commands = lines.map(readCommand);
    expect(commands.map((command) => command?.command)).toEqual([
      'error',
      'warning',
      'notice',
      'warning',
      'warning',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(commands[0]).toEqual({
      command: 'error',
      properties: { file: 'src/pay.ts', line: '3', endLine: '3', col: '10', endColumn: '27', title: 'hidden-state/require-timeout' },
      data: [
        '`fetch` waits for the response without a bound',
        '1. src/pay.ts:2:23 a request enters',
        '2. src/été/url 日本.ts:1:45 `get` waits',
        'Rewrite: Bound the wait with `AbortSignal.timeout`',
        'Rewrite: Pass the cache in',
      ].join('\n'),
    });
    expect(commands[2]?.properties['title']).toBe('hidden-state/require-timeout (likely)');
    expect(commands[3]).toEqual({
      command: 'warning',
      properties: { title: 'hidden-state: could not be analysed' },
      data: 'internal error in no-module-state',
    });
    expect(commands[4]?.properties['file']).toBe('src/broken.ts');
    expect(lines.slice(5)).toEqual([
      '3 findings in 2 files: 1 error, 1 warning, 1 info',
      '1 finding suppressed by comments',
      '1 skipped: 1 build-output',
      '2 could not be analysed: see above',
    ]);
  });

  it('give columns on one line only', () => {
    const long = findingAt(placeOf('src/pay.ts', TEXTS['src/pay.ts'] ?? '', '{\n  return'));
    const [line = ''] = linesOf(renderGithub(resultOf({ findings: [long] }), optionsOf()));
    expect(readCommand(line)?.properties).toEqual({ file: 'src/pay.ts', line: '2', endLine: '3', title: 'hidden-state/require-timeout' });
  });

  it('cannot be made or broken by code, by a file name or by a reason', () => {
    const result = hostileResult();
    const lines = linesOf(renderGithub(result, optionsOf()));
    const commands = lines.flatMap((line) => readCommand(line) ?? []);
    expect(commands.map(({ command }) => command)).toEqual(['error', 'notice', 'warning']);
    expect(commands[0]?.properties['file']).toBe(escapeText(HOSTILE_FILE));
    expect(Object.keys(commands[0]?.properties ?? {})).toEqual(['file', 'line', 'endLine', 'col', 'endColumn', 'title']);
    expect(commands[0]?.data.split('\n')[0]).toBe(escapeText(`\`${HOSTILE}\` ${HOSTILE}`));
    expect(lines.filter(isCommand).filter((line) => readCommand(line) === undefined)).toEqual([]);
    expect(lines.join('\n')).not.toMatch(UNSAFE);
  });

  it('keep percent signs, colons and commas as they are', () => {
    const place = { ...placeOf('src/pay.ts', TEXTS['src/pay.ts'] ?? '', 'fetch'), file: 'a,b:c%3A%0A.ts' };
    const message = '100%, %0A, %25: a::b';
    const [line = ''] = linesOf(renderGithub(resultOf({ findings: [findingAt(place, { message })] }), optionsOf()));
    expect(readCommand(line)).toMatchObject({ properties: { file: 'a,b:c%3A%0A.ts' }, data: message });
  });
});

describe('the step summary for GitHub', () => {
  it('is a table, the worst first', () => {
    expect(renderStepSummary(fullResult(), optionsOf())).toMatchInlineSnapshot(`
      "## hidden-state

      | severity | rule | place | what happens |
      | --- | --- | --- | --- |
      | error, proven | \`require-timeout\` | \`src/pay.ts:3\` | \`fetch\` waits for the response without a bound |
      | warning, proven | \`no-module-state\` | \`src/été/url 日本.ts:2\` | \`fetch\` waits for the response without a bound |
      | info, likely | \`require-timeout\` | \`src/été/url 日本.ts:1\` | \`fetch\` waits for the response without a bound |

      Could not be analysed:

      - internal error in no-module-state
      - \`src/broken.ts\` too deep

      **3 findings in 2 files: 1 error, 1 warning, 1 info**\\
      1 finding suppressed by comments\\
      1 skipped: 1 build-output\\
      2 could not be analysed: see above
      "
    `);
  });

  it('says that there is nothing', () => {
    expect(renderStepSummary(resultOf(), optionsOf())).toBe('## hidden-state\n\n**No findings in 1 file**\n');
  });

  it('stays within what GitHub takes, and says how much is left out', () => {
    const place = placeOf('src/pay.ts', TEXTS['src/pay.ts'] ?? '', 'fetch');
    const findings = Array.from({ length: 20_000 }, (_, index) => findingAt(place, { message: `${index} ${'日本'.repeat(10)}` }));
    const errors = Array.from({ length: 20_000 }, (_, index) => ({ file: `src/${index}.ts`, message: 'too deep' }));
    const text = renderStepSummary(resultOf({ findings, errors }), optionsOf());
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024 - 100_000);
    const shown = text.split('\n').filter((line) => line.startsWith('| error')).length;
    expect(shown).toBeGreaterThan(1000);
    expect(text).toContain(`And ${20_000 - shown} findings more: see the log.`);
    expect(text).toContain('20000 could not be analysed');
  });

  it('is harmless', () => {
    const text = renderStepSummary(hostileResult(), optionsOf());
    expect(text).not.toMatch(UNSAFE);
    expect(text.split('\n').filter(isCommand)).toEqual([]);
  });
});
