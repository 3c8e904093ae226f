import type { Finding, Place, Rewrite, Severity } from '../analyzer/finding.js';
import { editsByFile, joinEdits } from './edits.js';
import { strictJsonText } from './escape.js';
import { markdownText } from './markdown-text.js';
import type { Format } from './options.js';
import { errorsInOrder, inOrder } from './order.js';
import { createSources, type Sources } from './source.js';

const SEVERITIES: Readonly<Record<Severity, string>> = { error: 'ERROR', warning: 'WARNING', info: 'INFO' };

/** A suggestion in a review is for the lines around its comment: rewrites that reach further are told by their titles. */
const MAX_SUGGESTED_LINES = 40;

/**
 * reviewdog's `rdjson`: comments in reviews, with the rewrites as suggestions that one click takes over. Messages are Markdown,
 * since comments are.
 */
export const renderRdjson: Format = (result, options) => {
  const sources = createSources(result, options);
  return strictJsonText({
    source: { name: options.tool.name },
    diagnostics: [
      ...inOrder(result.findings).map((finding) => diagnostic(finding, sources)),
      ...errorsInOrder(result.errors).map(({ file, message }) => ({
        message: `could not be analysed: ${markdownText(message)}`,
        location: { path: file === '' ? '.' : sources.path(file) },
        severity: 'WARNING',
      })),
    ],
  });
};

function diagnostic(finding: Finding, sources: Sources): object {
  const { message, severity, certainty, ruleId, witness, rewrites } = finding;
  const offers = rewrites.map((rewrite) => ({ title: rewrite.title, suggestion: suggestionOf(rewrite, finding, sources) }));
  const suggestions = offers.flatMap(({ suggestion }) => (suggestion === undefined ? [] : [suggestion]));
  const text = [
    certainty === 'proven' ? markdownText(message) : `${markdownText(message)} (${certainty})`,
    ...offers.map(({ title }) => `Rewrite: ${markdownText(title)}`),
  ];
  return {
    message: text.join('\n'),
    location: locationOf(finding, sources),
    severity: SEVERITIES[severity],
    code: { value: ruleId },
    ...(suggestions.length > 0 && { suggestions }),
    ...(witness.length > 0 && {
      related_locations: witness.map((step) => ({ message: markdownText(step.message), location: locationOf(step, sources) })),
    }),
  };
}

function locationOf(place: Place, sources: Sources): object {
  const path = sources.path(place.file);
  const start = sources.bytes(place.file, place.start.offset);
  const end = sources.bytes(place.file, place.end.offset);
  if (start !== undefined && end !== undefined) return { path, range: { start, end } };
  return { path, range: { start: { line: place.start.line }, end: { line: place.end.line } } }; // whole lines: bytes are out of sight
}

/** One edit in the finding's own file: reviewdog knows no others. */
function suggestionOf(rewrite: Rewrite, { file }: Finding, sources: Sources): object | undefined {
  const [first, ...others] = editsByFile(rewrite);
  const text = sources.text(file);
  if (first === undefined || others.length > 0 || first[0] !== file || text === undefined) return undefined;
  const joined = joinEdits(text, first[1]);
  const start = joined && sources.bytes(file, joined.start);
  const end = joined && sources.bytes(file, joined.end);
  if (joined === undefined || start === undefined || end === undefined) return undefined;
  return end.line - start.line < MAX_SUGGESTED_LINES ? { range: { start, end }, text: joined.text } : undefined;
}
