import type { Finding, Place, Result, WitnessStep } from '../analyzer/finding.js';
import { jsonText } from './escape.js';
import { countBy, pathsFrom, type Format, type ReportOptions } from './options.js';
import { compare } from './order.js';

/** The machine's format, described by `schema/result.schema.json`: the same bytes for the same result. */
export const renderJson: Format = (result, options) => jsonText(envelope(result, options));

function envelope(result: Result, { cwd, tool }: ReportOptions): object {
  const path = pathsFrom(result.root, cwd);
  return {
    version: 1,
    tool: { name: tool.name, version: tool.version },
    summary: {
      files: result.files.length,
      skipped: Object.fromEntries(countBy(result.skipped.map(({ reason }) => reason))),
      findings: result.findings.length,
      byRule: Object.fromEntries(countBy(result.findings.map(({ ruleId }) => ruleId))),
      suppressed: result.suppressed.length,
    },
    findings: result.findings.map((finding) => findingJson(finding, path)).sort(order),
    errors: result.errors
      .map(({ file, message }) => ({ file: file === '' ? '' : path(file), message }))
      .sort((a, b) => compare(a.file, b.file) || compare(a.message, b.message)),
  };
}

type FindingJson = ReturnType<typeof findingJson>;

function findingJson(finding: Finding, path: (file: string) => string) {
  return {
    ruleId: finding.ruleId,
    messageId: finding.messageId,
    kind: finding.kind,
    severity: finding.severity,
    certainty: finding.certainty,
    message: finding.message,
    file: path(finding.file),
    range: range(finding),
    witness: finding.witness.map((step: WitnessStep) => ({
      file: path(step.file),
      range: range(step),
      message: step.message,
    })),
    rewrites: finding.rewrites.map(({ title, edits, sketch }) => ({
      title,
      edits: edits.map(({ file, start, end, text }) => ({ file: path(file), start, end, text })),
      ...(sketch !== undefined && { sketch }),
    })),
    fingerprint: finding.fingerprint,
  };
}

const range = ({ start, end }: Place) => ({
  start: { line: start.line, column: start.column, offset: start.offset },
  end: { line: end.line, column: end.column, offset: end.offset },
});

function order(a: FindingJson, b: FindingJson): number {
  return (
    compare(a.file, b.file) ||
    a.range.start.offset - b.range.start.offset ||
    compare(a.ruleId, b.ruleId) ||
    a.range.end.offset - b.range.end.offset ||
    compare(a.message, b.message) ||
    compare(a.fingerprint, b.fingerprint)
  );
}
