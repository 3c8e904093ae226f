import type { Bound, Certainty, Severity, StateAccess, StateEntry } from '../../analyzer/finding.js';
import type { Harm } from './options.js';

/** What the page shows. All text is escaped already: it holds no control or bidirectional characters. Lines are 1-based. */
export interface PageData {
  readonly project: string;
  readonly generatedAt: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly verdict: Verdict;
  /** All analysed files, sorted; others refer to them by index. */
  readonly files: readonly string[];
  readonly lines: number;
  readonly skipped: readonly (readonly [reason: string, count: number])[];
  readonly errors: readonly { readonly file: string; readonly message: string }[];
  readonly suppressed: readonly SuppressedData[];
  readonly rules: readonly { readonly id: string; readonly summary: string }[];
  readonly packages: readonly PackageData[];
  readonly owners: readonly string[];
  /** Whether there is a CODEOWNERS file. */
  readonly hasOwners: boolean;
  /** The worst first. */
  readonly findings: readonly FindingData[];
  readonly states: readonly StateData[];
  readonly maps: { readonly wide: MapLayout; readonly tall: MapLayout };
}

/** The answer to the question about two replicas. */
export type Verdict = 'no' | 'care' | 'yes';

export interface SuppressedData {
  readonly rule: number;
  readonly file: number;
  readonly line: number;
  readonly reason: string;
}

export interface PackageData {
  readonly name: string;
  readonly dir: string;
  readonly files: number;
  readonly verdict: Verdict;
  /** Findings that speak against it, its own only. */
  readonly harms: Readonly<Record<Harm, number>>;
  /** All its own findings, advice included. */
  readonly findings: number;
  /** Packages that it uses and that have findings against them, directly or through others. */
  readonly through: readonly number[];
}

export interface FindingData {
  /** The fingerprint. */
  readonly id: string;
  readonly rule: number;
  readonly kind: string;
  readonly harm: Harm;
  readonly severity: Severity;
  readonly certainty: Certainty;
  /** What it does to the verdict of its package. */
  readonly against: Verdict;
  readonly message: string;
  readonly file: number;
  readonly line: number;
  readonly package: number;
  readonly owners: readonly number[];
  readonly timeline: Timeline;
  readonly frame: Frame;
  readonly rewrites: readonly RewriteData[];
}

/** Who does what in which order; steps of the second lane are done by the other. */
export interface Timeline {
  readonly lanes: readonly [string, string];
  readonly steps: readonly StepData[];
}

export interface StepData {
  readonly lane: 0 | 1;
  readonly message: string;
  /** Absent where the step follows from the others and has no place of its own. */
  readonly at?: { readonly file: number; readonly line: number; readonly code: string };
}

/** Lines of code; of each marked line the text before the mark, in it and after it. */
export interface Frame {
  /** The number of the first line. */
  readonly first: number;
  readonly lines: readonly (string | readonly [string, string, string])[];
}

export interface RewriteData {
  readonly title: string;
  readonly hunks: readonly Hunk[];
  /** Hunks that are left out for brevity. */
  readonly more: number;
}

/** Each line begins with `+`, `-` or a space. */
export interface Hunk {
  readonly file: string;
  /** The number of its first line, as the file is now. */
  readonly first: number;
  readonly lines: readonly string[];
}

export interface AccessData {
  readonly by: string;
  readonly file: number;
  readonly line: number;
  readonly kind: StateAccess['kind'];
  readonly contexts: readonly string[];
}

export interface StateData {
  readonly name: string;
  readonly file: number;
  readonly line: number;
  readonly holder: StateEntry['holder'];
  readonly shape: StateEntry['shape'];
  readonly bound: Bound;
  readonly writes: readonly AccessData[];
  readonly reads: readonly AccessData[];
  /** Accesses that are left out for brevity. */
  readonly moreWrites: number;
  readonly moreReads: number;
  readonly owners: readonly number[];
  /** The finding about it, by index. */
  readonly finding?: number;
}

/** A treemap in units of its own width and height. */
export interface MapLayout {
  readonly width: number;
  readonly height: number;
  /** `x, y, width, height, file`, one after the other; the file is -1 for several files that have no finding. */
  readonly tiles: readonly number[];
  readonly folders: readonly MapFolder[];
}

export interface MapFolder {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Empty where there is no room for it. */
  readonly label: string;
}
