import type { AnalysisError, Finding, Result } from '../analyzer/finding.js';
import { pathsFrom, plural, type Format } from './options.js';
import { byFile, compare, errorsInOrder, inOrder, suppressedInOrder } from './order.js';
import { stepLines } from './steps.js';
import { xmlText, type Element } from './xml.js';

type Outcome = 'failure' | 'error' | 'skipped' | 'passed';

/** A test case, and the file whose suite it belongs to. */
interface Case {
  readonly suite: string;
  readonly outcome: Outcome;
  readonly element: Element;
}

/**
 * JUnit's XML: a suite a file, a test case a finding. Errors and warnings fail; what is `info` passes and tells in its output;
 * what a comment suppresses is skipped. There are no times: the same result gives the same bytes.
 */
export const renderJunit: Format = (result, { cwd, tool }) => {
  const path = pathsFrom(result.root, cwd);
  const cases = [...casesOf(result, tool.name, path)];
  if (cases.length === 0) cases.push(nothing(result, tool.name));
  const names = [...new Set(cases.map(({ suite }) => suite))].sort(compare);
  const suites = names.map((name) => suiteElement(name, cases));
  return xmlText({ name: 'testsuites', attributes: { name: tool.name, ...counts(cases) }, content: suites });
};

function* casesOf(result: Result, tool: string, path: (file: string) => string): Generator<Case> {
  for (const [file, findings] of byFile(inOrder(result.findings))) {
    for (const finding of findings) yield findingCase(finding, path(file), path);
  }
  for (const finding of suppressedInOrder(result.suppressed)) yield suppressedCase(finding, finding.reason, path(finding.file));
  for (const error of errorsInOrder(result.errors)) yield errorCase(error, error.file === '' ? tool : path(error.file));
}

function suiteElement(name: string, all: readonly Case[]): Element {
  const cases = all.filter(({ suite }) => suite === name);
  return { name: 'testsuite', attributes: { name, ...counts(cases) }, content: cases.map(({ element }) => element) };
}

function counts(cases: readonly Case[]): Record<string, number> {
  const count = (outcome: Outcome): number => cases.filter((one) => one.outcome === outcome).length;
  return { tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') };
}

/**
 * Servers tell test cases apart, and know them again, by their names alone: the name holds the fingerprint, which outlives moved
 * lines, and not the message, which may tell lines.
 */
const caseName = ({ ruleId, kind, fingerprint }: Finding): string => `${ruleId}: ${kind} [${fingerprint}]`;

const caseElement = (finding: Finding, file: string, content: readonly Element[]): Element => ({
  name: 'testcase',
  attributes: { name: caseName(finding), classname: file, file, line: finding.start.line },
  content,
});

function findingCase(finding: Finding, file: string, path: (file: string) => string): Case {
  const { start, severity, certainty, ruleId, message, rewrites } = finding;
  const body = [
    `${file}:${start.line}:${start.column} ${severity} ${ruleId} ${certainty}`,
    message,
    ...stepLines(finding, path),
    ...rewrites.map(({ title }) => `rewrite: ${title}`),
  ].map((line) => line.replaceAll('\n', '\\n')); // a line of its own is ours to make
  const content = body.join('\n');
  if (severity === 'info') {
    return { suite: file, outcome: 'passed', element: caseElement(finding, file, [{ name: 'system-out', attributes: {}, content }]) };
  }
  const failure: Element = { name: 'failure', attributes: { message, type: severity }, content };
  return { suite: file, outcome: 'failure', element: caseElement(finding, file, [failure]) };
}

function suppressedCase(finding: Finding, reason: string, file: string): Case {
  const message = reason === '' ? 'suppressed by a comment' : `suppressed by a comment: ${reason}`;
  return { suite: file, outcome: 'skipped', element: caseElement(finding, file, [{ name: 'skipped', attributes: { message } }]) };
}

function errorCase({ message }: AnalysisError, suite: string): Case {
  const content: Element[] = [{ name: 'error', attributes: { message, type: 'analysis' } }];
  const name = `could not be analysed: ${message}`;
  return { suite, outcome: 'error', element: { name: 'testcase', attributes: { name, classname: suite }, content } };
}

/** An empty report looks like one that went wrong. */
function nothing({ files }: Result, tool: string): Case {
  const name = `No findings in ${plural(files.length, 'file')}`;
  return { suite: tool, outcome: 'passed', element: { name: 'testcase', attributes: { name, classname: tool } } };
}
