import { hash } from 'node:crypto';
import type { FileStat, Host } from '../host.js';

/**
 * One question to the file system and its answer. `read`: a file's size in bytes and the hash of its text; the others are about what is at
 * a path, what is in a directory, and where links lead.
 */
export type Question =
  readonly ['read', path: string, size: number, hash: string] | readonly ['stat' | 'list' | 'real', path: string, answer: string];

/** Everything that a run asks of a host. Two runs over the same answers give the same result, whatever the answers were read from. */
export interface Record {
  /** Ask through this one. */
  readonly host: Host;
  /** What was asked, each question once; undefined where an answer has changed meanwhile, or is none that can be asked for again. */
  questions(): readonly Question[] | undefined;
}

/** A host that remembers what was asked of it. */
export function recordHost(host: Host): Record {
  const reads = new Map<string, { readonly size: number; readonly hash: string }>();
  const others = new Map<string, Question>();
  const stats = new Map<string, FileStat | undefined>();
  let isSettled = true;
  const ask = (kind: 'stat' | 'list' | 'real', path: string, answer: string): void => {
    const key = `${kind} ${path}`;
    const before = others.get(key);
    if (before === undefined) others.set(key, [kind, path, answer]);
    else if (before[2] !== answer) isSettled = false;
  };
  /** What cannot be read for one run may be for the next. */
  const answered = <T>(question: () => T): T => {
    try {
      return question();
    } catch (error) {
      isSettled = false;
      throw error;
    }
  };
  const stat = (path: string): FileStat | undefined => {
    const found = host.stat(path);
    stats.set(path, found);
    ask('stat', path, statAnswer(found));
    return found;
  };
  const recording: Host = {
    ...host,
    stat,
    readText: (path) => {
      const known = stats.has(path) ? stats.get(path) : stat(path);
      isSettled &&= known?.kind === 'file'; // anything else may keep its reader waiting
      const text = answered(() => host.readText(path));
      const read = { size: known?.size ?? 0, hash: textHash(text) };
      const before = reads.get(path);
      if (before === undefined) reads.set(path, read);
      else if (before.hash !== read.hash) isSettled = false;
      return text;
    },
    readBytes: () => {
      throw new Error('bytes are not remembered');
    },
    readDir: (path) => {
      const entries = answered(() => host.readDir(path));
      ask('list', path, listAnswer(entries));
      return entries;
    },
    realpath: (path) => {
      ask('real', path, realAnswer(host, path));
      return host.realpath(path);
    },
  };
  return {
    host: recording,
    questions: () => {
      if (!isSettled) return undefined;
      const rest = [...others.values()].filter(([kind, path]) => kind !== 'stat' || !reads.has(path));
      return [...rest, ...[...reads].map(([path, read]): Question => ['read', path, read.size, read.hash])];
    },
  };
}

/** Whether every question still has its answer. What is quickly asked comes first; a file is read only where its size is the same. */
export function isStillSo(host: Host, questions: readonly Question[]): boolean {
  try {
    return questions.every((question) => isSo(host, question)) && questions.every((question) => isReadSo(host, question));
  } catch {
    return false; // what could be read then cannot be now
  }
}

function isSo(host: Host, question: Question): boolean {
  switch (question[0]) {
    case 'read':
      return statAnswer(host.stat(question[1])) === `file ${question[2]}`;
    case 'stat':
      return statAnswer(host.stat(question[1])) === question[2];
    case 'list':
      return listAnswer(host.readDir(question[1])) === question[2];
    case 'real':
      return realAnswer(host, question[1]) === question[2];
  }
}

const isReadSo = (host: Host, question: Question): boolean =>
  question[0] !== 'read' || textHash(host.readText(question[1])) === question[3];

const textHash = (text: string): string => hash('sha1', text, 'base64url');

/** The time of the last change is left out: it decides nothing. */
const statAnswer = (stat: FileStat | undefined): string =>
  stat === undefined ? '' : stat.kind === 'file' ? `file ${stat.size}` : stat.kind;

function listAnswer(entries: ReturnType<Host['readDir']>): string {
  const lines = entries.map(({ name, kind }) => `${kind} ${name}`).sort();
  return textHash(lines.join('\0'));
}

function realAnswer(host: Host, path: string): string {
  try {
    return `to ${host.realpath(path)}`;
  } catch (error) {
    return `no: ${error instanceof Error ? error.message : String(error)}`;
  }
}
