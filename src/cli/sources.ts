import { overlayHost } from '../analyzer/host.js';
import { commitEntries, commitOf, indexEntries, openTree, type Git } from '../gate/git.js';
import type { Host } from '../analyzer/host.js';
import { ancestorsOf, isWithin } from '../analyzer/project/paths.js';
import { UsageError, type Flags } from './args.js';
import type { CliIo } from './io.js';
import { absolute } from './settings.js';

/** What is to be looked at: the paths, and the files as they are on disk, in the index, or typed. */
export interface Source {
  readonly operands: readonly string[];
  /** The same, with a host that shows the files as they are meant. */
  readonly io: CliIo;
}

/** Reads `--stdin` and `--staged`. Throws {@link UsageError}, or a `GitError`. */
export function readSource(operands: readonly string[], flags: Flags, io: CliIo): Source {
  if (flags.has('stdin')) return readStdin(operands, flags, io);
  if (flags.get('stdin-filename') !== undefined) throw new UsageError('`--stdin-filename` is for `--stdin`');
  if (!flags.has('staged')) return { operands, io };
  const { git, top } = repositoryAt(directoryOf(operands[0] ?? '.', io), io);
  const outside = operands.find((operand) => !isWithin(top, absolute(io.cwd, operand)));
  if (outside !== undefined) throw new UsageError(`\`--staged\` reads one repository, and \`${outside}\` is not within ${top}`);
  return { operands, io: { ...io, host: openTree(io.host, git, top, indexEntries(git)) } };
}

function readStdin(operands: readonly string[], flags: Flags, io: CliIo): Source {
  const file = flags.get('stdin-filename');
  if (file === undefined) throw new UsageError('`--stdin` needs `--stdin-filename FILE`: what code means depends on where it lies');
  if (operands.length > 0) throw new UsageError('`--stdin` takes no path: `--stdin-filename` is the path');
  if (flags.has('staged')) throw new UsageError('`--stdin` and `--staged` are two sources of the same file');
  const path = absolute(io.cwd, file);
  if (io.host.stat(path)?.kind === 'dir') throw new UsageError(`\`${file}\` is a directory`);
  return { operands: [file], io: { ...io, host: overlayHost(io.host, new Map([[path, io.readStdin()]])) } };
}

/** The files as they were at a commit. Throws a `GitError`, or a {@link UsageError} where the project is not in one repository. */
export function hostAt(ref: string, root: string, io: CliIo): Host {
  const { git, top } = repositoryAt(root, io);
  if (!isWithin(top, root)) throw new UsageError(`the project in ${root} is not within the repository in ${top}`);
  return openTree(io.host, git, top, commitEntries(git, commitOf(git, ref)));
}

/** The directory of a path, which may be staged and no longer on disk; the nearest that is there. */
function directoryOf(operand: string, { cwd, host }: CliIo): string {
  const path = absolute(cwd, operand);
  return ancestorsOf(path).find((dir) => host.stat(dir)?.kind === 'dir') ?? path;
}

/** The repository around a directory, and git at the top of its work tree. */
function repositoryAt(dir: string, io: CliIo): { readonly git: Git; readonly top: string } {
  const up = io.git(dir, ['rev-parse', '--show-cdup']).toString().trim();
  const top = absolute(dir, up === '' ? '.' : up);
  return { git: (args, input) => io.git(top, args, input), top };
}
