import type { Finding, Result, StateAccess, StateEntry } from '../../analyzer/finding.js';
import { splitLines } from '../code-frame.js';
import { escapeText } from '../escape.js';
import { countBy } from '../options.js';
import { readCodeOwners } from './codeowners.js';
import { diffOf } from './diff.js';
import { frameOf, lineOf } from './frame.js';
import { layOutMap } from './map.js';
import { HARMS, type AuditOptions } from './options.js';
import type { AccessData, FindingData, PageData, StateData } from './page-data.js';
import { timelineOf } from './timeline.js';
import { against, harmOf, judgePackages, packageFinder, worst } from './verdict.js';

/** Units of the two layouts of the map: for wide windows and for telephones. */
const WIDE = { width: 2400, height: 1240 };
const TALL = { width: 1000, height: 1400 };

/** Accesses of one piece of state that are shown, of each sort. */
const MAX_ACCESSES = 12;

/** Everything the page shows, as plain data. */
export function pageData(result: Result, options: AuditOptions): PageData {
  const view = createView(result, options);
  const findings = result.findings.map((finding) => findingData(finding, view)).sort(byWeight);
  const indexes = new Map(findings.map(({ at }, index) => [at, index]));
  const data = findings.map(({ data: shown }) => shown);
  const packages = judgePackages(options.packages, view.filesOf, data);
  const hot = new Set(result.findings.map(({ file }) => file));
  const files = view.analysed.map((path) => ({ path, lines: view.lines(path).length, hot: hot.has(path) }));
  return {
    project: escapeText(options.project),
    generatedAt: options.generatedAt,
    tool: options.tool,
    verdict: worst(data.map((finding) => finding.against)),
    files: view.files.map(escapeText),
    lines: files.reduce((sum, { lines }) => sum + lines, 0),
    skipped: countBy(result.skipped.map(({ reason }) => reason)),
    errors: result.errors.map(({ file, message }) => ({ file: escapeText(file), message: escapeText(message) })),
    suppressed: result.suppressed.map(({ finding, reason }) => ({
      rule: view.rule(finding.ruleId),
      file: view.file(finding.file),
      line: finding.start.line,
      reason: escapeText(reason),
    })),
    rules: options.rules.map(({ id, summary }) => ({ id, summary })),
    packages: packages.map((one) => ({ ...one, name: escapeText(one.name), dir: escapeText(one.dir) })),
    owners: view.owners.map(escapeText),
    hasOwners: options.codeowners !== undefined,
    findings: data,
    states: (result.inventory ?? []).map((state) => stateData(state, view, indexes)),
    maps: { wide: layOutMap(files, WIDE), tall: layOutMap(files, TALL) },
  };
}

/** What the parts of the page share: tables that others refer to by index, and texts that are read once. */
interface View {
  readonly options: AuditOptions;
  /** Analysed files, the first of `files`. */
  readonly analysed: readonly string[];
  readonly files: readonly string[];
  /** How many analysed files each package has. */
  readonly filesOf: readonly number[];
  readonly owners: readonly string[];
  file(path: string): number;
  rule(id: string): number;
  packageOf(path: string): number;
  ownersOf(path: string): readonly number[];
  lines(path: string): readonly string[];
  readText(path: string): string | undefined;
}

function createView(result: Result, options: AuditOptions): View {
  const texts = new Map<string, string | undefined>();
  const lines = new Map<string, readonly string[]>();
  const files = [...result.files];
  const fileIndex = new Map(files.map((path, index) => [path, index]));
  const owners: string[] = [];
  const ownersOf = readCodeOwners(options.codeowners ?? '');
  const packageOf = packageFinder(options.packages);
  const filesOf = options.packages.map(() => 0);
  for (const path of files) {
    const index = packageOf(path);
    if (index >= 0) filesOf[index] = (filesOf[index] ?? 0) + 1;
  }
  const readText = (path: string): string | undefined => {
    if (!texts.has(path)) texts.set(path, options.readText(path));
    return texts.get(path);
  };
  const ruleIndex = new Map(options.rules.map(({ id }, index) => [id, index]));
  return {
    options,
    analysed: result.files,
    files,
    filesOf,
    owners,
    packageOf,
    readText,
    rule: (id) => ruleIndex.get(id) ?? -1,
    file: (path) => indexIn(files, fileIndex, path),
    ownersOf: (path) => ownersOf(path).map((name) => (owners.includes(name) ? owners.indexOf(name) : owners.push(name) - 1)),
    lines: (path) => {
      const known = lines.get(path) ?? splitLines(readText(path) ?? '');
      lines.set(path, known);
      return known;
    },
  };
}

/** The index of a word in a list, which gets it where it has not. */
function indexIn(list: string[], indexes: Map<string, number>, word: string): number {
  const known = indexes.get(word);
  if (known !== undefined) return known;
  indexes.set(word, list.length);
  return list.push(word) - 1;
}

/** A finding as it is shown, and the place by which a piece of state finds it. */
interface Placed {
  readonly at: string;
  readonly data: FindingData;
}

const placeKey = ({ file, start }: Pick<Finding, 'file' | 'start'>): string => `${file}:${start.offset}`;

function findingData(finding: Finding, view: View): Placed {
  const rules = new Map(view.options.rules.map((rule) => [rule.id, rule]));
  const harm = harmOf(finding, rules);
  const at = (place: Pick<Finding, 'file' | 'start'>) => ({
    file: view.file(place.file),
    line: place.start.line,
    code: lineOf(view.lines(place.file), place.start.line),
  });
  return {
    at: placeKey(finding),
    data: {
      id: finding.fingerprint,
      rule: view.rule(finding.ruleId),
      kind: escapeText(finding.kind),
      harm,
      severity: finding.severity,
      certainty: finding.certainty,
      against: against(finding, harm),
      message: escapeText(finding.message),
      file: view.file(finding.file),
      line: finding.start.line,
      package: view.packageOf(finding.file),
      owners: view.ownersOf(finding.file),
      timeline: escapeMessages(timelineOf(finding, harm, rules.get(finding.ruleId)?.lanes, at)),
      frame: frameOf(view.lines(finding.file), finding),
      rewrites: finding.rewrites.map((rewrite) => diffOf(rewrite, view.readText)),
    },
  };
}

const escapeMessages = ({ lanes, steps }: FindingData['timeline']): FindingData['timeline'] => ({
  lanes,
  steps: steps.map((step) => ({ ...step, message: escapeText(step.message) })),
});

const AGAINST = ['no', 'care', 'yes'];
const SEVERITY = ['error', 'warning', 'info'];
const CERTAINTY = ['proven', 'likely'];

/** What speaks most against two replicas comes first; else files and lines decide. */
function byWeight({ data: a }: Placed, { data: b }: Placed): number {
  return (
    AGAINST.indexOf(a.against) - AGAINST.indexOf(b.against) ||
    SEVERITY.indexOf(a.severity) - SEVERITY.indexOf(b.severity) ||
    CERTAINTY.indexOf(a.certainty) - CERTAINTY.indexOf(b.certainty) ||
    HARMS.indexOf(a.harm) - HARMS.indexOf(b.harm) ||
    a.file - b.file ||
    a.line - b.line
  );
}

function stateData(state: StateEntry, view: View, findings: ReadonlyMap<string, number>): StateData {
  const access = ({ by, file, start, kind, contexts }: StateAccess): AccessData => ({
    by: escapeText(by),
    file: view.file(file),
    line: start.line,
    kind,
    contexts,
  });
  const finding = findings.get(placeKey(state));
  return {
    name: escapeText(state.name),
    file: view.file(state.file),
    line: state.start.line,
    holder: state.holder,
    shape: state.shape,
    bound: state.bound,
    writes: state.writes.slice(0, MAX_ACCESSES).map(access),
    reads: state.reads.slice(0, MAX_ACCESSES).map(access),
    moreWrites: Math.max(0, state.writes.length - MAX_ACCESSES),
    moreReads: Math.max(0, state.reads.length - MAX_ACCESSES),
    owners: view.ownersOf(state.file),
    ...(finding !== undefined && { finding }),
  };
}
