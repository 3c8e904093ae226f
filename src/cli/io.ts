import type { AnalysisInput, TraceLine } from '../analyzer/index.js';
import type { Result } from '../analyzer/finding.js';
import type { Host } from '../analyzer/host.js';
import type { Shard, Share } from '../analyzer/shard.js';
import type { AnyRule } from '../rules/define.js';

/** Where text goes. */
export interface Stream {
  readonly isTTY: boolean;
  /** The width of the terminal, where there is one. */
  readonly columns?: number | undefined;
  write(text: string): void;
}

/** Everything a command touches outside itself; tests hand in their own. */
export interface CliIo {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly host: Host;
  /** Replaces a file's content as a whole, or throws and leaves it as it was. */
  writeFile(path: string, text: string): void;
  /** The same for several files: all are written beside theirs before the first is replaced. By absolute path. */
  writeFiles(texts: ReadonlyMap<string, string>): void;
  /** Adds to the end of a file, which others write to as well. */
  appendFile(path: string, text: string): void;
  /** All of stdin, as UTF-8. */
  readStdin(): string;
  /** Asks on the terminal and answers what was typed; `undefined` where nobody can be asked. */
  ask(question: string): string | undefined;
  /** Runs git in a directory and answers what it prints. Throws {@link import('../gate/git.js').GitError}. */
  git(dir: string, args: readonly string[], input?: string): Buffer;
  /** Milliseconds, for the pace of the progress. */
  now(): number;
}

/** What the command line puts a face on. */
export interface Tools {
  readonly version: string;
  readonly rules: readonly AnyRule[];
  readonly analyze: (input: AnalysisInput) => Result;
  readonly shard: (input: AnalysisInput, share: Share, file: string) => Shard;
  /** `file` is relative to the root. */
  readonly trace: (input: AnalysisInput, at: { readonly file: string; readonly line: number }) => readonly TraceLine[];
  /** A text that the package comes with, by its path in there (`docs/rules/x.md`); `undefined` where it has none. */
  readonly readOwn: (path: string) => string | undefined;
  /** Whether a model describes a package. */
  readonly knowsPackage: (name: string) => boolean;
}

/** The name in reports and messages. */
export const TOOL_NAME = 'hidden-state';

/** A stream that goes nowhere and is no terminal: a file has no colours unless they were asked for. */
export const FILE_STREAM: Stream = { isTTY: false, write: () => undefined };

/** Whether to colour: the flags, then `FORCE_COLOR`, `NO_COLOR` and the terminal. */
export function wantsColor(flag: boolean | undefined, { env }: CliIo, stream: Stream): boolean {
  if (flag !== undefined) return flag;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  return stream.isTTY && env['TERM'] !== 'dumb';
}

/** Whether this is an unattended run. */
export function isCi({ env }: CliIo): boolean {
  return env['CI'] !== undefined && !['', '0', 'false'].includes(env['CI']);
}
