#!/usr/bin/env node
// ESLint over a real tree, with and without the plugin, and what a keystroke costs; prints times and ratios, and asserts nothing.
// Usage: node bench/eslint.mjs <dir> [rounds] [--keys | --whole | --oxlint]. The tree is copied first. Build before.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { builtinRules } from 'eslint/use-at-your-own-risk';
import tseslint from 'typescript-eslint';
import { EMPTY_CONFIG, resolveConfig } from '../build/analyzer/config.js';
import { createNodeHost } from '../build/analyzer/host.js';
import { load } from '../build/analyzer/load.js';
import hiddenState, { analyze } from '../build/index.js';

const self = fileURLToPath(import.meta.url);
const repository = resolve(self, '../..');
const sorted = (xs) => [...xs].sort((a, b) => a - b);
const at = (xs, share) => sorted(xs)[Math.min(xs.length - 1, Math.floor(xs.length * share))];
const print = (name, value) => console.log(`${name.padEnd(44)}${value}`);

function compare(tree, rounds) {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'hidden-state-bench-')));
  const dir = join(scratch, basename(tree));
  cpSync(tree, dir, { recursive: true, filter: (path) => !/[\\/](node_modules|\.git)$/.test(path) });
  mkdirSync(join(dir, 'node_modules'), { recursive: true });
  symlinkSync(repository, join(dir, 'node_modules/eslint-plugin-hidden-state'));
  try {
    const { files } = analyze({ cwd: dir });
    writeFileSync(join(scratch, 'files.json'), JSON.stringify(files));
    writeFileSync(join(scratch, 'files.txt'), files.map((file) => join(dir, file)).join('\n'));
    print('files', files.length);
    const only = process.argv.find((arg) => arg.startsWith('--'));
    if (only === undefined || only === '--whole') wholeProject(dir, rounds);
    if (only === undefined || only === '--keys') keystrokes(dir);
    if (only === undefined || only === '--oxlint') oxlint(dir, scratch, rounds);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const forget = (dir) => rmSync(join(dir, 'node_modules/.cache'), { recursive: true, force: true });

function wholeProject(dir, rounds) {
  const runs = { without: [], cold: [], warm: [] };
  for (let i = 0; i < rounds; i++) {
    runs.without.push(run(dir, 'whole', 'without'));
    forget(dir);
    runs.cold.push(run(dir, 'whole', 'with'));
    runs.warm.push(run(dir, 'whole', 'with'));
  }
  const median = (list, key) =>
    at(
      list.map((one) => one[key]),
      0.5,
    );
  const show = (list) =>
    ['ms', 'cpu']
      .map(
        (key) =>
          `${key === 'ms' ? 'wall' : 'cpu'} ${median(list, key).toFixed(0)} ms (× ${(median(list, key) / median(runs.without, key)).toFixed(2)})`,
      )
      .join(', ');
  print('ESLint with @eslint/js recommended', show(runs.without));
  print('  and the plugin, first run', show(runs.cold));
  print('  and the plugin, warm index', show(runs.warm));
}

function keystrokes(dir) {
  writeFileSync(join(dir, '../chosen.json'), JSON.stringify(chosenIn(dir)));
  for (const mode of ['without', 'with']) {
    const { open, keys } = run(dir, 'keys', mode);
    print(`first file, ${mode} the plugin`, `${open.toFixed(0)} ms`);
    const show = (name, some) =>
      print(
        `${name}, ${mode} the plugin`,
        ['ms', 'cpu']
          .map((unit) => [unit, some.map((key) => key[unit])])
          .map(([unit, xs]) => `${unit === 'ms' ? 'wall' : 'cpu'} p50 ${at(xs, 0.5).toFixed(0)} p95 ${at(xs, 0.95).toFixed(0)} ms`)
          .join(', ') + ` (${some.length})`,
      );
    const groupsOf = (some, by) => [...new Set(some.map((key) => key[by]))].map((one) => [one, some.filter((key) => key[by] === one)]);
    for (const [pick, some] of groupsOf(keys, 'pick')) {
      show(`keystroke in ${pick}`, some);
      for (const [kind, ofKind] of groupsOf(some, 'kind')) show(`  ${kind}`, ofKind);
      if (pick === HARD) for (const [file, inFile] of groupsOf(some, 'file')) show(`  ${file}`, inFile);
    }
  }
}

const ANY = 'any file';
const HARD = 'the most imported and the largest';
/** Files of a project that are typed into, spread evenly over its list. */
const MANY = 60;

/** Files to type into: some of all that there are; then those that most others import, and the largest. */
function chosenIn(dir) {
  const { include, ignore, gitignore, maxFileSize } = resolveConfig(EMPTY_CONFIG, []);
  const { units } = load(createNodeHost(), { root: dir, named: [], include, ignore, gitignore, maxFileSize, cache: false });
  const importers = units.map(() => 0);
  for (const { targets } of units)
    for (const index of new Set(targets.flatMap((target) => (target.kind === 'unit' ? [target.unit] : [])))) importers[index] += 1;
  const one = ({ index, file, path }) => ({ file, importers: importers[index], size: readFileSync(path, 'utf8').length });
  const all = units.map(one);
  const by = (key) => [...all].sort((x, y) => y[key] - x[key]);
  const any = Array.from({ length: Math.min(MANY, all.length) }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / MANY)]);
  const hard = [...by('importers').slice(0, 6), ...by('size').slice(0, 2)];
  return [...any.map((file) => ({ ...file, pick: ANY })), ...hard.map((file) => ({ ...file, pick: HARD }))].filter(({ file }) => file);
}

function oxlint(dir, scratch, rounds) {
  const bin = join(repository, 'tests/eslint/matrix/node_modules/.bin/oxlint');
  const rules = Object.fromEntries(Object.keys(hiddenState.rules).map((id) => [`hidden-state/${id}`, 'warn']));
  writeFileSync(
    join(dir, '.oxlintrc.json'),
    JSON.stringify({
      jsPlugins: ['eslint-plugin-hidden-state'],
      categories: { correctness: 'off' },
      ignorePatterns: ['**/node_modules/**'],
      rules,
    }),
  );
  const times = { parse: [], oxlint: [] };
  try {
    for (let i = 0; i < rounds; i++) {
      times.parse.push(timed(process.execPath, [join(repository, 'bench/parse.mjs'), join(scratch, 'files.txt')], dir).ms);
      times.oxlint.push(timed(bin, ['-c', '.oxlintrc.json', '--disable-nested-config', '-f', 'json'], dir).ms);
    }
  } catch (error) {
    return print('oxlint', `not measured: ${String(error.message).split('\n')[0]}`);
  }
  const [parse, linted] = [at(times.parse, 0.5), at(times.oxlint, 0.5)];
  print('bare TypeScript parse', `${parse.toFixed(0)} ms`);
  print('oxlint with the plugin, warm index', `${linted.toFixed(0)} ms, × ${(linted / parse).toFixed(2)}`);
}

const run = (dir, ...what) => JSON.parse(timed(process.execPath, ['--max-old-space-size=4096', self, '--child', ...what], dir).out);

function timed(command, args, cwd) {
  const started = performance.now();
  const out = execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { ms: performance.now() - started, out };
}

async function child(what, mode) {
  const files = JSON.parse(readFileSync('../files.json', 'utf8'));
  const eslint = new ESLint({
    overrideConfigFile: true,
    errorOnUnmatchedPattern: false,
    overrideConfig: [
      {
        files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'],
        languageOptions: { parser: tseslint.parser, parserOptions: { ecmaFeatures: { jsx: true } } },
      },
      { rules: recommended() },
      ...(mode === 'with' ? [hiddenState.configs.recommended] : []),
    ],
  });
  const result = what === 'whole' ? await lintAll(eslint, files) : await type(eslint);
  process.stdout.write(JSON.stringify(result));
}

/** The same rules as in `@eslint/js`. */
const recommended = () =>
  Object.fromEntries([...builtinRules].filter(([, { meta }]) => meta.docs?.recommended).map(([id]) => [id, 'error']));

async function lintAll(eslint, files) {
  const started = performance.now();
  for (const file of files) await eslint.lintText(readFileSync(file, 'utf8'), { filePath: resolve(file) });
  const { user, system } = process.cpuUsage();
  return { ms: performance.now() - started, cpu: (user + system) / 1000 };
}

/** Opens files, and types into them: each text differs from the one before. */
async function type(eslint) {
  const keys = [];
  const lint = async (file, text) => {
    const started = performance.now();
    const before = process.cpuUsage();
    await eslint.lintText(text, { filePath: resolve(file) });
    const { user, system } = process.cpuUsage(before);
    return { ms: performance.now() - started, cpu: (user + system) / 1000 };
  };
  const chosen = JSON.parse(readFileSync('../chosen.json', 'utf8'));
  const open = await lint(chosen[0].file, readFileSync(chosen[0].file, 'utf8'));
  for (const { file, importers, size, pick } of chosen) {
    const text = readFileSync(file, 'utf8');
    const name = `${basename(file)}: ${size} characters, ${importers} importers`;
    await lint(file, text);
    for (const [kind, texts] of Object.entries(typings(text)))
      for (const typed of texts) keys.push({ kind, pick, file: name, ...(await lint(file, typed)) });
  }
  return { open: open.ms, keys };
}

/** What somebody types, one character after the other. */
function typings(text) {
  const grow = (typed, from) => Array.from({ length: typed.length - from }, (_, i) => typed.slice(0, from + i + 1));
  const body = /(?:\)|=>|\w) \{\n/.exec(text);
  const into = body === null ? text.length : body.index + body[0].length;
  return {
    'inside a function': grow('const typed = [1, 2];', 14).map((one) => `${text.slice(0, into)}${one}\n${text.slice(into)}`),
    'adding an import': grow("import { join } from 'node:path';", 27).map((one) => `${one}\n${text}`),
    'changing an export': grow('export const added = 12;', 19).map((one) => `${text}\n${one}\n`),
  };
}

const [first, second, third] = process.argv.slice(2).filter((arg) => arg === '--child' || !arg.startsWith('--'));
if (first === '--child') await child(second, third);
else if (first !== undefined) compare(resolve(first), Number(second ?? 3));
else console.error('usage: node bench/eslint.mjs <dir> [rounds]');
