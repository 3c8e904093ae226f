import { describe, expect, it } from 'vitest';
import { renderCompact } from '../../src/report/compact.js';
import { isCommand } from './readers.js';
import { findingAt, fullResult, HOSTILE_FILE, hostileResult, optionsOf, placeOf, resultOf, TEXTS, UNSAFE } from './samples.js';

describe('the compact report', () => {
  it('has a line a finding, in the form of compilers', () => {
    expect(renderCompact(fullResult(), optionsOf())).toMatchInlineSnapshot(`
      "src/pay.ts:3:10: error: \`fetch\` waits for the response without a bound [require-timeout]
      src/été/url 日本.ts:1:45: info: \`fetch\` waits for the response without a bound [require-timeout, likely]
      src/été/url 日本.ts:2:7: warning: \`fetch\` waits for the response without a bound [no-module-state]
      could not be analysed: internal error in no-module-state
      src/broken.ts: could not be analysed: too deep
      3 findings in 2 files: 1 error, 1 warning, 1 info
      1 finding suppressed by comments
      1 skipped: 1 build-output
      2 could not be analysed: see above
      "
    `);
    expect(renderCompact(resultOf(), optionsOf())).toBe('No findings in 1 file\n');
  });

  it('is read by the pattern that editors have for compilers', () => {
    const [line = ''] = renderCompact(fullResult(), optionsOf()).split('\n');
    const [, file, row, column, severity, message] = /^(.*?):(\d+):(\d*):?\s+(?:fatal\s+)?(warning|error):\s+(.*)$/.exec(line) ?? [];
    expect([file, row, column, severity]).toEqual(['src/pay.ts', '3', '10', 'error']);
    expect(message).toBe('`fetch` waits for the response without a bound [require-timeout]');
  });

  it('colours only when told to', () => {
    expect(renderCompact(fullResult(), optionsOf())).not.toContain('\u001b');
    expect(renderCompact(fullResult(), optionsOf({ color: true }))).toContain('\u001b[31merror\u001b[39m');
  });

  it('keeps each finding on its line, and lets no line be a command', () => {
    const text = renderCompact(hostileResult(), optionsOf());
    expect(text).not.toMatch(UNSAFE);
    expect(text.split('\n')).toHaveLength(3 + 4 + 1);
    const place = { ...placeOf('src/pay.ts', TEXTS['src/pay.ts'] ?? '', 'fetch'), file: '::error file=x::y.ts' };
    const named = renderCompact(resultOf({ findings: [findingAt(place)] }), optionsOf());
    expect(named).toContain('\\x3a:error file=x::y.ts:3:10: error: ');
    expect([...text.split('\n'), ...named.split('\n')].filter(isCommand)).toEqual([]);
    expect(HOSTILE_FILE).toContain('::error'); // or the test would show nothing
  });
});
