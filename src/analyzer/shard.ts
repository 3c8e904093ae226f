import { createHash } from 'node:crypto';
import type { Host } from './host.js';
import { discoverOptions, type LoadOptions } from './load.js';
import { createLoader, lowerSource } from './lower-file.js';
import { openProject } from './project/index.js';

/** One of several equal parts of a project's files. */
export interface Share {
  /** 1-based. */
  readonly index: number;
  readonly count: number;
}

/** What was done of a project. */
export interface Shard {
  /** Files of the share. */
  readonly files: number;
  /** Files of the whole project. */
  readonly of: number;
  /** Why the result could not be written. */
  readonly problem?: string;
}

/**
 * Lowers one share of a project into a file: what takes the time, and what needs no neighbour. A later run that is given all
 * shares reads nothing but them. What is wrong with a file is not said here: that run says it. What the file holds from before and
 * is still true is kept.
 */
export function lowerShare(host: Host, options: LoadOptions, share: Share, file: string): Shard {
  const project = openProject(host, discoverOptions(options));
  const named = new Set(options.named);
  const ours = project.files.filter(({ relative }) => isOf(share, relative));
  const loader = createLoader({ file });
  for (const [done, { path }] of ours.entries()) {
    if (done % 64 === 0) options.onProgress?.({ phase: 'parse', done, total: ours.length });
    lowerSource(loader, host, { path, named: named.has(path) });
  }
  const problem = loader.save();
  return { files: ours.length, of: project.files.length, ...(problem !== undefined && { problem }) };
}

/**
 * By the name alone, so that all machines agree whatever they know of the rest, and a new file changes one share only: a build
 * tool that keeps results by their inputs has the others still.
 */
const isOf = ({ index, count }: Share, relative: string): boolean =>
  createHash('sha1').update(relative).digest().readUInt32LE(0) % count === index - 1;
