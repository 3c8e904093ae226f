#!/usr/bin/env node
// Whole process against whole process on the same files of a real tree; prints ratios of medians from one run.
// Usage: npm run bench -- <dir> [rounds] [--eslint]   (`--eslint` adds ESLint on the same files, once: it takes minutes)
// The tree is copied first, since one of its files is changed. Build before.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const bin = join(here, '..', 'dist', 'cli', 'bin.js');
const [given, repeat = '5'] = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const tree = resolve(given ?? join(here, '..', 'node_modules', 'typescript-eslint'));
const rounds = Number(repeat);
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'hidden-state-bench-')));
const dir = join(scratch, basename(tree));
const cache = join(scratch, 'cache');
const median = (xs) => [...xs].sort((a, b) => a - b)[xs.length >> 1];
/** Says at its end how long its threads were busy (µs), and how much memory it had at most (KiB). */
const SAYS = `process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stderr.write('\\nbusy ' + (userCPUTime + systemCPUTime) + '\\npeak ' + maxRSS + '\\n');
})`;
const probe = `data:text/javascript,${encodeURIComponent(SAYS)}`;

function timed(args) {
  const started = performance.now();
  const options = { cwd: dir, maxBuffer: 1 << 30, encoding: 'utf8' };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', probe, ...args], options);
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  return { ms: performance.now() - started, busy: figure(stderr, 'busy') / 1000, out: stdout, err: stderr };
}

/** A figure of `--stats`, or of the probe. */
const figure = (err, name) => Number(new RegExp(`^${name} +([\\d.]+)`, 'm').exec(err)?.[1]);

/** Results that were kept; the index stays. */
function forgetResults() {
  for (const name of readdirSync(cache)) if (name.startsWith('result-')) rmSync(join(cache, name));
}

const check = (...more) => [bin, 'check', '--strict', '--no-exit-code', '--no-progress', '--stats', ...more, '.'];
const row = (name, value, unit = '') => console.log(`${name.padEnd(46)}${value}${unit}`);
try {
  cpSync(tree, dir, { recursive: true, filter: (path) => path === tree || !/[\\/](node_modules|\.git)$/.test(path) });
  const { files, stats, root } = await listFiles();
  const list = join(scratch, 'files.txt');
  writeFileSync(list, files.join('\n'));
  const edited = files[files.length >> 1];
  const text = readFileSync(edited, 'utf8');
  const runs = { parse: [], cold: [], index: [], warm: [], changed: [] };
  timed(check('--cache-location', cache)); // fills the cache, and the file system's
  for (let i = 0; i < rounds; i++) {
    runs.parse.push(timed([join(here, 'parse.mjs'), list]));
    runs.cold.push(timed(check('--no-cache')));
    runs.warm.push(timed(check('--cache-location', cache)));
    forgetResults();
    runs.index.push(timed(check('--cache-location', cache)));
    writeFileSync(edited, `${text}\nexport const benched${i} = ${i};\n`);
    runs.changed.push(timed(check('--cache-location', cache)));
  }
  const mid = (name, key) => median(runs[name].map((run) => run[key]));
  const of = (name) => median(runs.cold.map(({ err }) => figure(err, name)));
  const time = (title, name) => row(title, `${mid(name, 'ms').toFixed(0)} ms`, ` (${mid(name, 'busy').toFixed(0)} ms of processors)`);
  const ratio = (title, a, b) =>
    row(title, (mid(a, 'ms') / mid(b, 'ms')).toFixed(2), ` (${(mid(a, 'busy') / mid(b, 'busy')).toFixed(2)} of processors)`);
  row('files', files.length);
  row('source characters', stats.chars);
  time('bare TypeScript parse', 'parse');
  time('cold', 'cold');
  time('one file changed', 'changed');
  time('warm, other questions (index alone)', 'index');
  time('warm, nothing changed', 'warm');
  ratio('cold / bare parse', 'cold', 'parse');
  ratio('one file changed / cold', 'changed', 'cold');
  ratio('warm / cold', 'warm', 'cold');
  row('(linking + all rules) / (parsing + lowering)', ((of('link') + of('detect')) / of('lower')).toFixed(2));
  for (const name of ['discover', 'lower', 'link', 'detect', 'rewrites']) row(`  of a cold run: ${name}`, `${of(name).toFixed(0)} ms`);
  row('representation, bytes / character', (stats.irBytes / stats.chars).toFixed(2));
  row('peak memory, cold', (of('peak') / 1024).toFixed(0), ' MiB');
  if (process.argv.includes('--eslint')) {
    for (const mode of ['untyped', 'typed']) {
      const { ms: took, out } = timed([join(here, 'peer.mjs'), mode, list, root]);
      const { fatal } = JSON.parse(out);
      row(`ESLint ${mode}`, took.toFixed(0), ` ms (${fatal} files it could not read)`);
      row(`cold / ESLint ${mode}`, (mid('cold', 'ms') / took).toFixed(3));
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** The files that a run analyses, and what it says about its own memory. */
async function listFiles() {
  const { analyze } = await import(new URL('../build/analyzer/index.js', import.meta.url));
  const { EMPTY_CONFIG, resolveConfig } = await import(new URL('../build/analyzer/config.js', import.meta.url));
  const { findRoot } = await import(new URL('../build/analyzer/project/index.js', import.meta.url));
  const { createNodeHost } = await import(new URL('../build/analyzer/host.js', import.meta.url));
  const root = findRoot(createNodeHost(), dir);
  const result = analyze({
    root,
    paths: [dir],
    config: resolveConfig(EMPTY_CONFIG, []),
    rules: [],
    certainty: 'likely',
  });
  return {
    root,
    files: result.files.map((file) => join(root, file)),
    stats: { chars: result.stats.sourceChars, irBytes: result.stats.irBytes },
  };
}
