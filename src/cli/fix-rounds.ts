import type { Finding, Result, Rewrite, TextEdit } from '../analyzer/finding.js';
import { applyEdits, editsByFile } from '../report/edits.js';

/** What is to be rewritten, and how that is judged. */
export interface FixInput {
  /** Analyses the whole project, rewrites included, with these texts (by file, without byte order mark) in place of what is on disk. */
  readonly analyze: (texts: ReadonlyMap<string, string>) => Result;
  /** A file as it is on disk, without byte order mark. */
  readonly read: (file: string) => string;
  /** Is a finding of the first analysis to be rewritten? */
  readonly isWanted: (finding: Finding) => boolean;
}

/** A rewrite that was chosen for a finding. */
export interface Choice {
  readonly finding: Finding;
  readonly rewrite: Rewrite;
}

/** What has come of it. */
export interface Fixed {
  /** The changed files, without byte order mark. */
  readonly texts: ReadonlyMap<string, string>;
  readonly applied: readonly Choice[];
  /** Rewrites that did not do what they should, and were taken back. */
  readonly dropped: readonly (Choice & { readonly why: string })[];
  /** Findings that were wanted and are still there. */
  readonly left: readonly Finding[];
  /** The last analysis. */
  readonly result: Result;
}

/** A rewrite can make another one possible, and two in one place take a round each: so many rounds at most. */
const MAX_ROUNDS = 10;
/** How often a round is tried with fewer rewrites before all that is left of it is given up. */
const MAX_TRIES = 6;

/** Rewrites in rounds, in memory: choose, apply, analyse again, keep what holds, until nothing applies. */
export function fixAll(input: FixInput): Fixed {
  let result = input.analyze(new Map());
  let wanted = result.findings.filter(input.isWanted);
  const texts = new Map<string, string>();
  const applied: Choice[] = [];
  const dropped: (Choice & { why: string })[] = [];
  const rejected = new Set<string>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const chosen = choose(wanted, rejected);
    if (chosen.length === 0) break;
    const done = tryRound(chosen, { input, texts, before: result });
    for (const one of done.dropped) rejected.add(keyOf(one));
    dropped.push(...done.dropped);
    if (done.after === undefined) continue;
    const edits = done.kept.flatMap(({ rewrite }) => rewrite.edits);
    for (const [file, text] of done.texts) texts.set(file, text);
    const gone = new Set(done.kept.map(({ finding }) => finding));
    const places = new Set(wanted.filter((finding) => !gone.has(finding)).map((finding) => placeKey(finding, movedStart(finding, edits))));
    const known = new Set(result.findings.map((finding) => placeKey(finding, movedStart(finding, edits))));
    applied.push(...done.kept);
    result = done.after;
    wanted = result.findings.filter((finding) => {
      const key = placeKey(finding, finding.start.offset);
      return places.has(key) || (!known.has(key) && done.kept.some((choice) => stoodFor(choice, finding)));
    });
  }
  return { texts, applied, dropped, left: wanted, result };
}

/** For each finding its first rewrite that was not rejected, as long as no two touch the same place. */
function choose(findings: readonly Finding[], rejected: ReadonlySet<string>): Choice[] {
  const chosen: Choice[] = [];
  const taken: TextEdit[] = [];
  for (const finding of findings) {
    const rewrite = finding.rewrites.find((one) => one.edits.length > 0 && !rejected.has(keyOf({ finding, rewrite: one })));
    if (rewrite === undefined || rewrite.edits.some((edit) => taken.some((other) => touches(edit, other)))) continue;
    taken.push(...rewrite.edits);
    chosen.push({ finding, rewrite });
  }
  return chosen;
}

const touches = (a: TextEdit, b: TextEdit): boolean => a.file === b.file && a.start <= b.end && b.start <= a.end;

const keyOf = ({ finding, rewrite }: Choice): string => [finding.ruleId, finding.fingerprint, rewrite.title].join('\0');

interface Round {
  readonly input: FixInput;
  readonly texts: ReadonlyMap<string, string>;
  readonly before: Result;
}

interface Tried {
  readonly kept: readonly Choice[];
  readonly dropped: readonly (Choice & { readonly why: string })[];
  readonly texts: ReadonlyMap<string, string>;
  /** The analysis with what was kept; absent where nothing was. */
  readonly after?: Result;
}

/** Applies rewrites and looks at the result; those that are to blame for what is wrong are left out, and it is done again. */
function tryRound(chosen: readonly Choice[], round: Round): Tried {
  const dropped: (Choice & { why: string })[] = [];
  let kept = chosen;
  for (let i = 0; i < MAX_TRIES && kept.length > 0; i++) {
    const changed = textsAfter(kept, round);
    const after = round.input.analyze(new Map([...round.texts, ...changed]));
    const blamed = judge(kept, round.before, after);
    if (blamed.size === 0) return { kept, dropped, texts: changed, after };
    dropped.push(...[...blamed].map(([choice, why]) => ({ ...choice, why })));
    kept = kept.filter((choice) => !blamed.has(choice));
  }
  return {
    kept: [],
    dropped: [...dropped, ...kept.map((choice) => ({ ...choice, why: 'others beside it did not hold' }))],
    texts: new Map(),
  };
}

function textsAfter(chosen: readonly Choice[], { input, texts }: Round): Map<string, string> {
  const edits = chosen.flatMap(({ rewrite }) => rewrite.edits);
  return new Map(
    editsByFile({ title: '', edits }).map(([file, own]) => {
      const before = texts.get(file) ?? input.read(file);
      const after = applyEdits(before, own);
      if (after === undefined) throw new Error(`edits of ${file} do not fit`); // they were chosen not to overlap
      return [file, after];
    }),
  );
}

/** Which rewrites are to blame, and for what: a file that no longer parses, a finding that stays, a finding that was not there. */
function judge(chosen: readonly Choice[], before: Result, after: Result): Map<Choice, string> {
  const blamed = new Map<Choice, string>();
  const edits = chosen.flatMap(({ rewrite }) => rewrite.edits);
  const known = new Set(before.errors.map(({ file, message }) => `${file}\0${message}`));
  for (const { file, message, internal } of after.errors) {
    if (known.has(`${file}\0${message}`)) continue;
    const failed = before.errors.some((error) => error.file === file && file !== '');
    if (failed) continue; // it did not parse before
    for (const choice of chosen) if (internal === true || concerns(choice, file)) blamed.set(choice, message);
  }
  const there = new Set(after.findings.map((finding) => placeKey(finding, finding.start.offset)));
  for (const choice of chosen)
    if (there.has(placeKey(choice.finding, movedStart(choice.finding, edits)))) blamed.set(choice, 'the finding would still be there');
  const expected = new Set(before.findings.map((finding) => placeKey(finding, movedStart(finding, edits))));
  const counts = countKinds(before.findings);
  const countsAfter = countKinds(after.findings);
  for (const finding of after.findings) {
    if (expected.has(placeKey(finding, finding.start.offset))) continue;
    const isUncovered = chosen.some((choice) => stoodFor(choice, finding)) && !isBrought(finding, edits);
    if (isUncovered && (countsAfter.get(kindKey(finding)) ?? 0) <= (counts.get(kindKey(finding)) ?? 0)) continue;
    for (const choice of nearest(chosen, finding, edits))
      if (!blamed.has(choice)) blamed.set(choice, `it would bring a finding of ${finding.ruleId}`);
  }
  return blamed;
}

/** One finding may stand for several places: with the first of them rewritten, the next one is where it is said. */
const stoodFor = ({ finding }: Choice, other: Finding): boolean => kindKey(finding) === kindKey(other);

/** Does a finding stand in text that an edit has brought? */
function isBrought({ file, start: { offset } }: Finding, edits: readonly TextEdit[]): boolean {
  let shift = 0;
  return sortedIn(file, edits).some(({ start, end, text }) => {
    const from = start + shift;
    shift += text.length - (end - start);
    return from <= offset && offset < from + text.length;
  });
}

const kindKey = ({ ruleId, kind, file }: Finding): string => `${ruleId}\0${kind}\0${file}`;

function countKinds(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(kindKey(finding), (counts.get(kindKey(finding)) ?? 0) + 1);
  return counts;
}

const concerns = ({ rewrite }: Choice, file: string): boolean => rewrite.edits.some((edit) => edit.file === file);

/** The rewrites that change the code closest to a new finding; all of them where none changes its file. */
function nearest(chosen: readonly Choice[], finding: Finding, edits: readonly TextEdit[]): readonly Choice[] {
  const inFile = chosen.filter((choice) => concerns(choice, finding.file));
  if (inFile.length === 0) return chosen;
  const sorted = sortedIn(finding.file, edits);
  const distance = ({ rewrite }: Choice): number =>
    Math.min(
      ...rewrite.edits
        .filter(({ file }) => file === finding.file)
        .map(({ start }) => Math.abs(moved(start, sorted) - finding.start.offset)),
    );
  return [inFile.reduce((best, one) => (distance(one) < distance(best) ? one : best))];
}

const placeKey = ({ ruleId, file }: Finding, offset: number): string => `${ruleId}\0${file}\0${offset}`;

const sortedIn = (file: string, edits: readonly TextEdit[]): readonly TextEdit[] =>
  edits.filter((edit) => edit.file === file).sort((a, b) => a.start - b.start || a.end - b.end);

const movedStart = (finding: Finding, edits: readonly TextEdit[]): number => moved(finding.start.offset, sortedIn(finding.file, edits));

/** Where an offset is after edits of its file; what is inserted right there comes before it. */
function moved(offset: number, sorted: readonly TextEdit[]): number {
  let shift = 0;
  for (const { start, end, text } of sorted) {
    if (end <= offset) shift += text.length - (end - start);
    else if (start < offset) return start + shift;
  }
  return offset + shift;
}
