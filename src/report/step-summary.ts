import { defuse } from './escape.js';
import { errorBlocks, findingRow, markdownSummary } from './markdown.js';
import { pathsFrom, plural, type Format } from './options.js';
import { errorsInOrder, worstFirst } from './order.js';

/** Bytes of the table. GitHub takes 1 MiB from a step, and other commands of the step may write there, too. */
const BUDGET = 256 * 1024;

/** The count beside them is of all. */
const MAX_ERRORS = 50;

/** The summary of a step, to be appended to the file that `GITHUB_STEP_SUMMARY` names: counts and a table, the worst first. */
export const renderStepSummary: Format = (result, { cwd, tool }) => {
  const path = pathsFrom(result.root, cwd);
  const findings = worstFirst(result.findings);
  const rows: string[] = [];
  let left = BUDGET;
  for (const finding of findings) {
    const row = findingRow(finding, path);
    left -= Buffer.byteLength(row) + 1;
    if (left < 0) break;
    rows.push(row);
  }
  const more = findings.length - rows.length;
  const table = ['| severity | rule | place | what happens |', '| --- | --- | --- | --- |', ...rows];
  const blocks = [
    `## ${tool.name}`,
    ...(findings.length === 0 ? [] : [table.join('\n')]),
    ...(more === 0 ? [] : [`And ${plural(more, 'finding')} more: see the log.`]),
    ...errorBlocks(errorsInOrder(result.errors).slice(0, MAX_ERRORS), path),
    markdownSummary(result),
  ];
  return `${blocks.join('\n\n').split('\n').map(defuse).join('\n')}\n`;
};
