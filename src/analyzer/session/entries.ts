import type { FileStat, Host } from '../host.js';
import type { ModuleIR } from '../ir/module.js';
import type { Unit } from '../link/values.js';
import { textKey, withoutBom, type Loader, type ParsedFile } from '../lower-file.js';
import { isMinifiedText, type ProjectFile } from '../project/index.js';
import { createParser } from '../syntax.js';
import { isSame } from '../watch.js';

/** A file as its reader sees it now; it need not be what is on disk. */
export interface SourceText {
  /** Absolute, with `/`. */
  readonly path: string;
  /** Without byte order mark. */
  readonly text: string;
  /** The parser's own tree, if it has one; taken if it is of the same TypeScript. */
  readonly tree?: unknown;
}

/** One text of a file, lowered. `ir` is missing where it cannot be lowered, or is minified. */
export interface Version {
  readonly key: string;
  readonly ir: ModuleIR | undefined;
  /** Where it is not what is on disk. */
  readonly text?: string;
}

export interface Entry {
  readonly file: ProjectFile;
  stat: FileStat | undefined;
  disk: Version;
  /** What counts: the text on disk, or the unsaved one. */
  current: Version;
  unit: Unit | undefined;
}

export function keptEntry(before: Entry | undefined, file: ProjectFile, stat: FileStat | undefined): Entry | undefined {
  if (before?.stat === undefined || !isSame(before.stat, stat)) return undefined;
  return { ...before, file, unit: undefined };
}

export function readEntry(lowering: Lowering, host: Host, file: ProjectFile, stat: FileStat | undefined): Entry {
  const disk = readVersion(lowering, host, file.path);
  return { file, stat, disk, current: disk, unit: undefined };
}

function readVersion(lowering: Lowering, host: Host, path: string): Version {
  try {
    const text = withoutBom(host.readText(path));
    return versionOf(lowering, { path, text }, textKey(path, text));
  } catch {
    return { key: '', ir: undefined };
  }
}

export function versionOf({ loader, isOurs }: Lowering, { path, text, tree }: SourceText, key: string): Version {
  try {
    if (isMinifiedText(text)) return { key, ir: undefined };
    return { key, ir: loader.lower(path, text, { key, ...(isOurs(tree, text) && { tree }) }).ir };
  } catch {
    return { key, ir: undefined }; // nested too deeply: the command line reports it
  }
}

/** A loader, and which trees it takes. */
export interface Lowering {
  readonly loader: Loader;
  readonly isOurs: (tree: unknown, text: string) => tree is ParsedFile;
}

/** Numbers of node kinds differ between versions of TypeScript, so a tree of another instance says nothing. */
export function createLowering(loader: Loader): Lowering {
  let ours: unknown;
  const isOurs = (tree: unknown, text: string): tree is ParsedFile => {
    if (typeof tree !== 'object' || tree === null || (tree as { text?: unknown }).text !== text) return false;
    ours ??= createParser().parse('x.ts', '').constructor;
    return tree.constructor === ours;
  };
  return { loader, isOurs };
}

/** Takes what is on disk now; says whether that makes a difference. */
export function readAgain(entry: Entry, lowering: Lowering, host: Host): boolean {
  const { current, disk: before } = entry;
  const disk = readVersion(lowering, host, entry.file.path);
  if (disk.key === before.key) return false;
  entry.disk = disk;
  if (current !== before && disk.key === current.key) return false; // the unsaved text was saved
  entry.current = disk;
  return true;
}
