import type { Progress } from '../analyzer/index.js';
import { isCi, type CliIo } from './io.js';

const WORDS: Readonly<Record<Progress['phase'], string>> = {
  discover: 'Looking for files',
  parse: 'Reading',
  link: 'Linking',
  detect: 'Checking',
};

/** Milliseconds between two lines: a terminal is slow. */
const PACE = 80;

/** One line on stderr that is written over. */
export interface ProgressLine {
  show(progress: Progress): void;
  clear(): void;
  /** Takes the line away, and says how fast the run was. */
  done(files: number): void;
}

/** A progress line where somebody watches: stderr is a terminal and the run is not unattended. */
export function createProgress(io: CliIo, wanted: boolean): ProgressLine | undefined {
  if (!wanted || !io.stderr.isTTY || isCi(io)) return undefined;
  const startedAt = io.now();
  let shownAt = -Infinity;
  let phase: Progress['phase'] | undefined;
  const clear = (): void => {
    if (phase !== undefined) io.stderr.write('\r\u001b[2K');
    phase = undefined;
  };
  return {
    show(progress) {
      const now = io.now();
      if (progress.phase === phase && now - shownAt < PACE) return;
      [phase, shownAt] = [progress.phase, now];
      const count = progress.total > 0 ? ` ${progress.done}/${progress.total}` : '';
      io.stderr.write(`\r\u001b[2K${`${WORDS[phase]}${count}`.slice(0, (io.stderr.columns ?? 80) - 1)}`);
    },
    clear,
    done(files) {
      clear();
      io.stderr.write(`${files} ${files === 1 ? 'file' : 'files'} in ${((io.now() - startedAt) / 1000).toFixed(1)} s\n`);
    },
  };
}
