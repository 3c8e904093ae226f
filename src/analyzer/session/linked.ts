import type { AnalysisError, Finding } from '../finding.js';
import { createProgram, schemaTexts, wantsClient } from '../index.js';
import type { ModuleIR } from '../ir/module.js';
import type { Library } from '../link/library.js';
import { type CodeIndex } from '../link/code.js';
import { Kept, type Program, type TextFile } from '../link/program.js';
import type { Unit } from '../link/values.js';
import { linkOne, type Described } from '../load.js';
import { append, ensure } from '../maps.js';
import type { Project } from '../project/index.js';
import { directiveFor, finish, runRule, withRewrites, type Draft, type RuleLike } from '../report-findings.js';
import type { RewriteTools } from '../rewrite/tools.js';
import type { Watch } from '../watch.js';
import type { Entry } from './entries.js';
import type { Keeping } from './given.js';

/** A linked program, and what rules have found in it: in single modules, and in all. */
export interface Linked {
  readonly program: Program;
  readonly all: Map<string, ReadonlyMap<Unit, readonly Draft[]>>;
  readonly single: Map<Unit, Map<string, readonly Draft[]>>;
}

export interface State {
  readonly root: string;
  readonly project: Project;
  readonly watch: Watch;
  readonly library: Library;
  readonly described: Described;
  readonly entries: ReadonlyMap<string, Entry>;
  /** Where each file stood among the units when they were linked last. */
  places: ReadonlyMap<string, number>;
  /** With the code of browsers, and without: options of rules may ask for it. */
  readonly linked: Map<boolean, Linked>;
  /** What programs hand on to the next one, as for `linked`. */
  readonly kept: Map<boolean, Kept>;
  readonly code: CodeIndex;
  schema: readonly TextFile[] | undefined;
  /** Says of a path below the root whether it was left out of the project. */
  readonly isLeftOut: (relative: string) => boolean;
  /** While all texts are those on disk: keeps what is found for later sessions. */
  keeping: Keeping | undefined;
}

export function linkedFor(state: State, options: object): Linked {
  const withClient = wantsClient(options);
  let linked = state.linked.get(withClient);
  if (linked === undefined) {
    const { project, library } = state;
    const schemaFiles = (): readonly TextFile[] => (state.schema ??= schemaTexts(project)); // watched: a change opens the project anew
    const program = createProgram(project, linkUnits(state), library, {
      withClient,
      kept: ensure(state.kept, withClient, () => new Kept(state.code)),
      schemaFiles,
    });
    state.linked.set(withClient, (linked = { program, all: new Map(), single: new Map() }));
  }
  return linked;
}

/** Makes the units that are missing or no longer true. */
function linkUnits(state: State): readonly Unit[] {
  const { project, entries } = state;
  const present = [...entries.values()].filter(({ current }) => current.ir !== undefined);
  const places = new Map(present.map(({ file }, i) => [file.path, i]));
  const isAsBefore = places.size === state.places.size && present.every(({ file }, i) => state.places.get(file.path) === i);
  for (const entry of entries.values()) if (!isAsBefore || entry.current.ir !== entry.unit?.ir) entry.unit = undefined;
  const units = present.map((entry, i) => {
    const ir = entry.current.ir as ModuleIR; // filtered above
    return (entry.unit ??= linkOne(project, { indexOf: places, described: state.described }, entry.file, ir, i));
  });
  state.places = places;
  return units;
}

/** What a rule is asked. */
export interface Question {
  readonly rule: RuleLike;
  readonly options: object;
  /** One module, or all. */
  readonly only?: Unit;
}

export function detect(program: Program, { rule, options, only }: Question, note: (message: string) => void): readonly Draft[] {
  const errors: AnalysisError[] = [];
  const drafts = runRule(program, rule, options, errors, only);
  for (const { message } of errors) note(message);
  return drafts;
}

export function byUnit(drafts: readonly Draft[]): ReadonlyMap<Unit, readonly Draft[]> {
  const found = new Map<Unit, Draft[]>();
  for (const draft of drafts) append(found, draft.unit, draft);
  return found;
}

/** What findings need besides their drafts. */
interface Showing {
  readonly tools: RewriteTools;
  readonly note: (message: string) => void;
}

export function findingsIn(unit: Unit, text: string, drafts: readonly Draft[], { tools, note }: Showing): readonly Finding[] {
  const errors: AnalysisError[] = [];
  const { findings, suppressed } = finish(withRewrites(drafts, tools, errors), () => text);
  for (const { message } of errors) note(message);
  // ESLint applies the comments that it knows, and counts those that are needless: they are left to it.
  return [...findings, ...suppressed.map(({ finding }) => finding).filter((finding) => !isOxlintComment(unit, finding, text))];
}

const isOxlintComment = (unit: Unit, finding: Finding, text: string): boolean =>
  /^.{2}\s*oxlint/.test(text.slice(directiveFor(unit, finding)?.start, (directiveFor(unit, finding)?.start ?? 0) + 80));
