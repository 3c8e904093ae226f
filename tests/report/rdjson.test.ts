import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/analyzer/finding.js';
import type { ReportOptions } from '../../src/report/options.js';
import { renderRdjson } from '../../src/report/rdjson.js';
import { isRdjson } from './readers.js';
import { edited, findingAt, fullResult, hostileResult, optionsOf, placeOf, resultOf, TEXTS, UNSAFE } from './samples.js';

interface Spot {
  readonly line: number;
  readonly column?: number;
}

interface Range {
  readonly start: Spot;
  readonly end: Spot;
}

interface Diagnostic {
  readonly message: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly range?: Range };
  readonly suggestions?: readonly { readonly range: Range; readonly text: string }[];
  readonly related_locations?: readonly object[];
}

const parse = (result: Result, more: Partial<ReportOptions> = {}): { diagnostics: Diagnostic[] } =>
  JSON.parse(renderRdjson(result, optionsOf(more))) as { diagnostics: Diagnostic[] };

/** What reviewdog makes of a suggestion: bytes of lines that end at line feeds. */
function reviewdogApplies(text: string, { range, text: inserted }: { range: Range; text: string }): string {
  const bytes = Buffer.from(text);
  const offset = ({ line, column = 1 }: Spot): number => {
    let at = 0;
    for (let i = 1; i < line; i++) at = bytes.indexOf(0x0a, at) + 1;
    return at + column - 1;
  };
  return Buffer.concat([bytes.subarray(0, offset(range.start)), Buffer.from(inserted), bytes.subarray(offset(range.end))]).toString();
}

describe('the rdjson report', () => {
  it('keeps to its schema', () => {
    for (const result of [fullResult(), hostileResult(), resultOf()]) {
      for (const more of [{}, { readText: () => undefined }]) {
        isRdjson(parse(result, more));
        expect(isRdjson.errors).toBe(null);
      }
    }
    expect(isRdjson({ diagnostics: [{ message: 'x', location: { path: 'a', range: { start: { line: 0 } } } }] })).toBe(false);
  });

  it('counts columns in bytes, the byte order mark included', () => {
    const { diagnostics } = parse(fullResult());
    expect(diagnostics.map(({ severity, location }) => [severity, location])).toEqual([
      ['ERROR', { path: 'src/pay.ts', range: { start: { line: 3, column: 10 }, end: { line: 3, column: 27 } } }],
      ['INFO', { path: 'src/été/url 日本.ts', range: { start: { line: 1, column: 55 }, end: { line: 1, column: 61 } } }],
      ['WARNING', { path: 'src/été/url 日本.ts', range: { start: { line: 2, column: 7 }, end: { line: 2, column: 12 } } }],
      ['WARNING', { path: '.' }],
      ['WARNING', { path: 'src/broken.ts' }],
    ]);
    const { start } = diagnostics[1]?.location.range ?? {};
    const line = Buffer.from(TEXTS['src/été/url 日本.ts'] ?? '');
    expect(line.subarray((start?.column ?? 0) - 1).toString()).toMatch(/^get\(o\);/);
  });

  it('counts lines as git does', () => {
    const text = 'a();\u2028b();\rc();\nd();\n';
    const findings = ['c()', 'd()'].map((needle) => findingAt(placeOf('x.ts', text, needle)));
    const { diagnostics } = parse(resultOf({ findings }), { readText: () => text });
    expect(diagnostics.map(({ location }) => location.range?.start)).toEqual([
      { line: 1, column: 13 },
      { line: 2, column: 1 },
    ]);
  });

  it('names whole lines where the text is gone', () => {
    const { diagnostics } = parse(fullResult(), { readText: () => undefined });
    expect(diagnostics[0]?.location.range).toEqual({ start: { line: 3 }, end: { line: 3 } });
    expect(diagnostics[0]?.suggestions).toBeUndefined();
  });

  it('suggests rewrites of the file itself, each as one edit that does what the rewrite does', () => {
    const result = fullResult();
    const { diagnostics } = parse(result);
    expect(diagnostics.map(({ suggestions }) => suggestions?.length)).toEqual([1, 1, undefined, undefined, undefined]);
    for (const index of [0, 1]) {
      const finding = result.findings[index];
      const suggestion = diagnostics[index]?.suggestions?.[0];
      if (finding === undefined || suggestion === undefined) throw new Error('no suggestion');
      const expected = edited(finding.file, finding.rewrites[0]?.edits ?? []);
      expect(reviewdogApplies(TEXTS[finding.file] ?? '', suggestion)).toBe(expected);
    }
    expect(diagnostics[0]?.message.split('\n').slice(1)).toEqual([
      'Rewrite: Bound the wait with `AbortSignal.timeout`',
      'Rewrite: Pass the cache in',
    ]);
  });

  it('suggests nothing that reaches across a file', () => {
    const text = `import a;\n${'b();\n'.repeat(100)}c();\n`;
    const edits = [0, text.indexOf('c()')].map((start) => ({ file: 'x.ts', start, end: start, text: 'x' }));
    const finding = findingAt(placeOf('x.ts', text, 'c()'), { rewrites: [{ title: 'Far', edits }] });
    const { diagnostics } = parse(resultOf({ findings: [finding] }), { readText: () => text });
    expect(diagnostics[0]?.suggestions).toBeUndefined();
    expect(diagnostics[0]?.message).toContain('Rewrite: Far');
  });

  it('tells the witness as related locations', () => {
    expect(parse(fullResult()).diagnostics[0]?.related_locations).toEqual([
      {
        message: 'a request enters',
        location: { path: 'src/pay.ts', range: { start: { line: 2, column: 23 }, end: { line: 2, column: 26 } } },
      },
      {
        message: '`get` waits',
        location: { path: 'src/été/url 日本.ts', range: { start: { line: 1, column: 55 }, end: { line: 1, column: 61 } } },
      },
    ]);
  });

  it('is harmless where it is shown, in Markdown, too', () => {
    expect(renderRdjson(hostileResult(), optionsOf())).not.toMatch(UNSAFE);
    const { diagnostics } = parse(hostileResult());
    for (const { message } of diagnostics) {
      expect(message).not.toMatch(UNSAFE);
      expect(message).not.toContain('@admin');
    }
  });
});
