import type { AnalysisError, Finding, Severity } from '../analyzer/finding.js';
import { defuse, escapeText } from './escape.js';
import { pathsFrom, type Format } from './options.js';
import { errorsInOrder, worstFirst } from './order.js';
import { createPaint } from './paint.js';
import { stepLines } from './steps.js';
import { summaryLines } from './summary.js';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

type Properties = Readonly<Record<string, string | number>>;

/**
 * Workflow commands: GitHub shows each as an annotation at its line. It shows ten of each level a step, so the worst come
 * first, and the rest is in the step's summary (see {@link import('./step-summary.js').renderStepSummary}) and in the log.
 */
export const renderGithub: Format = (result, { cwd, tool }) => {
  const path = pathsFrom(result.root, cwd);
  const lines = [
    ...worstFirst(result.findings).map((finding) => findingCommand(finding, tool.name, path)),
    ...errorsInOrder(result.errors).map((error) => errorCommand(error, tool.name, path)),
    ...summaryLines(result, createPaint(false)).map(defuse),
  ];
  return lines.map((line) => `${line}\n`).join('');
};

function findingCommand(finding: Finding, tool: string, path: (file: string) => string): string {
  const { file, ruleId, severity, certainty, message, rewrites } = finding;
  const text = [escapeText(message), ...stepLines(finding, path), ...rewrites.map(({ title }) => `Rewrite: ${escapeText(title)}`)];
  const title = `${tool}/${ruleId}${certainty === 'proven' ? '' : ` (${certainty})`}`;
  return command(LEVELS[severity], { file: path(file), ...lines(finding), title }, text.join('\n'));
}

/** Columns are of use on one line only: GitHub refuses them for more. */
const lines = ({ start, end }: Finding): Properties => ({
  line: start.line,
  endLine: end.line,
  ...(start.line === end.line && { col: start.column, endColumn: end.column }),
});

function errorCommand({ file, message }: AnalysisError, tool: string, path: (file: string) => string): string {
  const title = `${tool}: could not be analysed`;
  return command('warning', file === '' ? { title } : { file: path(file), title }, escapeText(message));
}

function command(level: string, properties: Properties, message: string): string {
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(escapeText(String(value)))}`);
  return `::${level} ${list.join(',')}::${escapeData(message)}`;
}

/** The runner undoes `%25` last, so `%` is escaped first. */
const escapeData = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
