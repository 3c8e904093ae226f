import type { AnalysisError, Finding, Severity, Suppressed } from '../analyzer/finding.js';

/** From the worst. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** By code unit: a locale would make the order depend on the machine. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Findings by file and place, whatever the order in which they were found. */
export function inOrder<T extends Finding>(findings: readonly T[]): T[] {
  return [...findings].sort(
    (a, b) =>
      compare(a.file, b.file) ||
      a.start.offset - b.start.offset ||
      compare(a.ruleId, b.ruleId) ||
      a.end.offset - b.end.offset ||
      compare(a.message, b.message) ||
      compare(a.fingerprint, b.fingerprint),
  );
}

/** Findings with the worst first; by file and place among equals. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return inOrder(findings).sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

/** What comments switched off, by file and place, with the reason. */
export const suppressedInOrder = (suppressed: readonly Suppressed[]): (Finding & { readonly reason: string })[] =>
  inOrder(suppressed.map(({ finding, reason }) => ({ ...finding, reason })));

/** Errors by file and message. */
export function errorsInOrder(errors: readonly AnalysisError[]): AnalysisError[] {
  return [...errors].sort((a, b) => compare(a.file, b.file) || compare(a.message, b.message));
}

/** Findings by file, in the order in which they come. */
export function byFile(findings: readonly Finding[]): [string, Finding[]][] {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    const known = files.get(finding.file);
    if (known === undefined) files.set(finding.file, [finding]);
    else known.push(finding);
  }
  return [...files];
}
