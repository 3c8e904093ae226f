import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULES } from '../../src/rules/index.js';
import { rewritten } from './compose.js';
import { offersOf, storiesOf, type Files, type Offer } from './stories.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const dir = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'hidden-state-types-')));

/** The real packages where they are installed (`npm ci --prefix tests/types`, as CI does), else those that the repository itself has. */
const installed = [join(repository, 'tests/types/node_modules'), join(repository, 'node_modules')].filter((path) => fs.existsSync(path));

interface Case {
  readonly name: string;
  /** Folders below `dir` that hold the story before and after. */
  readonly before: string;
  readonly after: string;
  readonly offer: Offer;
}

const isCode = (file: string): boolean => /\.[cm]?[jt]sx?$/.test(file);

function write(folder: string, files: Files): void {
  for (const [file, text] of Object.entries(files)) {
    const path = join(dir, folder, file);
    fs.mkdirSync(dirname(path), { recursive: true });
    fs.writeFileSync(path, text);
  }
}

const cases = RULES.filter((rule) => rule.rewrite !== undefined).flatMap((rule) =>
  storiesOf(rule.id).flatMap((story) =>
    offersOf(story).map((offer, i): Case => {
      const before = `${rule.id}/${story.name}/before`;
      return {
        name: `${rule.id}: ${story.name}, ${offer.rewrite.title} (${i + 1})`,
        before,
        after: `${rule.id}/${story.name}/after-${i}`,
        offer,
      };
    }),
  ),
);

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: ['node'],
  strict: true,
  allowJs: true,
  checkJs: false,
  noEmit: true,
  skipLibCheck: true,
  esModuleInterop: true,
  jsx: ts.JsxEmit.Preserve,
  experimentalDecorators: true,
  allowImportingTsExtensions: true,
};

let complaints: ReadonlyMap<string, readonly string[]>;
let floating: ReadonlyMap<string, number>;

/** By file below `dir`: what the compiler says, without places. */
function check(program: ts.Program): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { file, code, messageText } of ts.getPreEmitDiagnostics(program)) {
    if (file === undefined) continue;
    const list = found.get(file.fileName) ?? [];
    found.set(file.fileName, list);
    list.push(`TS${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  }
  return found;
}

async function lint(program: ts.Program): Promise<Map<string, number>> {
  const eslint = new ESLint({
    cwd: dir,
    overrideConfigFile: true,
    ignore: false,
    allowInlineConfig: false,
    overrideConfig: [
      {
        files: ['**/*.{ts,tsx,js,jsx,mjs,cjs,mts,cts}'],
        languageOptions: { parser: tseslint.parser, parserOptions: { programs: [program], tsconfigRootDir: dir } },
        plugins: { '@typescript-eslint': tseslint.plugin },
        rules: { '@typescript-eslint/no-floating-promises': 'error' },
      },
    ],
  });
  const results = await eslint.lintFiles(['**/*.{ts,tsx,js,jsx,mjs,cjs,mts,cts}']);
  const fatal = results.flatMap(({ filePath, messages }) =>
    messages.filter((one) => one.fatal).map(({ message }) => `${filePath}: ${message}`),
  );
  if (fatal.length > 0) throw new Error(fatal.join('\n'));
  return new Map(results.map(({ filePath, messages }) => [filePath, messages.length]));
}

beforeAll(async () => {
  const written = new Set<string>();
  for (const { before, after, offer } of cases) {
    if (!written.has(before)) write(before, offer.story.files);
    written.add(before);
    write(after, rewritten(offer.story.files, offer.rewrite));
  }
  const modules = join(dir, 'node_modules');
  fs.mkdirSync(modules);
  for (const from of [...installed].reverse()) link(from, modules);
  const files = fs
    .readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((file) => isCode(file) && !file.startsWith('node_modules'))
    .map((file) => join(dir, file));
  const program = ts.createProgram(files, OPTIONS);
  complaints = check(program);
  floating = await lint(program);
}, 300_000);

/** Links each package of a folder, those in scopes one by one. */
function link(from: string, to: string): void {
  for (const name of fs.readdirSync(from)) {
    if (name.startsWith('.')) continue;
    if (name.startsWith('@')) {
      fs.mkdirSync(join(to, name), { recursive: true });
      link(join(from, name), join(to, name));
    } else {
      fs.rmSync(join(to, name), { force: true });
      fs.symlinkSync(join(from, name), join(to, name));
    }
  }
}

afterAll(() => fs.rmSync(dir, { recursive: true, force: true }));

/** Wrong whatever types are missing: syntax, a name that is unknown or declared twice. */
const IN_ANY_CASE = /^TS(?:1\d{3}|2300|2304|2448|2451|2454|2552) /;

/** A package that the rewrite's title tells people to install; where it is not installed here, its types are not looked at. */
const isAsked = ({ rewrite }: Offer, said: string): boolean => {
  const [, name] = /^TS2307 Cannot find module '([^']+)'/.exec(said) ?? [];
  return name !== undefined && new RegExp(`npm install(?: \\S+)* ${name}\\b`).test(rewrite.title);
};

describe('a rewritten story', () => {
  it('exists', () => {
    expect(cases.length).toBeGreaterThan(50);
  });

  it.each(cases)('type-checks if it did before: $name', ({ before, after, offer }) => {
    const files = Object.keys(offer.story.files).filter(isCode);
    const said = (folder: string): string[] => files.flatMap((file) => complaints.get(join(dir, folder, file)) ?? []);
    const was = said(before);
    const is = said(after).filter((one) => (was.length === 0 || (IN_ANY_CASE.test(one) && !was.includes(one))) && !isAsked(offer, one));
    expect(is, files.map((file) => fs.readFileSync(join(dir, after, file), 'utf8')).join('\n')).toEqual([]);
  });

  it.each(cases)('has no promise that floats more than before: $name', ({ before, after, offer }) => {
    for (const file of Object.keys(offer.story.files).filter(isCode))
      expect(floating.get(join(dir, after, file)) ?? 0, fs.readFileSync(join(dir, after, file), 'utf8')).toBeLessThanOrEqual(
        floating.get(join(dir, before, file)) ?? 0,
      );
  });
});
