#!/usr/bin/env node
// Where the engine's knowledge ends: syntax that has no lowering, calls and values whose trail ends, counted over the fixtures, the example
// and every so manieth of the installed packages. Build before.
//   node bench/coverage.mjs            writes docs/coverage.md
//   node bench/coverage.mjs --check    fails where a share has grown by more than half a point
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createMemoryHost } from '../build/analyzer/host.js';
import { Op } from '../build/analyzer/ir/ops.js';
import { calleeOf } from '../build/analyzer/link/calls.js';
import { createLibrary } from '../build/analyzer/link/library.js';
import { Program } from '../build/analyzer/link/program.js';
import { load } from '../build/analyzer/load.js';
import { MODELS } from '../build/analyzer/models/index.js';
import { listFiles, samplePackages } from './corpus/files.mjs';

const ts = createRequire(import.meta.url)('typescript');
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGE = join(ROOT, 'docs/coverage.md');
/** Files in one program, and files of packages in all. */
const BATCH = 200;
const PACKAGE_FILES = 300;
/** Points of a share that may come and go with the code that is measured. */
const TOLERANCE = 0.5;
/** Classes that are smaller stand in no row of their own (percent). */
const LEAST = 0.2;

const CORPORA = {
  'fixtures and example': listFiles([join(ROOT, 'tests/fixtures'), join(ROOT, 'examples')]).filter(
    (file) => !file.includes('/node_modules/'),
  ),
  'installed packages': samplePackages(
    listFiles([join(ROOT, 'node_modules')]).filter((file) => !/\.d\.[cm]?ts$|[.-]min\.|eslint-plugin-hidden-state/.test(file)),
    PACKAGE_FILES,
  ),
};

const count = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);

function measure(files) {
  const found = { syntax: new Map(), callees: new Map(), trails: new Map() };
  for (let i = 0; i < files.length; i += BATCH) measureBatch(files.slice(i, i + BATCH), found);
  return found;
}

function measureBatch(files, found) {
  const texts = { '/p/package.json': '{}' };
  // Under their own names, so that imports between them lead somewhere.
  for (const file of files) texts[`/p/src/${file.slice(ROOT.length).replaceAll('node_modules', 'packages')}`] = readFileSync(file, 'utf8');
  const named = Object.keys(texts)
    .slice(1)
    .filter((path) => texts[path].length < 200_000);
  const options = { root: '/p', named, include: [], ignore: [], gitignore: false, maxFileSize: 200_000, cache: false };
  const { units } = load(createMemoryHost(texts), options);
  const program = new Program(units, createLibrary(MODELS), { withClient: true });
  for (const unit of units) {
    const kindAt = kinds(unit, texts[unit.path]);
    for (let fn = 0; fn < unit.ir.count('functions'); fn++) {
      const [start, end] = unit.ir.fnCode(fn);
      for (let v = start; v < end; v = unit.ir.next(v)) {
        count(found.syntax, unit.ir.op(v) === Op.unknown ? kindAt(v) : '');
        if (unit.ir.op(v) !== Op.call) continue;
        count(found.callees, endOf(calleeOf(program, { unit, value: v, env: null })));
        for (let at = 2; at < unit.ir.operandCount(v); at++) count(found.trails, endOf(program.value(unit, unit.ir.operand(v, at))));
      }
    }
  }
}

/** Which syntax an instruction stands for. The tree is made where it is first asked for. */
function kinds({ ir, path }, text) {
  let tree;
  return (v) => {
    tree ??= ts.createSourceFile(path, text.replace(/^\uFEFF/, ''), ts.ScriptTarget.Latest, false);
    const [start, end] = [ir.start(v), ir.end(v)];
    const visit = (node) => {
      if (node.end < end || node.pos > start) return undefined;
      return (node.end === end && node.getStart(tree) === start ? node : undefined) ?? ts.forEachChild(node, visit);
    };
    const node = ts.forEachChild(tree, visit);
    return node === undefined ? 'missing syntax' : ts.SyntaxKind[node.kind];
  };
}

/** How a trail ends: empty where it leads to something that is known. */
function endOf(v) {
  switch (v.k) {
    case 'unknown':
      return v.why.replace(/`[^`]*`/g, '`…`');
    case 'param':
      return 'a parameter that no known caller gives';
    case 'pkg':
      return 'a package that no model describes';
    case 'join':
      return v.arms.some((arm) => endOf(arm) !== '') ? 'one of several, some of which are not known' : '';
    default:
      return '';
  }
}

/** Percent of all, by class, the largest first; what leads somewhere is no class. */
function shares(counts) {
  const all = [...counts.values()].reduce((sum, n) => sum + n, 0);
  const rows = [...counts].filter(([name]) => name !== '').map(([name, n]) => [name, (100 * n) / all]);
  const large = rows.filter(([, share]) => share >= LEAST).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const rest = rows.filter(([, share]) => share < LEAST).reduce((sum, [, share]) => sum + share, 0);
  return [...large, ['everything else', rest], ['**all that is not known**', rows.reduce((sum, [, share]) => sum + share, 0)]];
}

const TITLES = {
  syntax: 'Instructions that stand for syntax without a lowering',
  callees: 'Calls, by where the trail of the callee ends',
  trails: 'Arguments, by where their trail ends',
};

function render(measured) {
  const parts = [
    '# Where the engine’s knowledge ends\n',
    'Percent, over the fixtures with the example, and over a sample of the installed packages. What is not known is never reported; each row is a\nclass of silence. `node bench/coverage.mjs` writes this page, and CI keeps every share from growing by more than half a point.\n',
  ];
  for (const [what, title] of Object.entries(TITLES)) {
    parts.push(`## ${title}\n`);
    for (const [corpus, found] of Object.entries(measured)) {
      parts.push(`### ${title}: ${corpus}\n`);
      parts.push(
        [
          '| class | percent |',
          '| --- | --- |',
          ...shares(found[what]).map(([name, share]) => `| ${name} | ${share.toFixed(1)} |`),
          '',
        ].join('\n'),
      );
    }
  }
  return parts.join('\n');
}

/** Shares of a page, by heading and class. */
function parse(page) {
  const found = new Map();
  let heading = '';
  for (const line of page.split('\n')) {
    if (line.startsWith('### ')) heading = line.slice(4);
    const row = /^\| (.+?) +\| +([\d.]+) +\|$/.exec(line);
    if (row) found.set(`${heading}: ${row[1]}`, Number(row[2]));
  }
  return found;
}

const measured = Object.fromEntries(Object.entries(CORPORA).map(([name, files]) => [name, measure(files)]));
const page = render(measured);
if (process.argv.includes('--check')) {
  const known = parse(readFileSync(PAGE, 'utf8'));
  const grown = [...parse(page)].filter(([key, share]) => share > (known.get(key) ?? 0) + TOLERANCE);
  for (const [key, share] of grown) console.error(`${key}: ${share} %, and it was ${known.get(key) ?? 'less than 0.2'} %`);
  if (grown.length > 0) console.error('mend the class, or say in the change why it grows and run `node bench/coverage.mjs`');
  process.exitCode = grown.length > 0 ? 1 : 0;
} else {
  const { format, resolveConfig } = await import('prettier');
  writeFileSync(PAGE, await format(page, { ...(await resolveConfig(PAGE)), parser: 'markdown' }));
}
