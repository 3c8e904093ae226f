import { MODELS } from '../models/index.js';
import type { SessionFindings } from '../cache/kept.js';
import type { Making } from '../cache/results.js';
import { overlayHost, type Host } from '../host.js';
import { CodeIndex } from '../link/code.js';
import { createLibrary } from '../link/library.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import { describedBy, discoverOptions } from '../load.js';
import { ensure } from '../maps.js';
import { createLoader, textKey, withoutBom } from '../lower-file.js';
import { openProject } from '../project/index.js';
import { isSourceName } from '../project/categories.js';
import { baseOf, dirOf, isWithin, relativeTo } from '../project/paths.js';
import type { Draft } from '../report-findings.js';
import { createRewriteTools } from '../rewrite/tools.js';
import { isSame, watchHost, type Watch } from '../watch.js';
import type { FindingsOf, SessionOptions, SessionProject } from './types.js';
import { createLowering, keptEntry, readAgain, readEntry, versionOf, type Entry, type SourceText } from './entries.js';
import { knowsLeftOut } from './left-out.js';
import { Keeping, questionOf, realPath } from './given.js';
import { byUnit, detect, findingsIn, linkedFor, type Linked, type Question, type State } from './linked.js';

/** Who types asks for one file again and again; who asks for more files than this is about to ask for all of them. */
const MAX_SINGLE = 3;

/** The files on disk are looked at again after this long, or after this many times what looking costs. */
const CHECK_EVERY_MS = 1000;
const CHECK_SHARE = 50;
const MAX_PAUSE_MS = 5000;

/** When to look at the disk again, in milliseconds, after a look that took so long. */
export const nextLook = (took: number, now: number): number => now + Math.min(MAX_PAUSE_MS, Math.max(CHECK_EVERY_MS, took * CHECK_SHARE));

/** How a project is opened: what it is, what was asked of the disk to know that, and what keeps its findings. */
export interface Opening {
  readonly watch: Watch;
  readonly project: SessionProject;
  readonly making?: Making<SessionFindings>;
}

/** A project that is open: loaded once, linked while nothing changes, kept up with texts and files. */
export class OpenSession {
  private state: State | undefined;
  private nextCheck = 0;
  /** Unsaved files that are on no disk yet. */
  private readonly unborn = new Map<string, string>();
  private readonly said = new Set<string>();
  private readonly lowering = createLowering(createLoader(false));

  /** `first`: what is known already of how the project is opened. */
  constructor(
    private readonly options: SessionOptions,
    private first?: Opening,
  ) {}

  /** Opens and links the project, so that whoever asks next need not wait for it. */
  prepare(): void {
    this.state ??= this.reopen(undefined);
    void linkedFor(this.state, {}).program.contexts;
  }

  /** See {@link import('../session.js').Session.findingsFor}. */
  findingsFor(source: SourceText): FindingsOf | undefined {
    const state = this.fresh(source);
    state.keeping?.write();
    if (!isWithin(state.root, source.path)) return undefined;
    const entry = state.entries.get(source.path) ?? state.entries.get(realPath(state.project.host, source.path));
    if (entry === undefined) return () => [];
    const key = textKey(source.path, source.text);
    if (entry.current.key !== key) {
      entry.current = entry.disk.key === key ? entry.disk : { ...versionOf(this.lowering, source, key), text: source.text };
      state.linked.clear();
      state.keeping = undefined;
    }
    const tools = createRewriteTools((unit) => (unit === entry.unit ? source.text : this.textOf(state, unit)));
    return (rule, options) => {
      const linked = linkedFor(state, options); // makes the unit
      if (entry.unit === undefined) return [];
      const drafts = this.draftsIn(entry.unit, state, linked, { rule, options });
      return findingsIn(entry.unit, source.text, drafts, { tools, note: this.note });
    };
  }

  /** The text that a unit was made of; throws where that is out of reach, because the file has changed meanwhile. */
  private textOf(state: State, unit: Unit): string {
    const current = state.entries.get(unit.path)?.current;
    const text = current?.text ?? withoutBom(this.unborn.get(unit.path) ?? this.options.host.readText(unit.path));
    if (current?.key !== textKey(unit.path, text)) throw new Error('another text');
    return text;
  }

  /** One rule's drafts in a module: looked for there alone while few modules are asked for, then everywhere at once. */
  private draftsIn(unit: Unit, state: State, { program, all, single }: Linked, question: Question): readonly Draft[] {
    if (!program.isActive(unit)) return [];
    const key = questionOf(question.rule, question.options);
    if (!single.has(unit) && single.size >= MAX_SINGLE) {
      return ensure(all, key, () => this.everywhere(state, program, question)).get(unit) ?? [];
    }
    const own = ensure(single, unit, () => new Map<string, readonly Draft[]>());
    return ensure(own, key, () => detect(program, { ...question, only: unit }, this.note).filter((draft) => draft.unit === unit));
  }

  private everywhere(state: State, program: Program, question: Question): ReadonlyMap<Unit, readonly Draft[]> {
    let isWhole = true;
    const note = (message: string): void => {
      isWhole = false;
      this.note(message);
    };
    const drafts = byUnit(detect(program, question, note));
    if (state.keeping === undefined) return drafts;
    const tools = createRewriteTools((unit) => this.textOf(state, unit));
    const active = [...drafts].filter(([unit]) => program.isActive(unit));
    try {
      const findings = active.flatMap(([unit, own]) => findingsIn(unit, this.textOf(state, unit), own, { tools, note }));
      if (isWhole) state.keeping.take(questionOf(question.rule, question.options), findings);
    } catch {
      state.keeping = undefined; // a file has changed meanwhile
    }
    return drafts;
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
    if (!isOther && this.reread(known, host)) {
      known.linked.clear();
      known.keeping = undefined;
    }
    const ended = now();
    this.nextCheck = nextLook(ended - started, ended);
    return isOther ? this.reopen(known) : known;
  }

  private reopen(before: State | undefined): State {
    const { host, now } = this.options;
    for (const path of this.unborn.keys()) if (host.stat(path) !== undefined) this.unborn.delete(path);
    this.state = undefined; // should opening fail, the next call tries again
    const state = this.openState(before);
    this.nextCheck = nextLook(0, now());
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
    const { watch, project: opened, making } = this.opening();
    const { root, config, cache } = opened;
    const host = making?.host ?? watch.host;
    const project = openProject(host, discoverOptions({ ...config, root, named: [], cache }));
    const lowering = before === undefined ? createLowering(createLoader(cache)) : this.lowering;
    const entries = new Map<string, Entry>();
    for (const file of project.files) {
      const stat = watch.take(file.path);
      entries.set(file.path, keptEntry(before?.entries.get(file.path), file, stat) ?? readEntry(lowering, host, file, stat));
      watch.take(file.path);
    }
    const code = before?.code ?? new CodeIndex();
    const unsaved = lowering.loader.save();
    if (unsaved !== undefined) this.note(unsaved);
    const keys = (): Record<string, string> => Object.fromEntries([...entries.values()].map(({ file, disk }) => [file.relative, disk.key]));
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
      isLeftOut: knowsLeftOut(project.skipped),
      keeping: making && unsaved === undefined ? new Keeping(making, root, keys(), project.skipped) : undefined,
    };
  }

  private opening(): Opening {
    const first = this.first;
    this.first = undefined;
    if (first !== undefined) return first;
    const watch = watchHost(overlayHost(this.options.host, this.unborn));
    return { watch, project: this.options.open(watch.host) };
  }
}

/** Whether a path may be a file that has come since the project was looked at: it was neither analysed nor left out. */
function isUnknown({ root, entries, isLeftOut }: State, path: string): boolean {
  return !entries.has(path) && isWithin(root, path) && isSourceName(baseOf(path)) && !isLeftOut(relativeTo(root, path));
}

/** A new file that was never saved. (A code block of a document has the document as its directory.) */
export const isUnbornFile = (host: Host, path: string): boolean =>
  isSourceName(baseOf(path)) && host.stat(path) === undefined && host.stat(dirOf(path))?.kind === 'dir';
