import type { Finding, Result } from '../analyzer/finding.js';
import { codeFrame, sourceLine, splitLines } from './code-frame.js';
import { defuse, escapeText } from './escape.js';
import { pathsFrom, type Format, type ReportOptions } from './options.js';
import { byFile } from './order.js';
import { createPaint, type Paint } from './paint.js';
import { summaryLines } from './summary.js';

/** What the parts of a text report share. */
interface View {
  readonly paint: Paint;
  /** A root-relative path, as the user sees it from the working directory, harmless. */
  readonly path: (file: string) => string;
  readonly lines: (file: string) => readonly string[];
}

/** The format for people: findings by file, each with its code and its witness, and a summary. */
export const renderText: Format = (result, options) => {
  const view = createView(result, options);
  const blocks = [
    ...byFile(result.findings).flatMap(([file, findings]) => [
      view.paint.strong(view.path(file)),
      ...findings.map((finding) => findingBlock(finding, view)),
    ]),
    ...(result.errors.length === 0 ? [] : [errorBlock(result, view)]),
    summaryLines(result, view.paint).join('\n'),
  ];
  return `${blocks.join('\n\n').split('\n').map(defuse).join('\n')}\n`;
};

function createView(result: Result, { color, cwd, readText }: ReportOptions): View {
  const relative = pathsFrom(result.root, cwd);
  const known = new Map<string, readonly string[]>();
  return {
    paint: createPaint(color),
    path: (file) => escapeText(relative(file)),
    lines: (file) => {
      const lines = known.get(file) ?? splitLines(readText(file) ?? '');
      known.set(file, lines);
      return lines;
    },
  };
}

function findingBlock(finding: Finding, view: View): string {
  const { paint } = view;
  const at = `${finding.start.line}:${finding.start.column}`;
  const frame = codeFrame(view.lines(finding.file), finding.start, finding.end, paint);
  const head = [`${at}`, paint[finding.severity](finding.severity), escapeText(finding.ruleId), paint.faint(finding.certainty)];
  return [
    `  ${head.join('  ')}`,
    `  ${paint.strong(escapeText(finding.message))}`,
    ...(frame.length === 0 ? [] : ['', ...frame.map((line) => `    ${line}`)]),
    ...(finding.witness.length === 0 ? [] : ['', ...witnessLines(finding, view)]),
    ...(finding.rewrites.length === 0 ? [] : ['', ...finding.rewrites.flatMap(rewriteLines)]),
  ].join('\n');
}

/** Its title; where there is no edit to apply, what to write. */
function rewriteLines({ title, sketch }: Finding['rewrites'][number]): string[] {
  if (sketch === undefined) return [`    rewrite: ${escapeText(title)}`];
  return [`    by hand: ${escapeText(title)}`, ...sketch.split('\n').map((line) => `      ${escapeText(line.replaceAll('\t', '  '))}`)];
}

function witnessLines({ witness }: Finding, view: View): string[] {
  const digits = String(witness.length).length;
  return witness.flatMap((step, index) => {
    const source = sourceLine(view.lines(step.file), step.start);
    const number = `${String(index + 1).padStart(digits)}.`;
    const head = `    ${number} ${view.path(step.file)}:${step.start.line}:${step.start.column} ${escapeText(step.message)}`;
    return source === '' ? [head] : [head, view.paint.faint(`${' '.repeat(digits + 8)}${source}`)];
  });
}

function errorBlock({ errors }: Result, { paint, path }: View): string {
  const lines = errors.map(({ file, message }) => `  ${file === '' ? '' : `${path(file)}: `}${escapeText(message)}`);
  return [paint.error(`Could not be analysed:`), ...lines].join('\n');
}
