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
  /** Done by the other of two: a second request or replica that meets the first. */
  readonly second?: true;
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
  /** Sorted by file and offset; empty where only a sketch is possible. */
  readonly edits: readonly TextEdit[];
  /** What to write by hand, in several lines, where no edit can be made of it. May contain text from the analysed code. */
  readonly sketch?: string;
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
  /** What it is about, wherever it lies: a baseline knows it again by this. Never part of JSON output. */
  readonly identity?: Identity;
}

/** What two findings have in common if one is the other after a file was moved. May hold text from the analysed code. */
export interface Identity {
  /** The name of the state, the client or the call; empty where it has none. */
  readonly name: string;
  /** The code at its place, runs of white space as one space, at most 400 UTF-16 units. */
  readonly snippet: string;
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

/** One place where a piece of state is changed or read. */
export interface StateAccess extends Place {
  /** What the function is called in messages: `Class.method`, `the function on line 3`. */
  readonly by: string;
  /** Where that function runs, as far as it is known: `handler`, `job`, `startup`, `script`. */
  readonly contexts: readonly string[];
  readonly kind: 'assign' | 'write' | 'update' | 'remove' | 'clear' | 'read';
}

/**
 * What keeps a piece of state from growing. `value`: it is one value. `members`: its members are fixed in the code. `keys`: only so many
 * keys are possible. `limit`: an option of the container. `size`: compared before it grows. `sweep`: a timer or a loop removes entries.
 * `expiry`: old entries are replaced, when they are asked for. `restored`: what adds an entry takes it away again. `removed`: something removes
 * entries, one by one. `nothing`: nothing that was seen.
 */
export type Bound = 'value' | 'members' | 'keys' | 'limit' | 'size' | 'sweep' | 'expiry' | 'restored' | 'removed' | 'nothing';

/** A piece of state that outlives a call and that functions change after load; its place is its declaration. */
export interface StateEntry extends Place {
  readonly name: string;
  /** `binding`: a module's variable; `static`, `field`: of a class; `global`: of the global object. */
  readonly holder: 'binding' | 'static' | 'field' | 'global';
  /** `slot` is a variable that is assigned, the others hold entries. */
  readonly shape: 'Map' | 'Set' | 'array' | 'object' | 'slot';
  readonly bound: Bound;
  /** Changes after load, and reads, each place once; in the order of files and offsets. */
  readonly writes: readonly StateAccess[];
  readonly reads: readonly StateAccess[];
}

/** A comment that switches rules off, and whether it does anything. */
export interface DirectiveUse extends Place {
  /** What stands behind `--`; empty where nothing does. */
  readonly reason: string;
  /** The rules of ours that it names, without prefix; none where it is about all rules. */
  readonly rules: readonly string[];
  /** Those of the named rules that it silences nothing of, or that do not exist. Rules that did not run are left out. */
  readonly unused: readonly string[];
  /** How many findings it silences, of any certainty. */
  readonly silences: number;
}

/** Counts and milliseconds of a run, for `--stats`; never part of JSON output. */
export interface RunStats {
  readonly discoverMs: number;
  readonly lowerMs: number;
  readonly linkMs: number;
  /** All rules, without their rewrites. */
  readonly detectMs: number;
  /** Working rewrites out, where they are asked for: each file that has one is parsed again. */
  readonly rewriteMs: number;
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
  /** Comments that name a rule of ours or silence a finding of ours, sorted by file and offset. */
  readonly directives?: readonly DirectiveUse[];
  readonly errors: readonly AnalysisError[];
  /** The state of the whole project, harmless or not; only where it was asked for. */
  readonly inventory?: readonly StateEntry[];
  readonly stats: RunStats;
}
