#!/usr/bin/env node
// How time and memory grow: over a quarter, half and the whole of a real tree, and over copies of it side by side in one
// workspace, whole process each. Prints time per megabyte of source against that of the smallest, and the peak memory.
// Usage: node bench/scale.mjs <dir> [files of the largest workspace, default 50000]
import { execFileSync } from 'node:child_process';
import { copyFileSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createNodeHost } from '../build/analyzer/host.js';
import { openProject } from '../build/analyzer/project/index.js';

const bin = fileURLToPath(new URL('../dist/cli/bin.js', import.meta.url));
const [given, wanted = '50000'] = process.argv.slice(2);
if (given === undefined) throw new Error('usage: node bench/scale.mjs <dir> [files]');
const dir = resolve(given);
const scratch = mkdtempSync(join(tmpdir(), 'hidden-state-scale-'));
/** Says at its end how much memory the process had at most. */
const probe = `process.on('exit', () => process.stderr.write('\\npeak ' + process.resourceUsage().maxRSS + '\\n'))`;

function measure(root) {
  const started = performance.now();
  const report = join(scratch, 'report.json');
  const out = join(scratch, 'stderr.txt');
  const args = ['--import', `data:text/javascript,${encodeURIComponent(probe)}`, bin];
  const check = ['check', '--strict', '--no-exit-code', '--no-cache', '--format', 'json', '-o', report, '.'];
  execFileSync('/bin/sh', ['-c', '"$0" "$@" 2>"$OUT"', process.execPath, ...args, ...check], {
    cwd: root,
    env: { ...process.env, OUT: out },
    maxBuffer: 1 << 28,
  });
  const ms = performance.now() - started;
  const { summary } = JSON.parse(readFileSync(report, 'utf8'));
  return { ms, files: summary.files, findings: summary.findings, peak: Number(/peak (\d+)/.exec(readFileSync(out, 'utf8'))[1]) / 1024 };
}

/** Hard links: fifty thousand files are not worth fifty thousand copies. */
function place(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

try {
  const project = openProject(createNodeHost(), {
    root: dir,
    paths: [dir],
    ignorePatterns: [],
    useGitignore: true,
    include: [],
    maxFileSize: 2 << 20,
  });
  const files = project.files.map(({ relative }) => relative).sort();
  const manifests = [...new Set(files.flatMap((file) => ancestors(file)))].flatMap((at) =>
    ['package.json', 'tsconfig.json'].map((name) => join(at, name)),
  );
  const bytes = (list) => list.reduce((sum, file) => sum + statSync(join(dir, file)).size, 0);
  const layOut = (list, root) => {
    for (const file of [...list, ...manifests])
      if (statSync(join(dir, file), { throwIfNoEntry: false })?.isFile()) place(join(dir, file), join(root, file));
  };
  const rows = [];
  for (const [name, share] of [
    ['a quarter', 4],
    ['half', 2],
    ['whole', 1],
  ]) {
    const part = files.slice(0, Math.ceil(files.length / share));
    const root = join(scratch, `part-${share}`);
    layOut(part, root);
    rows.push({ name, bytes: bytes(part), ...measure(root) });
    rmSync(root, { recursive: true });
  }
  const copies = Math.ceil(Number(wanted) / files.length);
  const root = join(scratch, 'copies');
  for (let i = 0; i < copies; i++) layOut(files, join(root, 'packages', `copy-${i}`));
  writeFileSync(join(root, 'package.json'), '{ "name": "copies", "private": true, "workspaces": ["packages/*"] }');
  rows.push({ name: `${copies} copies`, bytes: bytes(files) * copies, ...measure(root) });
  const pace = (row) => row.ms / row.bytes;
  for (const row of rows) {
    const columns = [
      row.name.padEnd(12),
      `${row.files} files`.padEnd(14),
      `${(row.bytes / 1e6).toFixed(1)} MB`.padEnd(10),
      `${(row.ms / 1000).toFixed(1)} s`.padEnd(9),
      `${(pace(row) / pace(rows[0])).toFixed(2)} x the time per byte`.padEnd(26),
      `${row.peak.toFixed(0)} MB at most`.padEnd(16),
      `${row.findings} findings`,
    ];
    console.log(columns.join(''));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** The directories above a file, the root as `.`. */
function ancestors(file) {
  const dirs = ['.'];
  for (let at = dirname(file); at !== '.'; at = dirname(at)) dirs.push(at);
  return dirs;
}
