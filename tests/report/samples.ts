import type { Finding, Place, Result, RunStats } from '../../src/analyzer/finding.js';

const STATS: RunStats = {
  discoverMs: 1,
  lowerMs: 22.25,
  linkMs: 3,
  detectMs: 4,
  parsed: 2,
  fromCache: 1,
  sourceChars: 300,
  irBytes: 4000,
  rules: { 'require-timeout': 3.5 },
};

/** A place by the text that is there. */
export function placeOf(file: string, source: string, needle: string): Place {
  const offset = source.indexOf(needle);
  if (offset < 0) throw new Error(`${needle} is not in ${file}`);
  const position = (at: number) => {
    const before = source.slice(0, at).split(/\r\n|[\n\r\u2028\u2029]/);
    return { line: before.length, column: (before.at(-1) ?? '').length + 1, offset: at };
  };
  return { file, start: position(offset), end: position(offset + needle.length) };
}

/** A finding at a place, with what matters to a test. */
export function findingAt(place: Place, more: Partial<Finding> = {}): Finding {
  return {
    ...place,
    ruleId: 'require-timeout',
    severity: 'error',
    certainty: 'proven',
    message: '`fetch` waits for the response without a bound',
    messageId: 'unbounded',
    kind: 'unbounded',
    witness: [],
    rewrites: [],
    fingerprint: '0123456789abcdef',
    ...more,
  };
}

/** A result of an analysis of `/project`. */
export function resultOf(more: Partial<Result> = {}): Result {
  return {
    root: '/project',
    files: ['src/pay.ts'],
    skipped: [],
    findings: [],
    suppressed: [],
    errors: [],
    stats: STATS,
    ...more,
  };
}
