import type { Result } from '../analyzer/finding.js';
import { escapeText } from './escape.js';
import { countBy, plural } from './options.js';
import { SEVERITIES } from './order.js';
import type { Paint } from './paint.js';

/** What a run has found and left out, a line each, harmless: nothing that was suppressed or skipped goes without saying. */
export function summaryLines({ findings, files, skipped, suppressed, errors }: Result, paint: Paint): string[] {
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
  ];
}
