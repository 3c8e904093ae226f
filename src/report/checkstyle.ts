import type { AnalysisError, Finding } from '../analyzer/finding.js';
import { pathsFrom, type Format } from './options.js';
import { byFile, errorsInOrder, inOrder } from './order.js';
import { xmlText, type Element } from './xml.js';

/** Checkstyle's XML, which many servers read. `version` is that of the form. */
export const renderCheckstyle: Format = (result, { cwd, tool }) => {
  const path = pathsFrom(result.root, cwd);
  const files: Element[] = [
    ...byFile(inOrder(result.findings)).map(([file, findings]) =>
      fileElement(
        path(file),
        findings.map((finding) => errorElement(finding, tool.name)),
      ),
    ),
    ...errorsInOrder(result.errors).map((error) =>
      fileElement(error.file === '' ? '.' : path(error.file), [failureElement(error, tool.name)]),
    ),
  ];
  return xmlText({ name: 'checkstyle', attributes: { version: '4.3' }, content: files });
};

const fileElement = (name: string, content: readonly Element[]): Element => ({ name: 'file', attributes: { name }, content });

const errorElement = ({ start, severity, message, ruleId, certainty }: Finding, tool: string): Element => ({
  name: 'error',
  attributes: {
    line: start.line,
    column: start.column,
    severity,
    message: certainty === 'proven' ? message : `${message} (${certainty})`,
    source: `${tool}.${ruleId}`,
  },
});

/** Line 0 is about the file as a whole. */
const failureElement = ({ message }: AnalysisError, tool: string): Element => ({
  name: 'error',
  attributes: { line: 0, severity: 'warning', message: `could not be analysed: ${message}`, source: tool },
});
