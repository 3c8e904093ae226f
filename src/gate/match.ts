import type { Finding } from '../analyzer/finding.js';
import { baseOf } from '../analyzer/project/paths.js';
import { codeKey, headKey, isRenamed } from './code.js';

/** What is kept of a finding to know it again. All of it may hold text from the analysed code. */
export interface Known {
  readonly rule: string;
  /** Relative to the project's root, with `/`. */
  readonly file: string;
  /** The name of the state, the client or the call; empty where it has none. */
  readonly name: string;
  /** The code at its place; see {@link import('../analyzer/finding.js').Identity.snippet}. */
  readonly code: string;
  readonly certainty: Finding['certainty'];
  readonly fingerprint: string;
}

/**
 * How a finding was known again. `exact`: by its fingerprint. `moved`: the same rule, name and code elsewhere. `renamed`: the same
 * rule, and code in which one name is another. `edited`: the same rule, name and code, but for the bodies of functions in it. The last two
 * in the same file, or in one of the same name if that is gone.
 */
export type Tier = 'exact' | 'moved' | 'renamed' | 'edited';

/** A finding and the known one that it is. */
export interface Pair<K extends Known> {
  readonly finding: Finding;
  readonly known: K;
  readonly tier: Tier;
}

export interface Matching<K extends Known> {
  readonly pairs: readonly Pair<K>[];
  /** Findings that nobody knew, in their order. */
  readonly fresh: readonly Finding[];
  /** Known ones that were not found, in their order. */
  readonly left: readonly K[];
}

/** What is kept of a finding. */
export function knownOf({ ruleId, file, identity, certainty, fingerprint }: Finding): Known {
  return { rule: ruleId, file, name: identity?.name ?? '', code: identity?.snippet ?? '', certainty, fingerprint };
}

/** Code of fewer tokens than this (`cache`) says too little to be known again in another file while its own is still there. */
const TELLING_TOKENS = 3;

/**
 * Knows findings again, one to one: a second one of the same sort is new. The same answer whatever the order of `known`.
 * `isGone` says whether a root-relative file is no longer there.
 */
export function matchFindings<K extends Known>(
  findings: readonly Finding[],
  known: readonly K[],
  isGone: (file: string) => boolean,
): Matching<K> {
  const mayMove = ({ code, file }: Known): boolean => codeKey(code).split('\n').length >= TELLING_TOKENS || isGone(file);
  const matcher = new Matcher(findings, [...known].sort(byPlace));
  matcher.pass('exact', byFingerprint, () => true);
  matcher.pass('moved', byCode, (a, b) => a.file === b.file);
  matcher.pass('moved', byCode, (a, b) => baseOf(a.file) === baseOf(b.file) && mayMove(a));
  matcher.pass('moved', byCode, mayMove);
  const isSameFile = (a: Known, b: Known): boolean => a.file === b.file || isGone(a.file);
  matcher.pass('renamed', byBase, (a, b) => isSameFile(a, b) && isRenamed(a, b));
  matcher.pass('edited', byHead, isSameFile);
  return { ...matcher, left: known.filter((one) => matcher.left.has(one)), fresh: findings.filter((one) => matcher.fresh.has(one)) };
}

const byPlace = (a: Known, b: Known): number => compare(a.file, b.file) || compare(a.fingerprint, b.fingerprint);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

type KeyOf = (one: Known) => string | undefined;

const byFingerprint: KeyOf = ({ rule, fingerprint }) => `${rule}\0${fingerprint}`;
const byBase: KeyOf = ({ rule, file, code }) => (code === '' ? undefined : `${rule}\0${baseOf(file)}`);
const byCode: KeyOf = ({ rule, name, code }) => (code === '' ? undefined : `${rule}\0${name}\0${codeKey(code)}`);

const byHead: KeyOf = ({ rule, file, name, code }) => {
  const head = headKey(code);
  return head === undefined ? undefined : `${rule}\0${baseOf(file)}\0${name}\0${head}`;
};

/** Findings and known ones that have not met yet, and the pairs that have. */
class Matcher<K extends Known> {
  readonly pairs: Pair<K>[] = [];
  readonly fresh: Set<Finding>;
  readonly left: Set<K>;

  constructor(findings: readonly Finding[], known: readonly K[]) {
    this.fresh = new Set(findings);
    this.left = new Set(known);
  }

  /** Joins what has the same key and suits, in order. */
  pass(tier: Tier, keyOf: KeyOf, suits: (a: Known, b: Known) => boolean): void {
    const groups = new Map<string, K[]>();
    for (const known of this.left) {
      const key = keyOf(known);
      if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), known]);
    }
    for (const finding of this.fresh) {
      const own = knownOf(finding);
      const key = keyOf(own);
      const known = key === undefined ? undefined : groups.get(key)?.find((one) => this.left.has(one) && suits(one, own));
      if (known === undefined) continue;
      this.pairs.push({ finding, known, tier });
      this.fresh.delete(finding);
      this.left.delete(known);
    }
  }
}
