import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/analyzer/finding.js';
import type { ReportOptions } from '../../src/report/options.js';
import { renderSarif } from '../../src/report/sarif.js';
import { isSarif } from './readers.js';
import { edited, findingAt, fullResult, HOSTILE, hostileResult, optionsOf, placeOf, resultOf, TEXTS, UNSAFE } from './samples.js';

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface Physical {
  readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string };
  readonly region: Region;
}

interface Log {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly help: { markdown?: string } }[] } };
    readonly invocations: readonly unknown[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly { readonly physicalLocation: Physical }[];
      readonly suppressions: readonly object[];
      readonly codeFlows?: readonly { readonly threadFlows: readonly { readonly locations: readonly object[] }[] }[];
      readonly fixes?: readonly {
        readonly description: { readonly text: string };
        readonly artifactChanges: readonly {
          readonly artifactLocation: { readonly uri: string };
          readonly replacements: readonly { readonly deletedRegion: Region; readonly insertedContent: { readonly text: string } }[];
        }[];
      }[];
    }[];
  }[];
}

const parse = (result: Result, more: Partial<ReportOptions> = {}): Log => JSON.parse(renderSarif(result, optionsOf(more))) as Log;

function runOf(result: Result, more: Partial<ReportOptions> = {}): Log['runs'][number] {
  const [run] = parse(result, more).runs;
  if (run === undefined) throw new Error('no run');
  return run;
}

/** Applies the replacements of a change to a file's text, as a viewer would: by lines and columns, from the end. */
function viewerApplies(text: string, replacements: readonly { deletedRegion: Region; insertedContent: { text: string } }[]): string {
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const offset = (line: number, column: number): number => {
    const lines = text.slice(mark).split(/(?<=\r\n|[\u2028\u2029]|\r(?!\n)|(?<!\r)\n)/);
    return mark + lines.slice(0, line - 1).join('').length + column - 1;
  };
  return replacements.toReversed().reduce((before, { deletedRegion: region, insertedContent }) => {
    const [from, to] = [offset(region.startLine, region.startColumn), offset(region.endLine, region.endColumn)];
    return before.slice(0, from) + insertedContent.text + before.slice(to);
  }, text);
}

describe('the SARIF report', () => {
  it('keeps to the schema of the standard', () => {
    for (const result of [fullResult(), hostileResult(), resultOf()]) {
      for (const more of [{}, { rules: [] }, { cwd: '/project/src' }, { cwd: '/elsewhere' }, { readText: () => undefined }]) {
        isSarif(parse(result, more));
        expect(isSarif.errors).toBe(null);
      }
    }
  });

  it('is checked against a schema that refuses what is not SARIF', () => {
    const log = parse(fullResult());
    expect(isSarif({ ...log, version: '2.0.0' })).toBe(false);
    expect(isSarif({ ...log, runs: [{ ...log.runs[0], columnKind: 'bytes' }] })).toBe(false);
    expect(isSarif({ ...log, runs: [{ ...log.runs[0], results: [{ ruleId: 'x' }] }] })).toBe(false);
  });

  it('says what was found where, in order, with what is suppressed at the end', () => {
    const { results } = runOf(fullResult());
    expect(results.map(({ ruleId, level, suppressions }) => [ruleId, level, suppressions])).toEqual([
      ['require-timeout', 'error', []],
      ['require-timeout', 'note', []],
      ['no-module-state', 'warning', []],
      ['no-module-state', 'error', [{ kind: 'inSource', justification: 'one per process' }]],
    ]);
    expect(results[1]?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'src/%C3%A9t%C3%A9/url%20%E6%97%A5%E6%9C%AC.ts', uriBaseId: '%SRCROOT%' },
      region: { startLine: 1, startColumn: 45, endLine: 1, endColumn: 51 },
    });
  });

  it('describes all rules of the run, and knows those of findings that nobody described', () => {
    const { tool, results } = runOf(fullResult());
    expect(tool.driver.rules).toMatchObject([
      { id: 'no-module-state', name: 'NoModuleState', properties: { tags: ['hidden-state', 'wrong-data'] } },
      { id: 'no-transaction-escape' },
      { id: 'require-timeout', help: { text: 'Requires a bound on every wait', markdown: '# require-timeout\n\nA page.\n' } },
    ]);
    expect(results.map(({ ruleId, ruleIndex }) => tool.driver.rules[ruleIndex]?.id === ruleId)).toEqual([true, true, true, true]);
    const bare = runOf(fullResult(), { rules: [] });
    expect(bare.tool.driver.rules.map(({ id }) => id)).toEqual(['no-module-state', 'require-timeout']);
  });

  it('tells the witness as a code flow', () => {
    const { results } = runOf(fullResult());
    expect(results[0]?.codeFlows?.[0]?.threadFlows[0]?.locations).toMatchObject([
      { executionOrder: 1, location: { message: { text: 'a request enters' }, physicalLocation: { region: { startLine: 2 } } } },
      {
        executionOrder: 2,
        location: { message: { text: '`get` waits' }, physicalLocation: { region: { startLine: 1, startColumn: 45 } } },
      },
    ]);
    expect(results[1]?.codeFlows).toBeUndefined();
  });

  it('has fixes that a viewer applies to what the rewrites mean', () => {
    const result = fullResult();
    const { results } = runOf(result);
    const fixes = results.flatMap((one) => one.fixes ?? []);
    const rewrites = result.findings.flatMap((finding) => finding.rewrites);
    expect(fixes.map(({ description }) => description.text)).toEqual(rewrites.map(({ title }) => title));
    let files = 0;
    fixes.forEach(({ artifactChanges }, index) => {
      for (const { artifactLocation, replacements } of artifactChanges) {
        const file = decodeURIComponent(artifactLocation.uri);
        expect(viewerApplies(TEXTS[file] ?? '', replacements)).toBe(edited(file, rewrites[index]?.edits ?? []));
        files++;
      }
    });
    expect(files).toBe(4);
  });

  it('has no fix for code that has changed since', () => {
    const [finding] = fullResult().findings;
    if (finding === undefined) throw new Error('no finding');
    const changed = { readText: (file: string) => TEXTS[file]?.slice(0, 10) };
    expect(runOf(fullResult(), changed).results.map(({ fixes }) => fixes)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('tells what could not be analysed, and whether it can be relied on', () => {
    expect(runOf(fullResult()).invocations).toMatchObject([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [
          { level: 'error', message: { text: 'internal error in no-module-state' } },
          { level: 'warning', locations: [{ physicalLocation: { artifactLocation: { uri: 'src/broken.ts' } } }] },
        ],
      },
    ]);
    expect(runOf(resultOf()).invocations).toEqual([{ executionSuccessful: true, toolExecutionNotifications: [] }]);
  });

  it('has neither links nor placeholders that code has made', () => {
    const at = placeOf('src/pay.ts', TEXTS['src/pay.ts'] ?? '', 'fetch');
    const text = (message: string): string | undefined =>
      runOf(resultOf({ findings: [findingAt(at, { message })] })).results[0]?.message.text;
    expect(text('`a[0]` and `{ timeout: ms }`')).toBe('`a[0]` and `{ timeout: ms }`');
    expect(text('[here](1) and {0}')).toBe('\\[here\\](1) and {{0}}');
  });

  it('is harmless where it is shown, and pure Unicode', () => {
    const text = renderSarif(hostileResult(), optionsOf());
    expect(text).not.toMatch(UNSAFE);
    expect(text).not.toMatch(/\\ud83d /);
    const [result] = runOf(hostileResult()).results;
    expect(result?.message.text).not.toMatch(UNSAFE);
    expect(result?.message.text).not.toContain('\n');
    const uri = result?.locations[0]?.physicalLocation.artifactLocation.uri ?? '';
    expect(decodeURIComponent(uri)).toBe(`src/${HOSTILE}.ts`.replace(/\p{Cs}/gu, '\ufffd'));
    expect(uri).toMatch(/^[\w%./!'()*~-]+$/);
  });
});
