/** A file or directory that is not analysed, relative to the project's root. */
export interface LeftOut {
  readonly file: string;
  readonly directory: boolean;
}

/** Says of a path relative to the root whether it, or a directory above it, was left out. */
export function knowsLeftOut(skipped: readonly LeftOut[]): (relative: string) => boolean {
  const files = new Set(skipped.map(({ file }) => file));
  const dirs = new Set(skipped.flatMap(({ file, directory }) => (directory ? [file] : [])));
  return (relative) => {
    if (files.has(relative)) return true;
    for (let i = relative.indexOf('/'); i >= 0; i = relative.indexOf('/', i + 1)) if (dirs.has(relative.slice(0, i))) return true;
    return false;
  };
}
