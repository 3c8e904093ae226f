/** What the scripts of this folder share: where things are, writing files, and comparing generated ones. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The sections that each rule's page has, in this order. */
export const RULE_PAGE_SECTIONS = ['What it finds', 'Why it breaks', 'Bad and good code', 'The rewrite', 'Options', 'Known gaps'];

/** The ids of the rules: the folders of `src/rules`, sorted. */
export function listRuleIds() {
  return readdirSync(join(root, 'src/rules'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, 'src/rules', entry.name, 'index.ts')))
    .map((entry) => entry.name)
    .sort();
}

/** `no-module-state` → `noModuleState`. */
export const camelCase = (id) => id.replace(/-+(\w)/g, (_, letter) => letter.toUpperCase());

/** Writes new files; if one of them is there already, writes none and says which. */
export function scaffold(files) {
  const taken = Object.keys(files).filter((path) => existsSync(join(root, path)));
  if (taken.length > 0) fail(`already there: ${taken.join(', ')}`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`created ${path}`);
  }
}

/** Writes a generated file, or with `check` says whether it is what it should be. Answers whether it was up to date. */
export function generate(path, text, { check }) {
  const absolute = join(root, path);
  const isCurrent = existsSync(absolute) && readFileSync(absolute, 'utf8') === text;
  if (isCurrent) return true;
  if (check) {
    console.error(`${relative(root, absolute)} is out of date: run \`npm run generate\``);
  } else {
    writeFileSync(absolute, text);
    console.log(`wrote ${relative(root, absolute)}`);
  }
  return false;
}

export function fail(message) {
  console.error(message);
  process.exit(1);
}
