import type { Host } from '../host.js';
import { isWithin, joinPath } from './paths.js';

/** Nothing that people write to configure a project is larger (bytes). */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * A host for files that configure a project: what lies outside of its tree, or is a link out of it, is not there, and what is far too large
 * throws instead of being read. A name in such a file is the author's, who may be anybody.
 */
export function boundToTree(host: Host, root: string): Host {
  const realRoot = realpathOf(host, root) ?? root;
  const isOutside = (path: string): boolean => {
    if (!isWithin(root, joinPath(path, '.'))) return true;
    const real = realpathOf(host, path);
    return real !== undefined && !isWithin(realRoot, real);
  };
  return {
    ...host,
    stat: (path) => {
      const stat = host.stat(path);
      return stat === undefined || isOutside(path) ? undefined : stat;
    },
    readText: (path) => {
      if ((host.stat(path)?.size ?? 0) > MAX_BYTES) throw new Error(`larger than ${MAX_BYTES / 1024 / 1024} MiB`);
      return host.readText(path);
    },
  };
}

function realpathOf(host: Host, path: string): string | undefined {
  try {
    return host.realpath(path);
  } catch {
    return undefined;
  }
}
