import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the code that is running, absolute. It is asked for each time: this is all that a bundler has to leave alone. */
const here = (): string => dirname(fileURLToPath(import.meta.url));

/**
 * The folder of this package, absolute. It is looked for, since modules lie elsewhere in what is built than in the source.
 * Throws where no folder above has a `package.json`.
 */
function ownPackage(): string {
  for (let folder = here(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) throw new Error(`there is no package.json above ${here()}`);
  }
}

/** The folder with all code of this package that runs, absolute: what was built, or the source. */
export function ownCode(): string {
  const root = ownPackage();
  return join(root, relative(root, here()).split(sep)[0]);
}

/** The text of a file of this package, by its path in it; undefined where it cannot be read. */
export function readOwn(path: string): string | undefined {
  try {
    return readFileSync(join(ownPackage(), path), 'utf8');
  } catch {
    return undefined;
  }
}

/** The version of this package; `unknown` where its manifest is gone. */
export function ownVersion(): string {
  const { version = 'unknown' } = JSON.parse(readOwn('package.json') ?? '{}') as { version?: string }; // our own
  return version;
}
