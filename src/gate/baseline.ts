import type { Finding } from '../analyzer/finding.js';
import { knownOf, matchFindings, type Known, type Matching } from './match.js';

/** The format of the file; raised when an older tool could not read it. */
export const BASELINE_VERSION = 1;

/** A baseline that cannot be used. Nothing may be reported as new, or not, because of it. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError';
}

/** Reads a baseline's text. Throws {@link BaselineError}, which says where it is wrong. */
export function parseBaseline(text: string): readonly Known[] {
  let raw: unknown;
  try {
    raw = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    const conflict = /^(?:<{7}|={7}|>{7})/m.test(text);
    throw new BaselineError(conflict ? 'has a merge conflict: take either side, then run with `--update-baseline`' : 'is no JSON');
  }
  if (!isRecord(raw) || !Array.isArray(raw['findings'])) throw new BaselineError('is no baseline: it has no list `findings`');
  if (raw['version'] !== BASELINE_VERSION) {
    throw new BaselineError(`has the version ${JSON.stringify(raw['version'])}; this tool reads ${BASELINE_VERSION}`);
  }
  return raw['findings'].map((entry: unknown, index) => parseEntry(entry, `findings[${index}]`));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseEntry(entry: unknown, at: string): Known {
  if (!isRecord(entry)) throw new BaselineError(`is broken at ${at}: must be an object`);
  const text = (key: string): string => {
    const value = entry[key];
    if (typeof value === 'string') return value;
    throw new BaselineError(`is broken at ${at}.${key}: must be a string`);
  };
  const certainty = text('certainty');
  if (certainty !== 'proven' && certainty !== 'likely') throw new BaselineError(`is broken at ${at}.certainty: must be proven or likely`);
  const fingerprint = text('fingerprint');
  if (!/^[0-9a-f]{16}$/.test(fingerprint)) throw new BaselineError(`is broken at ${at}.fingerprint: must be 16 hex digits`);
  return { rule: text('rule'), file: text('file'), name: text('name'), code: text('code'), certainty, fingerprint };
}

/** The text of a baseline: the same for the same findings, with nothing in it that an edit elsewhere changes. */
export function renderBaseline(known: readonly Known[]): string {
  const findings = [...known].sort(order).map(({ rule, file, name, code, certainty, fingerprint }) => ({
    rule,
    file,
    name,
    code,
    certainty,
    fingerprint,
  }));
  return `${JSON.stringify({ version: BASELINE_VERSION, findings }, undefined, 2)}\n`;
}

const KEYS = ['file', 'rule', 'name', 'code', 'fingerprint'] as const satisfies readonly (keyof Known)[];

function order(a: Known, b: Known): number {
  const key = KEYS.find((name) => a[name] !== b[name]);
  return key === undefined ? 0 : a[key] < b[key] ? -1 : 1;
}

/** What a run has looked at: an entry is stale only if the run would have found what it stands for. */
export interface Scope {
  /** Whether a file, by its path relative to the root, was analysed … */
  readonly covers: (file: string) => boolean;
  /** … or is no longer there. */
  readonly isGone: (file: string) => boolean;
  /** The rules that ran. */
  readonly rules: readonly string[];
  readonly certainty: Finding['certainty'];
}

/** A result measured against a baseline. */
export interface Measured extends Matching<Known> {
  /** Entries that nothing answers to any longer. */
  readonly stale: readonly Known[];
  /** Entries that this run says nothing about: other files, rules that are off. */
  readonly outside: readonly Known[];
}

/** Measures the findings of a whole project against a baseline. */
export function measure(findings: readonly Finding[], baseline: readonly Known[], { covers, isGone, rules, certainty }: Scope): Measured {
  const matching = matchFindings(findings, baseline, isGone);
  const isSeen = (known: Known): boolean =>
    rules.includes(known.rule) && (known.certainty === 'proven' || certainty === 'likely') && (covers(known.file) || isGone(known.file));
  return { ...matching, stale: matching.left.filter(isSeen), outside: matching.left.filter((known) => !isSeen(known)) };
}

/** The baseline after `--prune-baseline`: without what is stale, and with what was found where it is now. */
export const pruned = ({ pairs, outside }: Measured): readonly Known[] => [...pairs.map(({ finding }) => knownOf(finding)), ...outside];

/** The baseline after `--update-baseline`: with what is new where it was asked for, and what is stale elsewhere left alone. */
export const updated = (measured: Measured, isWanted: (file: string) => boolean): readonly Known[] => [
  ...pruned(measured),
  ...measured.stale.filter(({ file }) => !isWanted(file)),
  ...measured.fresh.filter(({ file }) => isWanted(file)).map(knownOf),
];
