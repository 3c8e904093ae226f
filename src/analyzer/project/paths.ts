import { posix } from 'node:path';

/** The directory of a path; of a root, the root itself. */
export function dirOf(path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return path;
  if (slash === 0) return '/';
  return path.slice(0, slash);
}

/** The last segment of a path. */
export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Joins and normalises, without a trailing slash; an absolute second part replaces the first. */
export function joinPath(dir: string, path: string): string {
  const joined = isAbsolutePath(path) ? posix.normalize(path) : posix.join(dir, path);
  return joined.length > 1 && joined.endsWith('/') ? joined.slice(0, -1) : joined;
}

/** Whether a path starts at a root, POSIX or Windows (`C:/`). */
export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:\//.test(path);
}

/** Whether a path is a directory or lies in it. */
export function isWithin(dir: string, path: string): boolean {
  return path === dir || path.startsWith(dir.endsWith('/') ? dir : `${dir}/`);
}

/** A path as seen from a directory; `''` for the directory itself. */
export function relativeTo(dir: string, path: string): string {
  if (path === dir) return '';
  if (isWithin(dir, path)) return path.slice(dir.endsWith('/') ? dir.length : dir.length + 1);
  const from = dir.split('/').filter(Boolean);
  const to = path.split('/').filter(Boolean);
  let common = 0;
  while (common < from.length && common < to.length && from[common] === to[common]) common++;
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/');
}

/** A directory and every directory above it, the nearest first, up to `top` or to the file system's root. */
export function ancestorsOf(dir: string, top?: string): string[] {
  const found: string[] = [];
  for (let at = dir; ; at = dirOf(at)) {
    found.push(at);
    if (at === top || dirOf(at) === at) return found;
  }
}

/** Order by code unit, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
