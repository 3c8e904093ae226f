import type { Finding, Place, Result, RunStats, TextEdit } from '../../src/analyzer/finding.js';
import type { ReportOptions, RuleInfo } from '../../src/report/options.js';

const STATS: RunStats = {
  discoverMs: 1,
  lowerMs: 22.25,
  linkMs: 3,
  detectMs: 4,
  rewriteMs: 2,
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

/** What analysed code may hold to harm whoever shows it. There is no `/` in it, so that it can be a file's name, too. */
export const HOSTILE = [
  '\u0000\u0007\u001b[2J\u009b2J\r\n::error file=a.ts,line=1::owned%0A%25\n',
  '##[group]x ##vso[task.setvariable variable=PATH]y ##teamcity[z] ',
  ']]> <!-- <img src=x onerror=alert(1)> & &amp; " \' ',
  '`code` ``` ~~~ | [link](evil.example) ![image](x) *bold* _under_ <b> {0} {1} @admin #1 www.evil.example $x$ ',
  '\u202e\u2066\u200b\u2028\u{e0041}\ufeff\ud83d \udc00 \ufffe\uffff',
].join('');

/** The texts of a run, by file relative to the root. */
export const TEXTS: Readonly<Record<string, string>> = {
  'src/pay.ts': 'import { url } from "./url";\nexport async function pay(order) {\n  return fetch(url(order));\n}\n',
  // A byte order mark, line breaks of Windows, characters of one to four bytes, no line break at the end.
  'src/été/url 日本.ts': '\uFEFFconst é = "日本😀"; export const url = (o) => get(o);\r\nconst cache = new Map();\r\nexport default cache;',
};

const PAY = TEXTS['src/pay.ts'] ?? '';
const URL_FILE = 'src/été/url 日本.ts';
const URL_TEXT = (TEXTS[URL_FILE] ?? '').slice(1);
const CALL = placeOf('src/pay.ts', PAY, 'fetch(url(order))');
const GET = placeOf(URL_FILE, URL_TEXT, 'get(o)');
const CACHE = placeOf(URL_FILE, URL_TEXT, 'cache');

const insert = (file: string, offset: number, text: string) => ({ file, start: offset, end: offset, text });

/** A run with a bit of everything: rewrites in one file and in two, a witness across files, each severity, errors, suppressions. */
export function fullResult(): Result {
  return resultOf({
    files: Object.keys(TEXTS).sort(),
    findings: [
      findingAt(CALL, {
        witness: [
          { ...placeOf('src/pay.ts', PAY, 'pay'), message: 'a request enters' },
          { ...GET, message: '`get` waits' },
        ],
        rewrites: [
          {
            title: 'Bound the wait with `AbortSignal.timeout`',
            edits: [
              insert('src/pay.ts', CALL.end.offset - 1, ', { signal: AbortSignal.timeout(ms) }'),
              insert('src/pay.ts', 0, 'const ms = 500;\n'),
            ],
          },
          {
            title: 'Pass the cache in',
            edits: [
              { ...span(CACHE), text: 'shared😀' },
              insert('src/pay.ts', PAY.indexOf('order'), 'cache, '),
              { file: URL_FILE, start: 0, end: 'const é'.length, text: 'let ü' },
            ],
          },
        ],
      }),
      findingAt(GET, {
        severity: 'info',
        certainty: 'likely',
        fingerprint: '1111111111111111',
        rewrites: [{ title: 'Await it', edits: [insert(URL_FILE, GET.start.offset, 'await ')] }],
      }),
      findingAt(CACHE, {
        ruleId: 'no-module-state',
        kind: 'cache',
        messageId: 'cache',
        severity: 'warning',
        fingerprint: '2222222222222222',
      }),
    ],
    skipped: [{ file: 'dist', reason: 'build-output' }],
    suppressed: [{ finding: findingAt(CACHE, { ruleId: 'no-module-state', fingerprint: '3333333333333333' }), reason: 'one per process' }],
    errors: [
      { file: 'src/broken.ts', message: 'too deep' },
      { file: '', message: 'internal error in no-module-state', internal: true },
    ],
  });
}

/** The first finding of {@link fullResult} with its first rewrite, and nothing else: short enough to read. */
export function shortResult(): Result {
  const [finding] = fullResult().findings;
  return resultOf({ findings: finding === undefined ? [] : [{ ...finding, rewrites: finding.rewrites.slice(0, 1) }] });
}

function span({ file, start, end }: Place) {
  return { file, start: start.offset, end: end.offset };
}

/** The path of a file that is named to do harm. */
export const HOSTILE_FILE = `src/${HOSTILE}.ts`;

/** A run in which every text that analysed code has a hand in is {@link HOSTILE}. */
export function hostileResult(): Result {
  const place = { ...CALL, file: HOSTILE_FILE };
  const finding = findingAt(place, {
    message: `\`${HOSTILE}\` ${HOSTILE}`,
    witness: [{ ...place, message: HOSTILE }],
    rewrites: [{ title: HOSTILE, edits: [insert(HOSTILE_FILE, CALL.start.offset, `/*${HOSTILE}*/`)] }],
  });
  return resultOf({
    files: [HOSTILE_FILE],
    findings: [finding, findingAt(place, { ...finding, severity: 'info', certainty: 'likely', fingerprint: '4444444444444444' })],
    skipped: [{ file: HOSTILE_FILE, reason: HOSTILE }],
    suppressed: [{ finding: { ...finding, fingerprint: '5555555555555555' }, reason: HOSTILE }],
    errors: [{ file: HOSTILE_FILE, message: HOSTILE }],
  });
}

const RULES: readonly RuleInfo[] = [
  { id: 'require-timeout', summary: 'Requires a bound on every wait', harm: 'outage', page: '# require-timeout\n\nA page.\n' },
  { id: 'no-module-state', summary: 'Disallows module-level state', harm: 'wrong-data' },
  { id: 'no-transaction-escape', summary: 'Disallows the outer client inside a transaction', harm: 'wrong-data' },
];

/** Options of a run in the project's root, with {@link TEXTS} and a file named {@link HOSTILE_FILE} to read. */
export const optionsOf = (more: Partial<ReportOptions> = {}): ReportOptions => ({
  cwd: '/project',
  color: false,
  tool: { name: 'hidden-state', version: '1.2.3' },
  rules: RULES,
  readText: (file) => (file === HOSTILE_FILE ? PAY.replace('export', `/*${HOSTILE}*/ export`) : TEXTS[file]),
  ...more,
});

/** The text after the edits of a rewrite in one file, worked out from the end, as editors do. */
export function edited(file: string, edits: readonly TextEdit[]): string {
  const raw = TEXTS[file] ?? '';
  const mark = raw.startsWith('\uFEFF') ? '\uFEFF' : '';
  const own = edits.filter((edit) => edit.file === file).sort((a, b) => b.start - a.start);
  return (
    mark + own.reduce((text, { start, end, text: inserted }) => text.slice(0, start) + inserted + text.slice(end), raw.slice(mark.length))
  );
}

/** What must never be in a report that is shown: controls but the line break, and characters that reorder or hide text. */
export const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u2028\u202a-\u202e\u2066-\u2069\ud800-\udfff\u{e0041}]/u;
