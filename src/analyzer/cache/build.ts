import { hash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ownCode, ownVersion } from '../../own-package.js';

/**
 * Names the code that is running: the version of an installed package; in a checkout, where the version stays while the code changes,
 * also every file's size and time of change.
 */
export function ownBuild(): string {
  const code = ownCode(),
    version = ownVersion();
  if (/[\\/]node_modules[\\/]/.test(code)) return version;
  const files = readdirSync(code, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.d)\.[jt]s$/.test(file));
  const states = files.sort().map((file) => {
    const { size, mtimeMs } = statSync(join(code, file));
    return `${file} ${size} ${mtimeMs}`;
  });
  return `${version} ${hash('sha1', states.join('\n'))}`;
}
