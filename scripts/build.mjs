#!/usr/bin/env node
/**
 * `npm run build`: modules into `build/`, for benches and scripts that look into rooms, and the package into `dist/`. The package is a few
 * files, since Node takes longer to find and load hundreds of small ones than to run what is in them: 0.2 s of every run.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'build');
const dist = join(root, 'dist');

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

// Threads are started from a file of their own, beside the code that starts them.
const ENTRIES = { index: 'index', 'cli/bin': 'cli/bin', 'lower-worker': 'analyzer/lower-worker' };
const bundle = await rolldown({
  input: Object.fromEntries(Object.entries(ENTRIES).map(([name, module]) => [name, join(modules, `${module}.js`)])),
  platform: 'node',
  external: (id) => /^[^./]/.test(id), // packages are the user's
});
rmSync(dist, { recursive: true, force: true });
await bundle.write({ dir: dist, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name].js' });
await bundle.close();

for (const file of typesFrom(join(modules, 'index.d.ts'))) copy(relative(modules, file));
copy('report/audit/page', (source) => !source.endsWith('.d.ts')); // what the report on a page runs in a browser

/** A file or folder of `build/` that is shipped as it is. */
function copy(path, filter = () => true) {
  mkdirSync(dirname(join(dist, path)), { recursive: true });
  cpSync(join(modules, path), join(dist, path), { recursive: true, filter });
}

/** The declarations that a declaration leads to, and itself. */
function typesFrom(entry) {
  const found = new Set([entry]);
  for (const file of found) {
    for (const { fileName } of ts.preProcessFile(readFileSync(file, 'utf8')).importedFiles)
      if (fileName.startsWith('.')) found.add(join(dirname(file), fileName.replace(/\.js$/, '.d.ts')));
  }
  return found;
}
