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
