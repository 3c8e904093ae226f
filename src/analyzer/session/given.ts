import { isSessionFindings, type SessionFindings } from '../cache/kept.js';
import { keptResult, type Making } from '../cache/results.js';
import type { Finding } from '../finding.js';
import type { Host } from '../host.js';
import { resultVersion, textKey } from '../lower-file.js';
import { append, ensure } from '../maps.js';
import { joinPath } from '../project/paths.js';
import type { RuleLike } from '../report-findings.js';
import type { SourceText } from './entries.js';
import { knowsLeftOut, type LeftOut } from './left-out.js';

/** What the findings of a session are made from besides files. */
export interface Asked {
  readonly root: string;
  readonly config: object;
  /** Where results are kept. */
  readonly dir: string;
}

/** The findings that an earlier session has kept for a project, if all that they were made from is the same; else what keeps them. */
export function keptFindings(host: Host, { root, config, dir }: Asked): { readonly result: SessionFindings } | Making<SessionFindings> {
  return keptResult(host, { dir, version: resultVersion(), request: { session: { root, config } }, isResult: isSessionFindings });
}

/** Names a question to a rule. */
export const questionOf = (rule: RuleLike, options: object): string => `${rule.id} ${JSON.stringify(options)}`;

/** The findings of one file by {@link questionOf}; undefined where a question was not asked then. */
export type GivenFile = (question: string) => readonly Finding[] | undefined;

/** Findings that need no project to be opened, as long as texts are those on disk. */
export class Given {
  private readonly leftOut: (relative: string) => boolean;
  /** By question, then by file. */
  private readonly byFile = new Map<string, Map<string, Finding[]>>();

  constructor(
    private readonly root: string,
    private readonly host: Host,
    private readonly kept: SessionFindings,
  ) {
    this.leftOut = knowsLeftOut(kept.skipped);
    for (const [question, findings] of Object.entries(kept.findings)) {
      const own = ensure(this.byFile, question, () => new Map<string, Finding[]>());
      for (const finding of findings) append(own, finding.file, finding);
    }
  }

  /** Whether a path, below the root, is a module of the project, or was left out of it. */
  knows(path: string): boolean {
    return this.nameOf(path) !== undefined || this.leftOut(path.slice(this.prefix.length));
  }

  /** Undefined where the project has to be opened, because the text is another. What is no module of the project has no findings. */
  file({ path, text }: SourceText): GivenFile | undefined {
    const file = this.nameOf(path);
    if (file === undefined) return () => [];
    if (this.kept.files[file] !== textKey(path, text)) return undefined;
    return (question) => {
      const known = this.byFile.get(question);
      return known && (known.get(file) ?? []);
    };
  }

  private get prefix(): string {
    return this.root === '/' ? '/' : `${this.root}/`;
  }

  /** The name of a module of the project, which may be asked for by a link. */
  private nameOf(path: string): string | undefined {
    const known = (at: string): string | undefined => {
      const file = at.startsWith(this.prefix) ? at.slice(this.prefix.length) : undefined;
      return file !== undefined && Object.hasOwn(this.kept.files, file) ? file : undefined;
    };
    return known(path) ?? known(realPath(this.host, path));
  }
}

/** Collects findings of a project as it is on disk, and keeps them for later sessions. */
export class Keeping {
  private readonly findings = new Map<string, readonly Finding[]>();
  private isNew = false;

  /** `files`: each module's name below the root, and the key of its text. */
  constructor(
    private readonly making: Making<SessionFindings>,
    private readonly root: string,
    private readonly files: Readonly<Record<string, string>>,
    private readonly skipped: readonly LeftOut[],
  ) {}

  /** Takes all findings that a question has. */
  take(question: string, findings: readonly Finding[]): void {
    this.findings.set(question, findings);
    this.isNew = true;
  }

  /** Writes what was taken since the last time. */
  write(): void {
    if (!this.isNew) return;
    this.isNew = false;
    const { files, skipped, root } = this;
    const read = Object.keys(files).map((file) => joinPath(root, file));
    this.making.keep({ files, skipped, findings: Object.fromEntries(this.findings) }, read);
  }
}

/** The path with every link followed; itself where it leads nowhere. */
export function realPath(host: Host, path: string): string {
  try {
    return host.realpath(path);
  } catch {
    return path;
  }
}
