import { createHash } from 'node:crypto';
import type {
  AnalysisError,
  Certainty,
  Finding,
  Place,
  Rewrite,
  Severity,
  StateAccess,
  StateEntry,
  Suppressed,
  WitnessStep,
} from './finding.js';
import type { Program } from './link/program.js';
import type { Site, Unit } from './link/values.js';
import type { RewriteTools } from './rewrite/tools.js';
import type { SeenAccess, SeenState } from '../rules/define.js';

/** What the analysis needs of a rule; it knows no particular one. See `rules/define.ts` for the contract. */
export interface RuleLike {
  readonly id: string;
  readonly messages: Readonly<Record<string, string>>;
  detect(program: Program, options: never, only?: Unit): readonly MatchLike[];
  explain(match: never, program: Program): ExplanationLike;
  rewrite?(match: never, program: Program, tools: RewriteTools): readonly Rewrite[];
  inventory?(program: Program): readonly SeenState[];
}

export interface MatchLike {
  readonly severity: Severity;
  readonly certainty: Certainty;
  readonly kind: string;
}

export interface ExplanationLike {
  readonly messageId: string;
  readonly data: Readonly<Record<string, string | number>>;
  readonly at: Site;
  readonly witness: readonly { readonly at: Site; readonly message: string; readonly second?: true }[];
  readonly name: string;
}

/** A finding and the unit it is in. */
export interface Draft {
  readonly unit: Unit;
  readonly finding: Omit<Finding, 'fingerprint'>;
  readonly name: string;
  /** Computed where they are shown or applied only. */
  readonly rewrites: (tools: RewriteTools) => readonly Rewrite[];
}

/** Runs one rule, for all modules or `only` for one. A rule that throws is an error of the run, never the end of it. */
export function runRule(program: Program, rule: RuleLike, options: object, errors: AnalysisError[], only?: Unit): Draft[] {
  const drafts: Draft[] = [];
  try {
    for (const match of rule.detect(program, options as never, only)) {
      const rewrites = (tools: RewriteTools): readonly Rewrite[] => rule.rewrite?.(match as never, program, tools) ?? [];
      drafts.push({ ...draft(rule, match, rule.explain(match as never, program)), rewrites });
    }
  } catch (error) {
    errors.push(internalError(rule.id, error));
  }
  return drafts;
}

/** Drafts with their rewrites computed. One that throws is an error of the run, and its finding stays. */
export const withRewrites = (drafts: readonly Draft[], tools: RewriteTools, errors: AnalysisError[]): Draft[] =>
  drafts.map((one) => ({ ...one, finding: { ...one.finding, rewrites: rewritesOf(one, tools, errors) } }));

function rewritesOf({ finding, rewrites }: Draft, tools: RewriteTools, errors: AnalysisError[]): readonly Rewrite[] {
  try {
    return rewrites(tools);
  } catch (error) {
    if (error instanceof RangeError) return []; // edits walk the tree: code that is nested too deeply for that gets none
    errors.push(internalError(`a rewrite of ${finding.ruleId}`, error));
    return [];
  }
}

function internalError(where: string, error: unknown): AnalysisError {
  const [message, frame] = error instanceof Error ? [error.message, firstFrame(error)] : [String(error), ''];
  return { file: '', message: `internal error in ${where}: ${message}${frame}`, internal: true };
}

/** Where an error was thrown, without the path of this machine. */
function firstFrame(error: Error): string {
  const at = /at (?:async )?(\S+) \(([^()\n]*):\d+\)/.exec(error.stack ?? '');
  return at ? ` (${at[1]}, ${at[2].split(/[/\\]/).pop() ?? ''})` : '';
}

function draft(rule: RuleLike, match: MatchLike, said: ExplanationLike): Omit<Draft, 'rewrites'> {
  const sentence = rule.messages[said.messageId] ?? '';
  return {
    unit: said.at.unit,
    name: said.name,
    finding: {
      ...placeOf(said.at),
      ruleId: rule.id,
      severity: match.severity,
      certainty: match.certainty,
      kind: match.kind,
      messageId: said.messageId,
      message: sentence.replace(/\{\{(\w+)\}\}/g, (_, key: string) => String(said.data[key] ?? '')),
      witness: said.witness.map(({ at, ...step }): WitnessStep => ({ ...placeOf(at), ...step })),
      rewrites: [],
    },
  };
}

/** A site as lines and columns. */
export function placeOf({ unit, start, end }: Site): Place {
  return { file: unit.file, start: { ...unit.ir.position(start), offset: start }, end: { ...unit.ir.position(end), offset: end } };
}

/** A piece of state as lines and columns. */
export function entryOf({ at, writes, reads, ...state }: SeenState): StateEntry {
  const access = ({ at: site, ...rest }: SeenAccess): StateAccess => ({ ...placeOf(site), ...rest });
  return { ...placeOf(at), ...state, writes: writes.map(access), reads: reads.map(access) };
}

/** Sorts findings, gives them fingerprints and takes out those that a comment switches off. */
export function finish(drafts: readonly Draft[], readText: (unit: Unit) => string): { findings: Finding[]; suppressed: Suppressed[] } {
  const sorted = [...drafts].sort(
    (a, b) =>
      a.unit.index - b.unit.index ||
      a.finding.start.offset - b.finding.start.offset ||
      compare(a.finding.ruleId, b.finding.ruleId) ||
      a.finding.end.offset - b.finding.end.offset ||
      compare(a.finding.message, b.finding.message),
  );
  const texts = new Map<Unit, string>();
  const seen = new Map<string, number>();
  const findings: Finding[] = [],
    suppressed: Suppressed[] = [];
  for (const { unit, finding, name } of sorted) {
    let text = texts.get(unit);
    if (text === undefined) texts.set(unit, (text = readText(unit)));
    const snippet = text.slice(finding.start.offset, finding.end.offset).replace(/\s+/g, ' ').slice(0, 400);
    const base = [finding.ruleId, unit.file, snippet, name].join('\0');
    const occurrence = seen.get(base) ?? 0;
    seen.set(base, occurrence + 1);
    const fingerprint = createHash('sha256').update(`${base}\0${occurrence}`).digest('hex').slice(0, 16);
    const whole: Finding = { ...finding, fingerprint, identity: { name, snippet } };
    const off = directiveFor(unit, finding);
    if (off) suppressed.push({ finding: whole, reason: off.reason });
    else findings.push(whole);
  }
  return { findings, suppressed };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The comment that switches a finding off, if any, as ESLint reads such comments. */
export function directiveFor(unit: Unit, finding: Omit<Finding, 'fingerprint'>): { reason: string; start: number } | undefined {
  const { ir } = unit;
  const names = (rules: string): boolean =>
    rules.trim() === '' || rules.split(',').some((r) => r.trim() === `hidden-state/${finding.ruleId}`);
  let disabled: { reason: string; start: number } | undefined;
  for (let i = 0, n = ir.count('comments'); i < n; i++) {
    const comment = ir.comment(i);
    if (!names(comment.rules)) continue;
    const line = ir.position(comment.start).line,
      endLine = ir.position(comment.end).line;
    if (comment.kind === 'disable-line' && line === finding.start.line) return comment;
    if (comment.kind === 'disable-next-line' && endLine + 1 === finding.start.line) return comment;
    if (comment.start > finding.start.offset) continue;
    if (comment.kind === 'disable') disabled = comment;
    else if (comment.kind === 'enable') disabled = undefined;
  }
  return disabled;
}
