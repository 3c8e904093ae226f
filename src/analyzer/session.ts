import { MODELS } from './models/index.js';
import { createMemoryHost } from './host.js';
import { wantsClient } from './index.js';
import { createLibrary } from './link/library.js';
import { Program } from './link/program.js';
import { linkOne } from './load.js';
import { ensure } from './maps.js';
import { createLoader } from './lower-file.js';
import { openProject, type ProjectFile } from './project/index.js';
import { baseOf, isWithin } from './project/paths.js';
import { createRewriteTools } from './rewrite/tools.js';
import type { FindingsOf, SessionOptions } from './session/types.js';
import { createLowering, versionOf, type SourceText } from './session/entries.js';
import { Given, keptFindings, questionOf, type GivenFile } from './session/given.js';
import { detect, findingsIn } from './session/linked.js';
import { isUnbornFile, nextLook, OpenSession, type Opening } from './session/open.js';
import { watchHost, type Watch } from './watch.js';

export type { FindingsOf, SessionOptions, SessionProject } from './session/types.js';
export type { SourceText } from './session/entries.js';

/** A project that stays open: it is loaded once, linked while nothing changes, and keeps up with texts and files. */
export interface Session {
  /** Undefined where the file is not part of the project. */
  findingsFor(source: SourceText): FindingsOf | undefined;
}

export function createSession(options: SessionOptions): Session {
  return new KeptFirst(options);
}

/** Answers with what an earlier session has kept while that is still true, and opens the project when it no longer is. */
class KeptFirst implements Session {
  private given: { readonly root: string; readonly files: Given; readonly watch: Watch } | undefined;
  private opened: OpenSession | undefined;
  private nextCheck = 0;

  constructor(private readonly options: SessionOptions) {}

  findingsFor(source: SourceText): FindingsOf | undefined {
    if (this.given === undefined && this.opened === undefined) this.look(source);
    if (this.given !== undefined && !isWithin(this.given.root, source.path)) return undefined;
    const file = this.givenFile(source);
    if (file === undefined) return this.open().findingsFor(source);
    this.options.whenIdle?.(() => this.prepare());
    return (rule, options) => file(questionOf(rule, options)) ?? this.open().findingsFor(source)?.(rule, options) ?? [];
  }

  /** Takes what is kept, or notes what there is to keep. A file that is on no disk has no part in it. */
  private look(source: SourceText): void {
    const { host, open, now } = this.options;
    if (isUnbornFile(host, source.path)) return;
    const watch = watchHost(host);
    const project = open(watch.host);
    if (project.cache === false || host.isDisk !== true) return void this.open({ watch, project });
    const found = keptFindings(watch.host, { ...project, dir: project.cache.dir });
    if ('keep' in found) return void this.open({ watch, project, making: found });
    this.given = { root: project.root, files: new Given(project.root, host, found.result), watch };
    this.nextCheck = nextLook(0, now());
  }

  private givenFile(source: SourceText): GivenFile | undefined {
    if (this.given === undefined) return undefined;
    const { files, watch } = this.given;
    const isKnown = files.knows(source.path);
    if (!isKnown && isUnbornFile(this.options.host, source.path)) return undefined;
    const started = this.options.now();
    if (!isKnown || started >= this.nextCheck) {
      if (watch.changed()) return undefined;
      const ended = this.options.now();
      this.nextCheck = nextLook(ended - started, ended);
    }
    return files.file(source);
  }

  /** From now on the project itself is asked. */
  private open(first?: Opening): OpenSession {
    this.given = undefined;
    return (this.opened ??= new OpenSession(this.options, first));
  }

  /** Somebody who looks at a file will soon type into it: the project is opened before that. */
  private prepare(): void {
    if (this.given === undefined) return;
    try {
      this.open().prepare();
    } catch {
      // whoever asks next is told
    }
  }
}

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
