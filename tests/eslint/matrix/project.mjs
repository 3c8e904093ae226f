// The projects that every linter is run on: all fixtures, and two packages from npm that ship their sources.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = fileURLToPath(new URL('.', import.meta.url));
export const repository = resolve(here, '../../..');

const SOURCE = /\.[cm]?[jt]sx?$/;
const PACKAGES = ['@grpc/grpc-js', '@sveltejs/kit'];

/** A directory outside the repository, where the plugin is installed as a link to the repository. */
export function createScratch() {
  if (existsSync(join(tmpdir(), 'package.json'))) throw new Error(`${tmpdir()} holds a package.json: choose another TMPDIR`);
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'hidden-state-matrix-')));
  const modules = join(scratch, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(join(here, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(here, 'node_modules', name), join(modules, name));
  }
  symlinkSync(repository, join(modules, 'eslint-plugin-hidden-state'));
  return scratch;
}

/** Copies everything, and answers what there is: `{ name, dir, files, options }`. */
export function createProjects(scratch, ruleIds) {
  const fixtures = join(repository, 'tests/fixtures');
  const stories = ruleIds.flatMap((id) => readdirSync(join(fixtures, id)).map((story) => [`${id}--${story}`, join(fixtures, id, story)]));
  const packages = PACKAGES.map((name) => [name.replace('/', '--'), join(here, 'node_modules', name)]);
  return [...stories, ...packages].map(([name, from]) => {
    const dir = join(scratch, name);
    cpSync(from, dir, { recursive: true, filter: (path) => !/[\\/](build|types|node_modules)$/.test(path.slice(from.length)) });
    if (!existsSync(join(dir, 'package.json'))) writeFileSync(join(dir, 'package.json'), '{}\n');
    const config = join(dir, 'hidden-state.config.json');
    const rules = existsSync(config) ? (JSON.parse(readFileSync(config, 'utf8')).rules ?? {}) : {};
    const files = readdirSync(dir, { recursive: true }).filter((file) => SOURCE.test(file) && !/\.d\.[cm]?ts$/.test(file));
    return { name, dir, rules, files: files.sort() };
  });
}

/** One finding as a line of text, the same from every face. */
export const line = ({ file, line: at, column, endLine, endColumn, rule, certainty, message }) =>
  `${file} ${at}:${column}-${endLine}:${endColumn} ${rule} ${certainty} ${message}`;

let failed = 0;
let passed = 0;

/** Compares two lists of lines, and says where they differ. */
export function same(face, expected, actual) {
  const missing = expected.filter((l) => !actual.includes(l));
  const extra = actual.filter((l) => !expected.includes(l));
  const isSame = missing.length + extra.length === 0 && expected.length === actual.length;
  if (isSame) passed += 1;
  else failed += 1;
  if (!isSame) console.error(`${face}: differs from the command line`, { missing, extra });
  return isSame;
}

export function finish(minutes) {
  console.log(`${passed} comparisons equal, ${failed} different, in ${minutes.toFixed(1)} min`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
