import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/analyzer/finding.js';
import { renderJson } from '../../src/report/json.js';
import { findingAt, placeOf, resultOf } from './samples.js';

const SOURCE = 'a();\nb();\n';
const A = placeOf('src/a.ts', SOURCE, 'a()');
const B = placeOf('src/a.ts', SOURCE, 'b()');

const schema = JSON.parse(readFileSync(new URL('../../schema/result.schema.json', import.meta.url), 'utf8')) as object; // the published file
const validate = new Ajv({ allErrors: true }).compile(schema);

const render = (result: Result, cwd = '/project'): string =>
  renderJson(result, { cwd, color: true, tool: { name: 'hidden-state', version: '1.2.3' }, readText: () => undefined });

const full = resultOf({
  findings: [
    findingAt(B, { ruleId: 'no-module-state', severity: 'info', certainty: 'likely' }),
    findingAt(A, {
      witness: [{ ...B, message: 'then' }],
      rewrites: [{ title: 'Bound it', edits: [{ file: 'src/a.ts', start: 0, end: 1, text: 'c' }] }],
    }),
  ],
  skipped: [
    { file: 'x', reason: 'test' },
    { file: 'y', reason: 'declaration' },
    { file: 'z', reason: 'test' },
  ],
  suppressed: [{ finding: findingAt(A), reason: '' }],
  errors: [
    { file: 'src/z.ts', message: 'unreadable' },
    { file: '', message: 'the project' },
  ],
});

describe('the JSON report', () => {
  it('keeps to its published schema', () => {
    for (const result of [full, resultOf()]) {
      validate(JSON.parse(render(result)));
      expect(validate.errors).toBe(null);
    }
  });

  it('has a schema that refuses what is not a result', () => {
    const parsed = JSON.parse(render(full)) as { findings: { range: { start: { line: number } } }[] };
    expect(validate({ ...parsed, version: 2 })).toBe(false);
    if (parsed.findings[0] !== undefined) parsed.findings[0].range.start.line = 0;
    expect(validate(parsed)).toBe(false);
  });

  it('counts and sorts', () => {
    const parsed = JSON.parse(render(full)) as Record<string, unknown>;
    expect(parsed).toMatchObject({
      version: 1,
      tool: { name: 'hidden-state', version: '1.2.3' },
      summary: {
        files: 1,
        skipped: { declaration: 1, test: 2 },
        findings: 2,
        byRule: { 'no-module-state': 1, 'require-timeout': 1 },
        suppressed: 1,
      },
      findings: [
        {
          ruleId: 'require-timeout',
          file: 'src/a.ts',
          range: { start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 4, offset: 3 } },
        },
        { ruleId: 'no-module-state', range: { start: { line: 2, column: 1, offset: 5 } } },
      ],
      errors: [{ file: '' }, { file: 'src/z.ts' }],
    });
  });

  it('is the same whatever the order of the analysis', () => {
    const backwards = {
      ...full,
      findings: full.findings.toReversed(),
      skipped: full.skipped.toReversed(),
      errors: full.errors.toReversed(),
    };
    expect(render(backwards)).toBe(render(full));
  });

  it.each([
    ['/project/src', 'a.ts'],
    ['/project/lib/deep', '../../src/a.ts'],
    ['/', 'project/src/a.ts'],
    ['/elsewhere', '../project/src/a.ts'],
    ['/project/src/a', '../a.ts'],
  ])('names files as seen from %s', (cwd, file) => {
    const parsed = JSON.parse(render(full, cwd)) as { findings: { file: string; witness: { file: string }[] }[] };
    expect(parsed.findings[0]?.file).toBe(file);
    expect(parsed.findings[0]?.witness[0]?.file).toBe(file);
  });

  it('is harmless on a terminal and keeps its values', () => {
    const message = 'a\u001b[2J\u009b\u202e\u2028\u{e0041}\ud800 "quoted" \\ 日本';
    const text = render(resultOf({ findings: [findingAt(A, { message })] }));
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e\ud800]/);
    expect((JSON.parse(text) as { findings: { message: string }[] }).findings[0]?.message).toBe(message);
  });
});
