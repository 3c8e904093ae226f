import { MODELS } from './models/index.js';
import type { ResolvedConfig } from './config.js';
import type { AnalysisError, Finding } from './finding.js';
import { createMemoryHost, overlayHost, type FileStat, type Host } from './host.js';
import { createProgram, schemaTexts, wantsClient } from './index.js';
import type { ModuleIR } from './ir/module.js';
import { createLibrary, type Library } from './link/library.js';
import { CodeIndex } from './link/code.js';
import { Kept, Program, type TextFile } from './link/program.js';
import type { Unit } from './link/values.js';
import { describedBy, discoverOptions, linkOne, type Described } from './load.js';
import { append, ensure } from './maps.js';
import { createLoader, textKey, withoutBom, type Loader, type ParsedFile } from './lower-file.js';
import { isMinifiedText, openProject, type Project, type ProjectFile } from './project/index.js';
import { isSourceName } from './project/categories.js';
import { baseOf, dirOf, isWithin, relativeTo } from './project/paths.js';
import { directiveFor, finish, runRule, withRewrites, type Draft, type RuleLike } from './report-findings.js';
import { createRewriteTools, type RewriteTools } from './rewrite/tools.js';
import { createParser } from './syntax.js';
import { isSame, watchHost, type Watch } from './watch.js';

/** A file as its reader sees it now; it need not be what is on disk. */
export interface SourceText {
  /** Absolute, with `/`. */
  readonly path: string;
  /** Without byte order mark. */
  readonly text: string;
  /** The parser's own tree, if it has one; taken if it is of the same TypeScript. */
  readonly tree?: unknown;
}

/** The findings of one rule in the file that was asked for, those that a comment switches off included. */
export type FindingsOf = (rule: RuleLike, options: object) => readonly Finding[];

/** What a session is about; asked for again when something that it was read from has changed. */
export interface SessionProject {
  readonly root: string;
  readonly config: ResolvedConfig;
  readonly cache: { readonly dir: string } | false;
}

export interface SessionOptions {
  readonly host: Host;
  /** Throws where the configuration is wrong. */
  readonly open: (host: Host) => SessionProject;
  /** Milliseconds. */
  readonly now: () => number;
  /** Takes what the user should know; the same is said once. */
  readonly note: (message: string) => void;
}

/** A project that stays open: it is loaded once, linked while nothing changes, and keeps up with texts and files. */
export interface Session {
  /** Undefined where the file is not part of the project. */
  findingsFor(source: SourceText): FindingsOf | undefined;
}

/** One text of a file, lowered. `ir` is missing where it cannot be lowered, or is minified. */
interface Version {
  readonly key: string;
  readonly ir: ModuleIR | undefined;
}

interface Entry {
  readonly file: ProjectFile;
  stat: FileStat | undefined;
  disk: Version;
  /** What counts: the text on disk, or the unsaved one. */
  current: Version;
  unit: Unit | undefined;
}

/** A linked program, and what rules have found in it: in single modules, and in all. */
interface Linked {
  readonly program: Program;
  readonly all: Map<string, ReadonlyMap<Unit, readonly Draft[]>>;
  readonly single: Map<Unit, Map<string, readonly Draft[]>>;
}

interface State {
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
}

/** Who types asks for one file again and again; who asks for more files than this is about to ask for all of them. */
const MAX_SINGLE = 3;

/** The files on disk are looked at again after this long, or after this many times what looking costs. */
const CHECK_EVERY_MS = 1000;
const CHECK_SHARE = 50;
const MAX_PAUSE_MS = 5000;

export function createSession(options: SessionOptions): Session {
  return new OpenSession(options);
}

class OpenSession implements Session {
  private state: State | undefined;
  private nextCheck = 0;
  /** Unsaved files that are on no disk yet. */
  private readonly unborn = new Map<string, string>();
  private readonly said = new Set<string>();
  private readonly lowering = createLowering(createLoader(false));

  constructor(private readonly options: SessionOptions) {}

  findingsFor(source: SourceText): FindingsOf | undefined {
    const state = this.fresh(source);
    if (!isWithin(state.root, source.path)) return undefined;
    const entry = state.entries.get(source.path) ?? state.entries.get(realPath(state, source.path));
    if (entry === undefined) return () => [];
    const key = textKey(source.path, source.text);
    if (entry.current.key !== key) {
      entry.current = entry.disk.key === key ? entry.disk : versionOf(this.lowering, source, key);
      state.linked.clear();
    }
    const tools = createRewriteTools((unit) => (unit === entry.unit ? source.text : this.textOf(state, unit)));
    return (rule, ruleOptions) => {
      const linked = linkedFor(state, ruleOptions); // makes the unit
      if (entry.unit === undefined) return [];
      return findingsIn(entry.unit, source.text, this.draftsIn(entry.unit, linked, rule, ruleOptions), { tools, note: this.note });
    };
  }

  /** The text that a unit was made of; throws where that is out of reach (an unsaved text of another file, a changed file). */
  private textOf(state: State, unit: Unit): string {
    const text = withoutBom(this.unborn.get(unit.path) ?? this.options.host.readText(unit.path));
    if (state.entries.get(unit.path)?.current.key !== textKey(unit.path, text)) throw new Error('another text');
    return text;
  }

  /** One rule's drafts in a module: looked for there alone while few modules are asked for, then everywhere at once. */
  private draftsIn(unit: Unit, { program, all, single }: Linked, rule: RuleLike, options: object): readonly Draft[] {
    if (!program.isActive(unit)) return [];
    const key = `${rule.id} ${JSON.stringify(options)}`;
    if (!single.has(unit) && single.size >= MAX_SINGLE)
      return ensure(all, key, () => byUnit(this.detect(program, rule, options))).get(unit) ?? [];
    const own = ensure(single, unit, () => new Map<string, readonly Draft[]>());
    return ensure(own, key, () => this.detect(program, rule, options, unit).filter((draft) => draft.unit === unit));
  }

  private detect(program: Program, rule: RuleLike, options: object, only?: Unit): readonly Draft[] {
    return detect(program, { rule, options, only }, this.note);
  }

  private readonly note = (message: string): void => {
    if (this.said.has(message)) return;
    this.said.add(message);
    this.options.note(message);
  };

  /** The project as it is now, with the file that is asked for. */
  private fresh(source: SourceText): State {
    const known = this.state;
    const isNew = known === undefined || isUnknown(known, source.path);
    const isUnborn = this.unborn.has(source.path) || (isNew && isUnbornFile(this.options.host, source.path));
    if (isUnborn) this.unborn.set(source.path, source.text);
    if (known === undefined || (isNew && isUnborn)) return this.reopen(known);
    if (!isNew && this.options.now() < this.nextCheck) return known;
    return this.catchUp(known);
  }

  /** Looks whether files have changed, come or gone. */
  private catchUp(known: State): State {
    const { host, now } = this.options;
    const started = now();
    const isOther = known.watch.changed();
    if (!isOther && this.reread(known, host)) known.linked.clear();
    const ended = now();
    this.nextCheck = ended + Math.min(MAX_PAUSE_MS, Math.max(CHECK_EVERY_MS, (ended - started) * CHECK_SHARE));
    return isOther ? this.reopen(known) : known;
  }

  private reopen(before: State | undefined): State {
    const { host, now } = this.options;
    for (const path of this.unborn.keys()) if (host.stat(path) !== undefined) this.unborn.delete(path);
    this.state = undefined; // should opening fail, the next call tries again
    const state = this.openState(before);
    this.nextCheck = now() + CHECK_EVERY_MS;
    return (this.state = state);
  }

  /** Reads again what has changed on disk; says whether anything has. */
  private reread(state: State, host: Host): boolean {
    let changed = false;
    for (const [path, entry] of state.entries) {
      const stat = host.stat(path);
      if (isSame(entry.stat, stat) || (stat === undefined && this.unborn.has(path))) continue;
      this.unborn.delete(path);
      entry.stat = stat;
      if (readAgain(entry, this.lowering, host)) changed = true;
    }
    return changed;
  }

  private openState(before: State | undefined): State {
    const watch = watchHost(overlayHost(this.options.host, this.unborn));
    const { root, config, cache } = this.options.open(watch.host);
    const project = openProject(watch.host, discoverOptions({ ...config, root, named: [], cache }));
    const lowering = before === undefined ? createLowering(createLoader(cache)) : this.lowering;
    const entries = new Map<string, Entry>();
    for (const file of project.files) {
      const stat = watch.take(file.path);
      entries.set(file.path, keptEntry(before?.entries.get(file.path), file, stat) ?? readEntry(lowering, watch.host, file, stat));
      watch.take(file.path);
    }
    const code = before?.code ?? new CodeIndex();
    const unsaved = lowering.loader.save();
    if (unsaved !== undefined) this.note(unsaved);
    return {
      root,
      project,
      watch,
      library: createLibrary([...MODELS, ...config.models]),
      described: describedBy(config.models, root),
      entries,
      places: new Map(),
      linked: new Map(),
      kept: new Map(),
      code,
      schema: undefined,
    };
  }
}

/** Whether a path may be a file that has come since the project was looked at: it was neither analysed nor left out. */
function isUnknown({ root, entries, project }: State, path: string): boolean {
  if (entries.has(path) || !isWithin(root, path) || !isSourceName(baseOf(path))) return false;
  const relative = relativeTo(root, path);
  return !project.skipped.some(({ file, directory }) => file === relative || (directory && relative.startsWith(`${file}/`)));
}

/** A new file that was never saved. (A code block of a document has the document as its directory.) */
const isUnbornFile = (host: Host, path: string): boolean =>
  isSourceName(baseOf(path)) && host.stat(path) === undefined && host.stat(dirOf(path))?.kind === 'dir';

function realPath({ project }: State, path: string): string {
  try {
    return project.host.realpath(path);
  } catch {
    return path;
  }
}

function keptEntry(before: Entry | undefined, file: ProjectFile, stat: FileStat | undefined): Entry | undefined {
  if (before?.stat === undefined || !isSame(before.stat, stat)) return undefined;
  return { ...before, file, unit: undefined };
}

function readEntry(lowering: Lowering, host: Host, file: ProjectFile, stat: FileStat | undefined): Entry {
  const disk = readVersion(lowering, host, file.path);
  return { file, stat, disk, current: disk, unit: undefined };
}

function readVersion(lowering: Lowering, host: Host, path: string): Version {
  try {
    const text = withoutBom(host.readText(path));
    return versionOf(lowering, { path, text }, textKey(path, text));
  } catch {
    return { key: '', ir: undefined };
  }
}

function versionOf({ loader, isOurs }: Lowering, { path, text, tree }: SourceText, key: string): Version {
  try {
    if (isMinifiedText(text)) return { key, ir: undefined };
    return { key, ir: loader.lower(path, text, { key, ...(isOurs(tree, text) && { tree }) }).ir };
  } catch {
    return { key, ir: undefined }; // nested too deeply: the command line reports it
  }
}

/** A loader, and which trees it takes. */
interface Lowering {
  readonly loader: Loader;
  readonly isOurs: (tree: unknown, text: string) => tree is ParsedFile;
}

/** Numbers of node kinds differ between versions of TypeScript, so a tree of another instance says nothing. */
function createLowering(loader: Loader): Lowering {
  let ours: unknown;
  const isOurs = (tree: unknown, text: string): tree is ParsedFile => {
    if (typeof tree !== 'object' || tree === null || (tree as { text?: unknown }).text !== text) return false;
    ours ??= createParser().parse('x.ts', '').constructor;
    return tree.constructor === ours;
  };
  return { loader, isOurs };
}

/** Takes what is on disk now; says whether that makes a difference. */
function readAgain(entry: Entry, lowering: Lowering, host: Host): boolean {
  const { current, disk: before } = entry;
  const disk = readVersion(lowering, host, entry.file.path);
  if (disk.key === before.key) return false;
  entry.disk = disk;
  if (current !== before && disk.key === current.key) return false; // the unsaved text was saved
  entry.current = disk;
  return true;
}

function linkedFor(state: State, options: object): Linked {
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
interface Question {
  readonly rule: RuleLike;
  readonly options: object;
  readonly only: Unit | undefined;
}

function detect(program: Program, { rule, options, only }: Question, note: (message: string) => void): readonly Draft[] {
  const errors: AnalysisError[] = [];
  const drafts = runRule(program, rule, options, errors, only);
  for (const { message } of errors) note(message);
  return drafts;
}

function byUnit(drafts: readonly Draft[]): ReadonlyMap<Unit, readonly Draft[]> {
  const found = new Map<Unit, Draft[]>();
  for (const draft of drafts) append(found, draft.unit, draft);
  return found;
}

/** What findings need besides their drafts. */
interface Showing {
  readonly tools: RewriteTools;
  readonly note: (message: string) => void;
}

function findingsIn(unit: Unit, text: string, drafts: readonly Draft[], { tools, note }: Showing): readonly Finding[] {
  const errors: AnalysisError[] = [];
  const { findings, suppressed } = finish(withRewrites(drafts, tools, errors), () => text);
  for (const { message } of errors) note(message);
  // ESLint applies the comments that it knows, and counts those that are needless: they are left to it.
  return [...findings, ...suppressed.map(({ finding }) => finding).filter((finding) => !isOxlintComment(unit, finding, text))];
}

const isOxlintComment = (unit: Unit, finding: Finding, text: string): boolean =>
  /^.{2}\s*oxlint/.test(text.slice(directiveFor(unit, finding)?.start, (directiveFor(unit, finding)?.start ?? 0) + 80));

/** The findings of a text that belongs to no project: nobody is known who imports it. */
export function findingsAlone(source: SourceText, note: (message: string) => void): FindingsOf {
  const path = `/${baseOf(source.path)}`;
  const project = openProject(createMemoryHost({ [path]: source.text }), { root: '/', paths: [path] });
  const { ir } = versionOf(createLowering(createLoader(false)), { ...source, path }, '');
  if (ir === undefined) return () => [];
  const file: ProjectFile = { path, relative: path.slice(1), size: source.text.length };
  const unit = linkOne(project, { indexOf: new Map(), described: new Map() }, file, ir, 0);
  const library = createLibrary(MODELS);
  const programs = new Map<boolean, Program>();
  return (rule, options) => {
    const withClient = wantsClient(options);
    const program = ensure(programs, withClient, () => new Program([unit], library, { withClient }));
    const drafts = detect(program, { rule, options, only: unit }, note);
    return findingsIn(unit, source.text, drafts, { tools: createRewriteTools(() => source.text), note });
  };
}
