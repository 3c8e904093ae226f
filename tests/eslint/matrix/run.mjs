// Every fixture and two real packages under ESLint 8.57, 9 and 10, with espree and with @typescript-eslint/parser, typed and
// untyped, in both forms of configuration, and under oxlint: all have to say what the command line says.
// Run after the build: npm ci --prefix tests/eslint/matrix && node tests/eslint/matrix/run.mjs [linters] [eslintrc] [flat] [oxlint]
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tsParser from '@typescript-eslint/parser';
import ts from 'typescript';
import { fileActions } from './language-server.mjs';
import { createProjects, createScratch, finish, here, line, repository, same } from './project.mjs';

const started = performance.now();
const PREFIX = 'hidden-state';
const built = (file) => import(pathToFileURL(join(repository, 'dist', file)).href);
const { default: plugin, analyze } = await built('index.js');
const ids = Object.keys(plugin.rules);
const scratch = createScratch();
const projects = createProjects(scratch, ids);
const plain = projects.filter(({ rules }) => Object.keys(rules).length === 0);

try {
  for (const project of projects) project.expected = expectedIn(project);
  const total = projects.reduce((sum, { expected }) => sum + expected.length, 0);
  console.log(`${projects.length} projects, ${total} findings`);
  if (total < 20) throw new Error('that is too few for a comparison');
  commandLine(projects.at(-2));
  if (isWanted('linters')) await underLinters();
  if (isWanted('eslintrc')) {
    await legacy('eslint8', (m) => m.ESLint);
    await legacy('eslint9', (m) => m.loadESLint({ useFlatConfig: false }));
  }
  if (isWanted('flat')) {
    await flatExample('eslint8', createRequire(import.meta.url)('eslint8/use-at-your-own-risk').FlatESLint);
    for (const name of ['eslint9', 'eslint']) await flatExample(name, (await import(name)).ESLint);
  }
  if (isWanted('oxlint')) {
    underOxlint();
    await suggestions();
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
finish((performance.now() - started) / 60_000);

/** Parts may be named on the command line; without, all are run. */
function isWanted(part) {
  return process.argv.length === 2 || process.argv.includes(part);
}

/** What the programmatic interface says; `info` is nothing to a linter. */
function expectedIn({ dir }) {
  const { findings, errors } = analyze({ cwd: dir, certainty: 'likely' });
  if (errors.some(({ internal }) => internal)) throw new Error(JSON.stringify(errors));
  return findings.filter(({ severity }) => severity !== 'info').map((f) => fromResult(f));
}

function fromResult({ file, start, end, ruleId, certainty, message }) {
  return line({ file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column, rule: ruleId, certainty, message });
}

/** The command itself, once: its JSON is the same result. */
function commandLine({ name, dir, expected }) {
  const bin = join(repository, 'dist/cli/bin.js');
  const json = execFileSync(process.execPath, [bin, 'check', '--strict', '--no-exit-code', '--format', 'json'], {
    cwd: dir,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const found = JSON.parse(json).findings.filter(({ severity }) => severity !== 'info');
  same(
    `command, ${name}`,
    expected,
    found.map(({ range, ...finding }) => fromResult({ ...finding, ...range })),
  );
}

/** Levels and options as the project's own configuration has them. */
function rulesFor({ rules }, certainty) {
  return Object.fromEntries(
    ids.map((id) => {
      const [level, options] = [rules[id] ?? 'error'].flat();
      return [`${PREFIX}/${id}`, level === 'off' ? 'off' : ['error', { ...options, certainty }]];
    }),
  );
}

function fromMessages(file, proven, all) {
  const text = (m) => JSON.stringify([m.line, m.column, m.endLine, m.endColumn, m.ruleId, m.message, m.fatal]);
  const known = new Set(proven.map(text));
  return all.map((m) =>
    line({ ...m, file, rule: m.ruleId?.slice(PREFIX.length + 1), certainty: known.has(text(m)) ? 'proven' : 'likely' }),
  );
}

async function underLinters() {
  const names = projects.flatMap(({ dir, files }) => files.map((file) => join(dir, file)));
  const typed = ts.createProgram(names, { allowJs: true, noLib: true, noResolve: true, types: [], jsx: ts.JsxEmit.Preserve });
  const parsers = [
    ['espree', /\.[cm]?jsx?$/, { parserOptions: { ecmaFeatures: { jsx: true } } }],
    ['untyped', /./, { parser: tsParser }],
    ['typed', /./, { parser: tsParser, parserOptions: { programs: [typed] } }],
  ];
  for (const name of ['eslint8', 'eslint9', 'eslint']) {
    const { Linter } = await import(name);
    for (const [parser, files, languageOptions] of parsers) {
      for (const project of projects)
        underLinter(`ESLint ${Linter.version}, ${parser}, ${project.name}`, Linter, project, files, languageOptions);
    }
  }
}

function underLinter(face, Linter, project, wanted, languageOptions) {
  const { dir, expected } = project;
  const files = project.files.filter((file) => wanted.test(file));
  if (files.length === 0) return;
  const linter = new Linter({ cwd: dir, configType: 'flat' });
  const lint = (file, certainty) =>
    linter
      .verify(
        readFileSync(join(dir, file), 'utf8'),
        [
          {
            files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'],
            linterOptions: { reportUnusedDisableDirectives: 'off' },
            plugins: { [PREFIX]: plugin },
            languageOptions,
            rules: rulesFor(project, certainty),
          },
        ],
        join(dir, file),
      )
      .filter(({ ruleId, fatal }) => fatal || ruleId?.startsWith(`${PREFIX}/`)); // sources may switch rules off that are not here
  const seen = files.flatMap((file) => {
    const all = lint(file, 'likely');
    return all.length === 0 ? [] : fromMessages(file, lint(file, 'proven'), all);
  });
  same(
    face,
    expected.filter((l) => files.some((file) => l.startsWith(`${file} `))),
    seen,
  );
}

/** What the example of `.eslintrc` shows: what is proven, with the options' defaults. */
async function legacy(name, load) {
  copyFileSync(join(repository, '.eslintrc.example.json'), join(scratch, '.eslintrc.json'));
  const ESLint = await load(await import(name));
  for (const project of plain)
    await underClass(
      `ESLint ${ESLint.version}, .eslintrc.example.json, ${project.name}`,
      project,
      () => new ESLint({ cwd: project.dir, extensions: ['.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.tsx'] }),
    );
}

/** The example of `eslint.config.js`, in its own words but where ESLint 8 knows no `defineConfig`. */
async function flatExample(name, ESLint) {
  for (const project of plain.filter(({ expected }, i) => expected.length > 0 && i % 4 === 0)) {
    const file = name === 'eslint8' ? 'eslint.config.8.example.js' : 'eslint.config.example.js';
    const text = readFileSync(name === 'eslint8' ? join(here, file) : join(repository, file), 'utf8');
    writeFileSync(join(project.dir, 'eslint.config.mjs'), text.replace("'eslint/config'", `'${name}/config'`));
    await underClass(
      `${name}, ${file}, ${project.name}`,
      project,
      () => new ESLint({ cwd: project.dir, ...(name === 'eslint8' && { overrideConfigFile: join(project.dir, 'eslint.config.mjs') }) }),
    );
    rmSync(join(project.dir, 'eslint.config.mjs'));
  }
}

async function underClass(face, { dir, files, expected }, create) {
  const eslint = create();
  const patterns = files.filter((file) => file.startsWith('src')).map((file) => file.replaceAll(/[[\]()]/g, '\\$&'));
  const results = patterns.length === 0 ? [] : await eslint.lintFiles(patterns);
  const seen = results.flatMap(({ filePath, messages }) => {
    const own = messages.filter(({ ruleId, fatal }) => fatal || ruleId?.startsWith(`${PREFIX}/`));
    return fromMessages(relative(dir, filePath), own, own);
  });
  same(
    face,
    expected.filter((l) => l.startsWith('src') && / proven /.test(l)),
    seen,
  );
}

/** One run for all projects: each file is judged in the project that is nearest to it. */
function underOxlint() {
  const seen = oxlint('proven');
  const all = oxlint('likely');
  for (const { name, expected } of plain) {
    const marked = (all.get(name) ?? []).map((f) =>
      line({ ...f, certainty: (seen.get(name) ?? []).some((p) => line(p) === line(f)) ? 'proven' : 'likely' }),
    );
    same(`oxlint, ${name}`, expected, marked);
  }
}

function oxlint(certainty) {
  const config = join(scratch, '.oxlintrc.json');
  const rules = Object.fromEntries(ids.map((id) => [`${PREFIX}/${id}`, ['error', { certainty }]]));
  writeFileSync(
    config,
    JSON.stringify({
      jsPlugins: ['eslint-plugin-hidden-state'],
      categories: { correctness: 'off' },
      ignorePatterns: ['**/node_modules/**'],
      rules,
    }),
  );
  const found = new Map();
  for (const { filename, code, message, labels } of JSON.parse(runOxlint(['-c', config, '--disable-nested-config', '-f', 'json']))
    .diagnostics) {
    const [name, ...rest] = filename.split('/');
    const file = rest.join('/');
    const text = readFileSync(join(scratch, filename), 'utf8').replace(/^\uFEFF/, '');
    const bytes = Buffer.from(text);
    const [{ span }] = labels;
    const at = (offset) => {
      const before = bytes
        .subarray(0, offset)
        .toString()
        .split(/\r\n|[\n\r\u2028\u2029]/);
      return { line: before.length, column: before.at(-1).length + 1 };
    };
    const start = at(span.offset),
      end = at(span.offset + span.length);
    const rule = /^hidden-state\((.*)\)$/.exec(code ?? '')?.[1] ?? code;
    found.set(name, [...(found.get(name) ?? []), { file, ...start, endLine: end.line, endColumn: end.column, rule, message }]);
  }
  return found;
}

function runOxlint(args) {
  try {
    return execFileSync(join(here, 'node_modules/.bin/oxlint'), args, {
      cwd: scratch,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  } catch (error) {
    if (error.status === 1 && error.stdout) return error.stdout; // there are findings
    throw error;
  }
}

/** Suggestions of ESLint and of oxlint change a file alike, on the command line and in the editor. */
async function suggestions() {
  const dir = join(scratch, 'suggestions');
  const { createSuggesting } = await import('./suggesting.mjs');
  const file = join(dir, 'src/a.js');
  const { text, rewritten } = createSuggesting(dir, join(repository, 'build'));
  const config = join(dir, '.oxlintrc.json');
  const actions = await fileActions(join(here, 'node_modules/.bin/oxlint'), dir, file, text);
  same(
    'oxlint --lsp, suggestions',
    ['wrap the call'],
    actions.filter((title) => title === 'wrap the call'),
  );
  try {
    execFileSync(join(here, 'node_modules/.bin/oxlint'), ['-c', config, '--fix-suggestions', 'src'], { cwd: dir, stdio: 'pipe' });
  } catch (error) {
    if (error.status !== 1) throw error;
  }
  same('oxlint --fix-suggestions', [rewritten], [readFileSync(file, 'utf8')]);
}
