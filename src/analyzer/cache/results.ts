import { hash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../host.js';
import { isStillSo, recordHost, type Question } from './asked.js';
import { isQuestion } from './kept.js';

/** Where the result of one request is kept. */
export interface ResultPlace<T> {
  /** Absolute. */
  readonly dir: string;
  /** Names the engine that works out results. */
  readonly version: string;
  /** Everything that the result depends on besides the file system, as plain data. */
  readonly request: object;
  /** Anybody may have written what is on disk. */
  readonly isResult: (value: unknown) => value is T;
}

/** What a result that is worked out now is made from. */
export interface Making<T> {
  /** The run asks through this one. */
  readonly host: Host;
  /**
   * Keeps what the run gave, where it may be kept: `files` (absolute) are those that it must have read through the host. Never throws: a
   * result that is not kept is worked out again.
   */
  keep(result: T, files: readonly string[]): void;
}

const MAGIC = 'hidden-state-result';
const FILE = /^result-[\w-]{27}\.json$/;
/** What a run was writing when it was killed. */
const HALF = /^(?:index\.bin|result-[\w-]{27}\.json)\.\d+-[0-9a-f]{8}\.tmp$/;
/** Milliseconds after which nobody is writing any more. */
const GIVEN_UP = 3_600_000;

/** Requests whose results are kept in one directory; the oldest give way. */
const MAX_FILES = 12;
/** In UTF-16 units; a larger result is not kept. */
const MAX_LENGTH = 64 << 20;

/**
 * The result that was kept for a request, if every question that led to it still has the same answer; else what is needed to keep the one
 * that will be worked out. A file that is damaged, of another version or of the wrong shape counts as none.
 */
export function keptResult<T>(host: Host, place: ResultPlace<T>): { readonly result: T } | Making<T> {
  const path = join(place.dir, `result-${hash('sha1', JSON.stringify([place.version, place.request]), 'base64url')}.json`);
  const known = read(path, place.isResult);
  if (known !== undefined && isStillSo(host, known.questions)) return known;
  const record = recordHost(host);
  return {
    host: record.host,
    keep: (result, files) => {
      const questions = record.questions();
      if (questions !== undefined && areAllRead(files, questions)) write(place.dir, path, JSON.stringify({ questions, result }));
    },
  };
}

/** A file that was read past the record could change unseen. */
function areAllRead(files: readonly string[], questions: readonly Question[]): boolean {
  const read = new Set(questions.flatMap(([kind, path]) => (kind === 'read' ? [path] : [])));
  return files.every((file) => read.has(file));
}

function read<T>(
  path: string,
  isResult: ResultPlace<T>['isResult'],
): { readonly questions: readonly Question[]; readonly result: T } | undefined {
  try {
    const stat = statSync(path);
    if (!stat.isFile() || stat.size > 3 * MAX_LENGTH) return undefined; // a pipe would be waited for
    const text = readFileSync(path, 'utf8');
    const end = text.indexOf('\n');
    const body = text.slice(end + 1);
    if (text.slice(0, end) !== header(body)) return undefined;
    const { questions, result } = JSON.parse(body) as { questions: unknown; result: unknown };
    if (!Array.isArray(questions) || !questions.every(isQuestion) || !isResult(result)) return undefined;
    return { questions, result };
  } catch {
    return undefined;
  }
}

const header = (body: string): string => `${MAGIC} ${hash('sha1', body, 'base64url')}`;

/** Under a name of its own first: nobody ever sees half a file. */
function write(dir: string, path: string, body: string): void {
  if (body.length > MAX_LENGTH) return;
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`; // threads share the process's id
  try {
    mkdirSync(dir, { recursive: true });
    writeFileSync(temporary, `${header(body)}\n${body}`);
    renameSync(temporary, path);
    removeOldest(dir);
  } catch {
    remove(temporary); // the index, which lies beside it, says that nothing can be written here
  }
}

function removeOldest(dir: string): void {
  const timed = (pattern: RegExp): { path: string; time: number }[] =>
    readdirSync(dir)
      .filter((name) => pattern.test(name))
      .map((name) => ({ path: join(dir, name), time: timeOf(join(dir, name)) }));
  const kept = timed(FILE).sort((a, b) => a.time - b.time);
  const left = timed(HALF).filter(({ time }) => time < Date.now() - GIVEN_UP);
  for (const { path } of [...kept.slice(0, Math.max(0, kept.length - MAX_FILES)), ...left]) remove(path);
}

/** Milliseconds; 0 where another run has removed the file meanwhile. */
const timeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // what could not be written cannot always be removed
  }
}
