import type { Finding, Result, Severity } from '../analyzer/finding.js';
import { codeFrame, sourceLine, splitLines } from './code-frame.js';
import { escapeText } from './escape.js';
import { countBy, pathsFrom, plural, type Format, type ReportOptions } from './options.js';
import { createPaint, type Paint } from './paint.js';

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
    summary(result, view.paint),
  ];
  return `${blocks.join('\n\n')}\n`;
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

function byFile(findings: readonly Finding[]): [string, Finding[]][] {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    const known = files.get(finding.file);
    if (known === undefined) files.set(finding.file, [finding]);
    else known.push(finding);
  }
  return [...files];
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
    ...(finding.rewrites.length === 0 ? [] : ['', ...finding.rewrites.map(({ title }) => `    rewrite: ${escapeText(title)}`)]),
  ].join('\n');
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

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

function summary({ findings, files, skipped, suppressed, errors }: Result, paint: Paint): string {
  const counts = SEVERITIES.map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    const text = severity === 'info' ? `${count} info` : plural(count, severity);
    return count === 0 ? text : paint[severity](text);
  });
  const inFiles = `in ${plural(files.length, 'file')}`;
  const head = findings.length === 0 ? `No findings ${inFiles}` : `${plural(findings.length, 'finding')} ${inFiles}: ${counts.join(', ')}`;
  const reasons = countBy(skipped.map(({ reason }) => reason)).map(([reason, count]) => `${count} ${escapeText(reason)}`);
  return [
    paint.strong(head),
    ...(suppressed.length === 0 ? [] : [`${plural(suppressed.length, 'finding')} suppressed by comments`]),
    ...(skipped.length === 0 ? [] : [`${skipped.length} skipped: ${reasons.join(', ')}`]),
    ...(errors.length === 0 ? [] : [`${errors.length} could not be analysed: see above`]),
  ].join('\n');
}
