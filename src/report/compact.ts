import type { Finding } from '../analyzer/finding.js';
import { defuse, escapeText } from './escape.js';
import { pathsFrom, type Format } from './options.js';
import { errorsInOrder, inOrder } from './order.js';
import { createPaint, type Paint } from './paint.js';
import { summaryLines } from './summary.js';

/** One line a finding, as compilers write them: terminals, editors and `grep` know the form. */
export const renderCompact: Format = (result, { cwd, color }) => {
  const relative = pathsFrom(result.root, cwd);
  const path = (file: string): string => escapeText(relative(file));
  const paint = createPaint(color);
  const lines = [
    ...inOrder(result.findings).map((finding) => findingLine(finding, path(finding.file), paint)),
    ...errorsInOrder(result.errors).map(
      ({ file, message }) => `${file === '' ? '' : `${path(file)}: `}${paint.error('could not be analysed')}: ${escapeText(message)}`,
    ),
    ...summaryLines(result, paint),
  ];
  return lines.map((line) => `${defuse(line)}\n`).join('');
};

function findingLine({ start, severity, message, ruleId, certainty }: Finding, path: string, paint: Paint): string {
  const rule = escapeText(ruleId) + (certainty === 'proven' ? '' : `, ${certainty}`);
  const at = paint.strong(`${path}:${start.line}:${start.column}`);
  return `${at}: ${paint[severity](severity)}: ${escapeText(message)} ${paint.faint(`[${rule}]`)}`;
}
