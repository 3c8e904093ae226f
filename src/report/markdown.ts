import type { AnalysisError, Finding, Result, Rewrite } from '../analyzer/finding.js';
import { codeFrame } from './code-frame.js';
import { defuse } from './escape.js';
import type { Format } from './options.js';
import { byFile, errorsInOrder, inOrder } from './order.js';
import { cell, codeBlock, codeSpan, markdownText } from './markdown-text.js';
import { createPaint } from './paint.js';
import { patchOf } from './patch.js';
import { createSources, type Sources } from './source.js';
import { summaryLines } from './summary.js';

/** Markdown without HTML, for comments and wikis: findings by file, with code, witness and rewrites as patches. */
export const renderMarkdown: Format = (result, options) => {
  const sources = createSources(result, options);
  const blocks = [
    `# ${options.tool.name}`,
    ...byFile(inOrder(result.findings)).flatMap(([file, findings]) => [
      `## ${codeSpan(sources.path(file))}`,
      ...findings.flatMap((finding) => findingBlocks(finding, sources)),
    ]),
    ...errorBlocks(errorsInOrder(result.errors), sources.path),
    markdownSummary(result),
  ];
  return `${blocks.join('\n\n').split('\n').map(defuse).join('\n')}\n`;
};

function findingBlocks(finding: Finding, sources: Sources): string[] {
  const { file, start, end, severity, certainty, ruleId, message, rewrites } = finding;
  const frame = codeFrame(sources.lines(file), start, end, createPaint(false));
  return [
    `### ${severity}: ${codeSpan(ruleId)}, line ${start.line} (${certainty})`,
    markdownText(message),
    ...(frame.length === 0 ? [] : [codeBlock(frame, 'text').join('\n')]),
    ...witnessBlock(finding, sources.path),
    ...rewrites.flatMap((rewrite) => rewriteBlocks(rewrite, sources)),
  ];
}

const witnessBlock = ({ witness }: Finding, path: (file: string) => string): string[] =>
  witness.length === 0
    ? []
    : [
        witness
          .map(({ file, start, message }, index) => `${index + 1}. ${codeSpan(`${path(file)}:${start.line}`)} ${markdownText(message)}`)
          .join('\n'),
      ];

function rewriteBlocks(rewrite: Rewrite, sources: Sources): string[] {
  const patch = patchOf(rewrite, sources);
  const title = `Rewrite: ${markdownText(rewrite.title)}`;
  if (patch === undefined) return [title];
  const note = patch.exact ? '' : ' (for reading only: control characters are shown as escapes)';
  return [title + note, codeBlock(patch.text.trimEnd().split('\n'), 'diff').join('\n')];
}

/** What could not be analysed, as a list; nothing where there is none. */
export function errorBlocks(errors: readonly AnalysisError[], path: (file: string) => string): string[] {
  if (errors.length === 0) return [];
  const items = errorsInOrder(errors).map(
    ({ file, message }) => `- ${file === '' ? '' : `${codeSpan(path(file))} `}${markdownText(message)}`,
  );
  return ['Could not be analysed:', items.join('\n')];
}

/** The counts, a line each. */
export function markdownSummary(result: Result): string {
  return summaryLines(result, createPaint(false))
    .map((line, index) => (index === 0 ? `**${markdownText(line)}**` : markdownText(line)))
    .join('\\\n');
}

/** A row of a table of findings: severity, rule, place, message. */
export function findingRow({ severity, certainty, ruleId, file, start, message }: Finding, path: (file: string) => string): string {
  const cells = [`${severity}, ${certainty}`, codeSpan(ruleId), codeSpan(`${path(file)}:${start.line}`), markdownText(message)];
  return `| ${cells.map(cell).join(' | ')} |`;
}
