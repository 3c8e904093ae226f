#!/usr/bin/env node
// Whole process against whole process on the same files of a real tree; prints ratios of medians from one run.
// Usage: npm run bench -- <dir> [rounds] [--eslint]   (`--eslint` adds ESLint on the same files, once: it takes minutes)
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const bin = join(here, '..', 'dist', 'cli', 'bin.js');
const [given, repeat = '5'] = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const dir = resolve(given ?? join(here, '..', 'node_modules', 'typescript-eslint'));
const rounds = Number(repeat);
const scratch = mkdtempSync(join(tmpdir(), 'hidden-state-bench-'));
const median = (xs) => [...xs].sort((a, b) => a - b)[xs.length >> 1];

function timed(args) {
  const started = performance.now();
  const out = execFileSync(process.execPath, args, { cwd: dir, maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'] });
  return { ms: performance.now() - started, out: out.toString() };
}

const check = (...more) => [bin, 'check', '--strict', '--no-exit-code', '--no-progress', ...more, '.'];
try {
  const { files, stats, root } = await listFiles();
  const list = join(scratch, 'files.txt');
  writeFileSync(list, files.join('\n'));
  const times = { parse: [], cold: [], warm: [] };
  const cache = join(scratch, 'cache');
  timed(check('--cache-location', cache)); // fills the cache, and the file system's
  for (let i = 0; i < rounds; i++) {
    times.parse.push(timed([join(here, 'parse.mjs'), list]).ms);
    times.cold.push(timed(check('--no-cache')).ms);
    times.warm.push(timed(check('--cache-location', cache)).ms);
  }
  const [parse, cold, warm] = [times.parse, times.cold, times.warm].map(median);
  const row = (name, value, unit = '') => console.log(`${name.padEnd(34)}${value}${unit}`);
  row('files', files.length);
  row('source characters', stats.chars);
  row('bare TypeScript parse', parse.toFixed(0), ' ms');
  row('cold', cold.toFixed(0), ' ms');
  row('warm', warm.toFixed(0), ' ms');
  row('cold / bare parse', (cold / parse).toFixed(2));
  row('warm / cold', (warm / cold).toFixed(2));
  row('representation, bytes / character', (stats.irBytes / stats.chars).toFixed(2));
  if (process.argv.includes('--eslint')) {
    for (const mode of ['untyped', 'typed']) {
      const { ms, out } = timed([join(here, 'peer.mjs'), mode, list, root]);
      const { fatal } = JSON.parse(out);
      row(`ESLint ${mode}`, ms.toFixed(0), ` ms (${fatal} files it could not read)`);
      row(`cold / ESLint ${mode}`, (cold / ms).toFixed(3));
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** The files that a run analyses, and what it says about its own memory. */
async function listFiles() {
  const { analyze } = await import(new URL('../dist/analyzer/index.js', import.meta.url));
  const { EMPTY_CONFIG, resolveConfig } = await import(new URL('../dist/analyzer/config.js', import.meta.url));
  const { findRoot } = await import(new URL('../dist/analyzer/project/index.js', import.meta.url));
  const { createNodeHost } = await import(new URL('../dist/analyzer/host.js', import.meta.url));
  const root = findRoot(createNodeHost(), dir);
  const result = analyze({
    root,
    paths: [dir],
    config: resolveConfig(EMPTY_CONFIG, []),
    rules: [],
    certainty: 'likely',
  });
  return {
    files: result.files.map((file) => join(root, file)),
    stats: { chars: result.stats.sourceChars, irBytes: result.stats.irBytes },
  };
}
