/** What the faces show. Plain data only, so that results can be cached, sent and compared. */

export type Severity = 'error' | 'warning' | 'info';
/** See docs/architecture.md: `proven` every link was followed; `likely` the trail ends, but a distinctive shape was seen. */
export type Certainty = 'proven' | 'likely';

/** A place in a file: 0-based UTF-16 offsets (without BOM); lines and columns 1-based. `end` is exclusive. */
export interface Place {
  /** Relative to the project's root, with `/`. */
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** One step of the story that shows the fault happening. */
export interface WitnessStep extends Place {
  readonly message: string;
}

export interface TextEdit {
  readonly file: string;
  /** 0-based UTF-16 offsets into the text without BOM. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** One way to make ownership explicit: non-overlapping edits under a title. */
export interface Rewrite {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

export interface Finding extends Place {
  /** Without prefix: `require-timeout`. */
  readonly ruleId: string;
  readonly severity: Severity;
  readonly certainty: Certainty;
  /** One sentence, no full stop. May contain text from the analysed code: escape it where it is shown. */
  readonly message: string;
  readonly messageId: string;
  /** A word for the sort of finding within its rule, which options can choose among (`cache`, `counter`, `unbounded`). */
  readonly kind: string;
  readonly witness: readonly WitnessStep[];
  readonly rewrites: readonly Rewrite[];
  /** Stable under edits elsewhere in the file: 16 hex digits over rule, file, normalised snippet, name and occurrence. */
  readonly fingerprint: string;
}

/** A file (or the project, where `file` is empty) that could not be dealt with. The others are. */
export interface AnalysisError {
  readonly file: string;
  readonly message: string;
  /** A bug of ours: the result is not to be trusted as complete. */
  readonly internal?: true;
}

/** A finding that a comment switched off. */
export interface Suppressed {
  readonly finding: Finding;
  readonly reason: string;
}

/** Counts and milliseconds of a run, for `--stats`; never part of JSON output. */
export interface RunStats {
  readonly discoverMs: number;
  readonly lowerMs: number;
  readonly linkMs: number;
  readonly detectMs: number;
  readonly parsed: number;
  readonly fromCache: number;
  readonly sourceChars: number;
  readonly irBytes: number;
  readonly rules: Readonly<Record<string, number>>;
}

export interface Result {
  /** Absolute path of the project's root. */
  readonly root: string;
  /** Analysed files, relative to the root, sorted. */
  readonly files: readonly string[];
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  /** Sorted by file, offset, rule. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  readonly errors: readonly AnalysisError[];
  readonly stats: RunStats;
}
