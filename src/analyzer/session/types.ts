import type { ResolvedConfig } from '../config.js';
import type { Finding } from '../finding.js';
import type { Host } from '../host.js';
import type { RuleLike } from '../report-findings.js';

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
  /** Calls back once nobody has asked for anything for a while; only the last call counts. Never, where it is absent. */
  readonly whenIdle?: (work: () => void) => void;
}
