#!/usr/bin/env node
// Runs the analysis over foreign code, with the invariant checker on every file: zero crashes, zero hangs. Build before.
//   node bench/corpus.mjs <dir>…              each directory as one project
//   node bench/corpus.mjs --files <dir>…      every file below, in programs of a hundred files: suites of tests, installed packages
//   … --files --mutate <n> <dir>…             n mutations of each file instead (cut off, tokens dropped, doubled, swapped, odd characters)
//   … --seed <n> --limit <files> --jobs <n>   other mutations; every so manieth file only; so many processes
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { listFiles, sample } from './corpus/files.mjs';
import { runProject } from './corpus/project.mjs';
import { runSuite } from './corpus/suite.mjs';

const MAX_BYTES = 1024 * 1024;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    files: { type: 'boolean', default: false },
    mutate: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    limit: { type: 'string', default: 'Infinity' },
    jobs: { type: 'string', default: '1' },
  },
});
const dirs = positionals.map((dir) => resolve(dir));
if (dirs.length === 0) console.error('usage: node bench/corpus.mjs [--files] [--mutate n] [--seed n] [--limit n] [--jobs n] <dir>…');
let failed = dirs.length === 0;
if (values.files) {
  // Larger files are skipped by a run, too, unless they are named.
  const files = sample(listFiles(dirs), Number(values.limit)).filter((file) => statSync(file).size <= MAX_BYTES);
  const totals = await runSuite(files, { mutations: Number(values.mutate), seed: Number(values.seed), jobs: Number(values.jobs) });
  failed = totals.broken + totals.hangs + totals.deaths > 0;
  console.log(JSON.stringify(totals, undefined, 2));
} else {
  for (const dir of dirs) failed = !runProject(dir) || failed;
}
process.exitCode = failed ? 1 : 0;
