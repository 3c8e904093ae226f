import ignore, { type Ignore } from 'ignore';
import type { Host } from '../host.js';
import { ancestorsOf, dirOf, isWithin, relativeTo } from './paths.js';

/** Says which paths `.gitignore` files leave out. */
export interface GitIgnore {
  /** Whether a path is ignored, its parents not asked: a walk does not enter an ignored directory. */
  ignores(path: string, isDir: boolean): boolean;
}

interface Scope {
  readonly rules: Ignore | undefined;
}

/**
 * Reads `.gitignore` files as they are met: those above the project's root up to the repository's, `.git/info/exclude`, and
 * nested ones. Deeper patterns are rewritten to start at the repository's root, so that one list answers, in git's order.
 */
export function createGitIgnore(host: Host, root: string): GitIgnore {
  const base = ancestorsOf(root).find((dir) => host.stat(`${dir}/.git`) !== undefined) ?? root;
  const scopes = new Map<string, Scope>();

  const read = (dir: string, above: Scope): Scope => {
    const file = `${dir}/.gitignore`;
    const exclude = dir === base ? `${dir}/.git/info/exclude` : undefined;
    const lines = [exclude, file].flatMap((path) => (path === undefined ? [] : readLines(host, path)));
    if (lines.length === 0) return above;
    const rules = ignore({ ignorecase: false });
    if (above.rules !== undefined) rules.add(above.rules);
    return { rules: rules.add(lines.map((line) => rebase(line, relativeTo(base, dir)))) };
  };

  const scopeOf = (dir: string): Scope => {
    const known = scopes.get(dir);
    if (known !== undefined) return known;
    const above = dir === base || !isWithin(base, dir) ? { rules: undefined } : scopeOf(dirOf(dir));
    // A checkout kept in an ignored directory of another repository: only what lies below its root counts.
    const outer = dir === root && dir !== base && above.rules?.ignores(`${relativeTo(base, dir)}/`) === true;
    const scope = read(dir, outer ? { rules: undefined } : above);
    scopes.set(dir, scope);
    return scope;
  };

  return {
    ignores(path, isDir) {
      if (path === base || !isWithin(base, path)) return false;
      const rules = scopeOf(dirOf(path)).rules;
      return rules !== undefined && rules.ignores(relativeTo(base, path) + (isDir ? '/' : ''));
    },
  };
}

/** No such file that people write is larger (bytes). */
const MAX_BYTES = 1024 * 1024;
/** Patterns become regular expressions, and each further wildcard in a segment makes them slower by the length of a name. */
const MAX_WILDCARDS = 4;

/** Can a pattern be matched in time that does not depend on how it is written? `**` is whole segments. */
export const isTame = (pattern: string): boolean =>
  pattern.split('/').every((segment) => segment === '**' || (segment.match(/\*+/g)?.length ?? 0) <= MAX_WILDCARDS);

function readLines(host: Host, file: string): string[] {
  const stat = host.stat(file);
  if (stat?.kind !== 'file' || stat.size > MAX_BYTES) return [];
  try {
    return host
      .readText(file)
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
      .filter(isTame);
  } catch {
    return []; // unreadable: nothing is ignored by it
  }
}

/** One line of a nested `.gitignore` as a line of the repository's own. */
function rebase(line: string, dir: string): string {
  if (dir === '' || line.trim() === '' || line.startsWith('#')) return line;
  const negative = line.startsWith('!');
  const body = (negative ? line.slice(1) : line).replace(/^\\([#!])/, '$1');
  const prefix = dir.replace(/[\\*?[\]!# ]/g, '\\$&');
  const anchored = body.trimEnd().replace(/\/$/, '').includes('/');
  return `${negative ? '!' : ''}/${prefix}/${anchored ? body.replace(/^\//, '') : `**/${body}`}`;
}
