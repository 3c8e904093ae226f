import type { AnalysisError, Finding, Place, Result, Rewrite, Severity, WitnessStep } from '../analyzer/finding.js';
import { editsByFile, joinEdits } from './edits.js';
import { escapeText, strictJsonText, wellFormed } from './escape.js';
import type { Format, ReportOptions, RuleInfo } from './options.js';
import { compare, errorsInOrder, inOrder, suppressedInOrder } from './order.js';
import { createSources, type Sources } from './source.js';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** A fingerprint's version is part of its name: results are never compared across ways of making it. */
const FINGERPRINT = 'hiddenState/v1';

/** SARIF 2.1.0, for code scanning and viewers: the witness as code flow, rewrites as fixes, suppressed findings marked as such. */
export const renderSarif: Format = (result, options) => strictJsonText({ $schema: SCHEMA, version: '2.1.0', runs: [run(result, options)] });

function run(result: Result, options: ReportOptions): object {
  const { tool } = options;
  const sources = createSources(result, options);
  const rules = rulesOf(result, options.rules ?? []);
  const ids = rules.map(({ id }) => id);
  const toResult = (finding: Finding, suppressions: readonly object[]): object => ({
    ...resultObject(finding, sources),
    ruleIndex: ids.indexOf(finding.ruleId),
    suppressions, // for every result or for none, so an empty list where nothing is suppressed
  });
  return {
    tool: { driver: { name: tool.name, version: tool.version, semanticVersion: tool.version, rules: rules.map(ruleObject) } },
    invocations: [invocation(result, sources)],
    // Where it lies is for the consumer to know: a report holds no path of the machine that made it.
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The directory in which the tool ran' } } },
    columnKind: 'utf16CodeUnits',
    newlineSequences: ['\r\n', '\n', '\r', '\u2028', '\u2029'],
    results: [
      ...inOrder(result.findings).map((finding) => toResult(finding, [])),
      ...suppressedInOrder(result.suppressed).map((finding) => toResult(finding, [suppression(finding.reason)])),
    ],
  };
}

const suppression = (reason: string): object => ({ kind: 'inSource', ...(reason !== '' && { justification: escapeText(reason) }) });

/** All rules of the run, and those that only findings name, by id. */
function rulesOf({ findings, suppressed }: Result, known: readonly RuleInfo[]): RuleInfo[] {
  const rules = new Map(known.map((rule) => [rule.id, rule]));
  for (const { ruleId } of [...findings, ...suppressed.map(({ finding }) => finding)]) {
    if (!rules.has(ruleId)) rules.set(ruleId, { id: ruleId, summary: ruleId, harm: '' });
  }
  return [...rules.values()].sort((a, b) => compare(a.id, b.id));
}

function ruleObject({ id, summary, harm, page }: RuleInfo): object {
  return {
    id,
    name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: summary },
    fullDescription: { text: summary },
    help: { text: summary, ...(page !== undefined && { markdown: page }) },
    properties: { tags: ['hidden-state', ...(harm === '' ? [] : [harm])] },
  };
}

function resultObject(finding: Finding, sources: Sources): object {
  const { ruleId, severity, certainty, kind, messageId, message, witness, rewrites, fingerprint } = finding;
  const fixes = rewrites.flatMap((rewrite) => fix(rewrite, sources) ?? []);
  return {
    ruleId,
    level: LEVELS[severity],
    message: { text: plainText(message) },
    locations: [{ physicalLocation: physical(finding, sources) }],
    partialFingerprints: { [FINGERPRINT]: fingerprint },
    ...(witness.length > 0 && { codeFlows: [codeFlow(witness, sources)] }),
    ...(fixes.length > 0 && { fixes }),
    properties: { certainty, kind, messageId },
  };
}

const codeFlow = (witness: readonly WitnessStep[], sources: Sources): object => ({
  threadFlows: [
    {
      locations: witness.map((step, index) => ({
        location: { physicalLocation: physical(step, sources), message: { text: plainText(step.message) } },
        executionOrder: index + 1,
      })),
    },
  ],
});

const physical = (place: Place, sources: Sources): object => ({
  artifactLocation: artifact(place.file, sources),
  region: {
    startLine: place.start.line,
    startColumn: place.start.column,
    endLine: place.end.line,
    endColumn: place.end.column,
  },
});

/** Paths are relative references: what a URI gives a meaning to is encoded, and what no URI can hold is replaced. */
const artifact = (file: string, sources: Sources): object => ({
  uri: sources
    .path(file)
    .split('/')
    .map((segment) => encodeURIComponent(wellFormed(segment)))
    .join('/'),
  uriBaseId: '%SRCROOT%',
});

/** `undefined` where the files are not those that were analysed: a fix in part is none. */
function fix(rewrite: Rewrite, sources: Sources): object | undefined {
  const changes: object[] = [];
  for (const [file, edits] of editsByFile(rewrite)) {
    if (joinEdits(sources.text(file) ?? '', edits) === undefined) return undefined;
    const replacements = edits.map(({ start, end, text }) => {
      const from = sources.position(file, start);
      const to = sources.position(file, end);
      return {
        deletedRegion: { startLine: from?.line, startColumn: from?.column, endLine: to?.line, endColumn: to?.column },
        insertedContent: { text },
      };
    });
    changes.push({ artifactLocation: artifact(file, sources), replacements });
  }
  return changes.length === 0 ? undefined : { description: { text: plainText(rewrite.title) }, artifactChanges: changes };
}

function invocation({ errors }: Result, sources: Sources): object {
  return {
    executionSuccessful: !errors.some(({ internal }) => internal === true),
    toolExecutionNotifications: errorsInOrder(errors).map((error) => notification(error, sources)),
  };
}

const notification = ({ file, message, internal }: AnalysisError, sources: Sources): object => ({
  level: internal === true ? 'error' : 'warning',
  message: { text: plainText(message) },
  ...(file !== '' && { locations: [{ physicalLocation: { artifactLocation: artifact(file, sources) } }] }),
});

/**
 * In messages of SARIF `[text](target)` is a link and `{0}` a placeholder. Both are broken up where code happens to contain them. The
 * standard would have every brace doubled; viewers show the doubles, so it is done only where a placeholder would be seen.
 */
const plainText = (text: string): string => {
  const shown = escapeText(text);
  return (shown.includes('](') ? shown.replace(/[[\]\\]/g, '\\$&') : shown).replace(/\{(\d+)\}/g, '{{$1}}');
};
