import { createHash } from 'node:crypto';
import type { AnalysisError, Severity } from '../analyzer/finding.js';
import { escapeText, strictJsonText } from './escape.js';
import { pathsFrom, type Format } from './options.js';
import { errorsInOrder, inOrder } from './order.js';

/** GitLab has `blocker` above these, too: it is for what must not be merged, which is for the gate to say. */
const SEVERITIES: Readonly<Record<Severity, string>> = { error: 'critical', warning: 'major', info: 'info' };

/** GitLab's code quality report: an issue a finding, known again by its fingerprint from one pipeline to the next. */
export const renderGitlab: Format = (result, { cwd, tool }) => {
  const path = pathsFrom(result.root, cwd);
  return strictJsonText([
    ...inOrder(result.findings).map(({ message, ruleId, certainty, fingerprint, severity, file, start, end }) => ({
      description: escapeText(certainty === 'proven' ? message : `${message} (${certainty})`),
      check_name: `${tool.name}/${ruleId}`,
      fingerprint,
      severity: SEVERITIES[severity],
      location: { path: path(file), lines: { begin: start.line, end: end.line } },
    })),
    ...errorsInOrder(result.errors).map((error) => ({
      description: `could not be analysed: ${escapeText(error.message)}`,
      check_name: tool.name,
      fingerprint: fingerprintOf(error),
      severity: 'info',
      location: { path: error.file === '' ? '.' : path(error.file), lines: { begin: 1 } },
    })),
  ]);
};

const fingerprintOf = ({ file, message }: AnalysisError): string =>
  createHash('sha256').update(`${file}\0${message}`).digest('hex').slice(0, 16);
