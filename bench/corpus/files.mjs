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

export const readText = (path) => readFileSync(path, 'utf8');
