import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx)$/;

/** Every JavaScript and TypeScript file below the given directories, in one order on every machine; links are not followed. */
export function listFiles(dirs) {
  const found = [];
  const visit = (dir) => {
    const entries = readdirSync(dir, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(dir, entry.name);
      if (entry.isDirectory() && entry.name !== '.git' && entry.name !== '.cache') visit(path);
      else if (entry.isFile() && SOURCE.test(entry.name)) found.push(path);
    }
  };
  for (const dir of dirs) {
    if (statSync(dir).isDirectory()) visit(dir);
    else found.push(dir);
  }
  return found;
}

/** Every n-th file, so that not more than `limit` remain. */
export function sample(files, limit) {
  const step = Math.max(1, Math.ceil(files.length / limit));
  return files.filter((_, i) => i % step === 0);
}

/**
 * Whole packages, spread over all that are installed, until there are `limit` files: a file is not told apart from its neighbours. A package with more
 * than a quarter of that is left out, since it would be most of what is looked at.
 */
export function samplePackages(files, limit) {
  const packages = new Map();
  for (const file of files) {
    const name = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? '';
    if (!packages.has(name)) packages.set(name, []);
    packages.get(name).push(file);
  }
  const some = [...packages.values()].filter(({ length }) => length > 1 && length <= limit / 4);
  const all = some.reduce((sum, { length }) => sum + length, 0);
  const step = Math.max(1, Math.ceil(all / limit));
  return some.filter((_, i) => i % step === 0).flat();
}

export const readText = (path) => readFileSync(path, 'utf8');
