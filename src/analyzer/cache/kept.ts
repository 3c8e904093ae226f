import type { Finding, Result } from '../finding.js';
import type { Question } from './asked.js';
import { isCount, isFlag, isNumber, isText, listOf, membersOf, objectOf, oneOf, type Shape } from './shape.js';

/** Below the root, and nowhere else: reports show the text of the files that a result names. */
const isFile: Shape = (value) =>
  typeof value === 'string' && !/^([/\\]|[a-z]:)/i.test(value) && !value.split(/[/\\]/).includes('..') && !value.includes('\0');

const position = objectOf({ line: isCount, column: isCount, offset: isCount });
const place = { file: isFile, start: position, end: position };
const severity = oneOf('error', 'warning', 'info');
const edit = objectOf({ file: isFile, start: isCount, end: isCount, text: isText });

const finding = objectOf(
  {
    ...place,
    ruleId: isText,
    severity,
    certainty: oneOf('proven', 'likely'),
    message: isText,
    messageId: isText,
    kind: isText,
    witness: listOf(objectOf({ ...place, message: isText }, { second: isFlag })),
    rewrites: listOf(objectOf({ title: isText, edits: listOf(edit) }, { sketch: isText })),
    fingerprint: isText,
  },
  { identity: objectOf({ name: isText, snippet: isText }) },
);

const directive = objectOf({
  ...place,
  reason: isText,
  rules: listOf(isText),
  unused: listOf(isText),
  silences: isCount,
});

const stats = objectOf({
  discoverMs: isNumber,
  lowerMs: isNumber,
  linkMs: isNumber,
  detectMs: isNumber,
  rewriteMs: isNumber,
  parsed: isCount,
  fromCache: isCount,
  sourceChars: isCount,
  irBytes: isCount,
  rules: membersOf(isNumber),
});

const result = objectOf(
  {
    root: isText,
    files: listOf(isFile),
    skipped: listOf(objectOf({ file: isText, reason: isText })),
    findings: listOf(finding),
    suppressed: listOf(objectOf({ finding, reason: isText })),
    errors: listOf(objectOf({ file: isText, message: isText })),
    stats,
  },
  { directives: listOf(directive) },
);

/** Whether a value is a result as it may be kept: without an inventory, and without faults of ours. */
export const isResult = (value: unknown): value is Result => result(value);

/** Whether a value is a question to the file system. */
export function isQuestion(value: unknown): value is Question {
  if (!Array.isArray(value) || !isText(value[1])) return false;
  return value[0] === 'read'
    ? value.length === 4 && isCount(value[2]) && isText(value[3])
    : value.length === 3 && oneOf('stat', 'list', 'real')(value[0]) && isText(value[2]);
}

/** What a session keeps: the findings of a whole project, by what rules were asked. */
export interface SessionFindings {
  /** Each module's name below the root, and the key of its text. */
  readonly files: Readonly<Record<string, string>>;
  readonly skipped: readonly { readonly file: string; readonly directory: boolean }[];
  readonly findings: Readonly<Record<string, readonly Finding[]>>;
}

const sessionFindings = objectOf({
  files: membersOf(isText),
  skipped: listOf(objectOf({ file: isFile, directory: isFlag }, { reason: isText })),
  findings: membersOf(listOf(finding)),
});

/** Whether a value is what a session keeps. */
export const isSessionFindings = (value: unknown): value is SessionFindings => sessionFindings(value);
