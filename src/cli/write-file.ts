import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Writes beside the file and renames, so that nobody ever reads half a report and a failure leaves the old one. A link is
 * followed; a device or a pipe (`/dev/stderr`) is written to, never replaced.
 */
export function writeFileAtomically(path: string, text: string): void {
  const stat = fs.statSync(path, { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isFile() && !stat.isDirectory()) return fs.writeFileSync(path, text);
  const target = stat === undefined ? path : fs.realpathSync(path);
  fs.mkdirSync(dirname(target), { recursive: true });
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    fs.writeFileSync(temporary, text, { flag: 'wx', ...(stat !== undefined && { mode: stat.mode }) });
    fs.renameSync(temporary, target);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Writes several files: all beside theirs first, then each is renamed. Whoever is stopped in between leaves every file old or new, none half; what
 * cannot be written leaves all of them old.
 */
export function writeFilesAtomically(texts: ReadonlyMap<string, string>): void {
  const written: { temporary: string; target: string }[] = [];
  try {
    for (const [path, text] of texts) {
      const target = fs.realpathSync(path);
      const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
      fs.writeFileSync(temporary, text, { flag: 'wx', mode: fs.statSync(target).mode });
      written.push({ temporary, target });
    }
    for (const { temporary, target } of written) fs.renameSync(temporary, target);
  } finally {
    for (const { temporary } of written) fs.rmSync(temporary, { force: true });
  }
}
