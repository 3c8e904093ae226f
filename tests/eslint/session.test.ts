import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { analyze } from '../../src/analyze.js';
import { lint, makePlugin, scratch, writerIn, type Bench } from './lint.js';

const place = scratch();
afterAll(place.remove);

const CLIENT = `import axios from 'axios';\nexport const users = axios.create({ baseURL: 'https://users.internal' });\n`;
const BOUND = CLIENT.replace('}', ', timeout: 2000 }');
const ROUTE = `import express from 'express';
import { users } from './clients.js';
const app = express();
app.get('/users/:id', async (req, res) => {
  res.json((await users.get('/' + req.params.id)).data);
});
`;
const FILES = { 'src/clients.ts': CLIENT, 'src/route.ts': ROUTE };
const MANIFEST = JSON.stringify({ name: 'shop', type: 'module', dependencies: { axios: '^1', express: '^5' } });

interface Project extends Bench {
  readonly dir: string;
  write(file: string, text: string): void;
  /** The lines on which a file has findings. */
  lines(file: string, text?: string): number[];
  /** Lets time pass, so that the files are looked at again. */
  wait(): void;
}

let count = 0;
function project(files: Readonly<Record<string, string>> = FILES): Project {
  const dir = join(place.dir, `p${++count}`);
  const write = writerIn(dir);
  for (const [file, text] of Object.entries({ 'package.json': MANIFEST, ...files })) write(file, text);
  const bench = makePlugin();
  return {
    ...bench,
    dir,
    write,
    wait: () => void (bench.clock.now += 60_000),
    lines: (file, text) =>
      lint(bench.plugin, dir, file, text === undefined ? {} : { text }).map(({ line, fatal, message }) => {
        if (fatal === true) throw new Error(message);
        return line;
      }),
  };
}

/** Where the finding is: at the client that is made without a limit. */
const GUILTY = [2];

describe('a session', () => {
  it('reads and links a project once for all its files', () => {
    const { lines, reads, dir } = project();
    expect(lines('src/clients.ts')).toEqual(GUILTY);
    lines('src/route.ts');
    lines('src/clients.ts');
    expect(reads.get(join(dir, 'src/clients.ts'))).toBe(1);
    expect(reads.get(join(dir, 'src/route.ts'))).toBe(1);
  });

  it('believes the text that is handed over, not the file', () => {
    const { lines } = project();
    expect(lines('src/clients.ts', BOUND)).toEqual([]);
    expect(lines('src/clients.ts', `\n${CLIENT}`)).toEqual([3]);
    expect(lines('src/clients.ts')).toEqual(GUILTY);
  });

  it('shows unsaved text to the neighbours', () => {
    const wrapper = {
      'src/route.ts': ROUTE.replace('users.get(', 'get('),
      'src/clients.ts': 'export const get = fetch;\n',
    };
    const { lines } = project({
      ...wrapper,
      'src/route.ts': ROUTE.replace('users }', 'load }')
        .replace(/users\.get\([^)]*\)/, 'load()')
        .replace(').data)', '))'),
      'src/clients.ts': `export async function load() { return { a: 1 }; }\n`,
    });
    expect(lines('src/route.ts')).toEqual([]);
    const asks = `export async function load(url = 'https://x.internal', init = {}) { return fetch(url, init); }\n`;
    expect(lines('src/clients.ts', asks)).toEqual([1]);
  });

  it('notices neighbours that change, come and go', () => {
    const { lines, write, wait, dir } = project({
      'src/clients.ts': `import { options } from './options.js';\nimport axios from 'axios';\nexport const users = axios.create(options);\n`,
      'src/options.ts': 'export const options = { timeout: 1000 };\n',
      'src/route.ts': ROUTE,
    });
    expect(lines('src/clients.ts')).toEqual([]);
    write('src/options.ts', 'export const options = {};\n');
    expect(lines('src/clients.ts')).toEqual([]); // it does not look for every keystroke
    wait();
    expect(lines('src/clients.ts')).toEqual([3]);
    rmSync(join(dir, 'src/options.ts'));
    write('src/options/index.ts', 'export const options = { timeout: 5 };\n');
    wait();
    lines('src/route.ts');
    const direct = `import { options } from './options/index.js';\nimport axios from 'axios';\nexport const users = axios.create(options);\n`;
    expect(lines('src/clients.ts', direct)).toEqual([]);
  });

  it('takes what was saved over what was typed', () => {
    const { lines, write, wait } = project();
    expect(lines('src/clients.ts', BOUND)).toEqual([]);
    write('src/clients.ts', BOUND);
    wait();
    expect(lines('src/clients.ts')).toEqual([]);
    write('src/clients.ts', CLIENT);
    wait();
    expect(lines('src/clients.ts')).toEqual(GUILTY);
  });

  it('knows a file that was never saved, and keeps up when it is', () => {
    const { lines, write, wait } = project({ 'src/route.ts': ROUTE });
    expect(lines('src/route.ts')).toEqual([]);
    expect(lines('src/clients.ts', CLIENT)).toEqual(GUILTY);
    expect(lines('src/clients.ts', `\n\n${CLIENT}`)).toEqual([4]);
    write('src/clients.ts', BOUND);
    wait();
    expect(lines('src/route.ts')).toEqual([]);
    expect(lines('src/clients.ts', BOUND)).toEqual([]);
    expect(lines('src/clients.ts', CLIENT)).toEqual(GUILTY);
  });

  it('finds a file that has come since', () => {
    const { lines, write } = project({ 'src/route.ts': ROUTE });
    lines('src/route.ts');
    write('src/clients.ts', CLIENT);
    expect(lines('src/clients.ts')).toEqual(GUILTY);
  });

  it.each(['tests/clients.ts', 'scripts/clients.ts', 'src/clients.test.ts', 'dist/clients.js', 'webpack.config.js'])(
    'is silent about %s, as the command line is',
    (file) => {
      const { lines } = project({ ...FILES, [file]: CLIENT });
      expect(lines(file)).toEqual([]);
      expect(lines(file, `${CLIENT}\n`)).toEqual([]);
    },
  );

  it('reads which files count from the configuration, also when that changes', () => {
    const { lines, write, wait } = project({
      ...FILES,
      'hidden-state.config.json': '{ "ignore": ["src/clients.ts"] }',
    });
    expect(lines('src/clients.ts')).toEqual([]);
    write('hidden-state.config.json', '{ "rules": { "require-timeout": "off" } }');
    wait();
    expect(lines('src/clients.ts')).toEqual(GUILTY); // rules are switched on and off in ESLint
  });

  it('says what is wrong with the configuration, and goes on when it is mended', () => {
    const { lines, write } = project({ ...FILES, 'hidden-state.config.json': '{ "ignored": [] }' });
    expect(() => lines('src/clients.ts')).toThrow(/ignored/);
    write('hidden-state.config.json', '{}');
    expect(lines('src/clients.ts')).toEqual(GUILTY);
  });

  it('outlives files that cannot be parsed', () => {
    const { lines, notes } = project({ ...FILES, 'src/broken.ts': 'export const = ;', 'src/deep.ts': '('.repeat(9e4) });
    expect(lines('src/clients.ts')).toEqual(GUILTY);
    expect(notes).toEqual([]);
  });

  it('keeps its index beside the installed packages, and uses it', () => {
    const { lines, dir } = project({ ...FILES, 'node_modules/.keep': '' });
    expect(lines('src/clients.ts')).toEqual(GUILTY);
    const index = join(dir, 'node_modules/.cache/hidden-state/index.bin');
    const before = readFileSync(index);
    expect(lint(makePlugin().plugin, dir, 'src/clients.ts')).toHaveLength(1);
    expect(readFileSync(index).equals(before)).toBe(true);
  });

  it('shares its index with the command line, both ways', () => {
    const count = Object.keys(FILES).length;
    const first = project({ ...FILES, 'node_modules/.keep': '' });
    first.lines('src/clients.ts');
    expect(analyze({ cwd: first.dir, cache: true }).stats).toMatchObject({ parsed: 0, fromCache: count });
    const second = project({ ...FILES, 'node_modules/.keep': '' });
    expect(analyze({ cwd: second.dir, cache: true }).stats).toMatchObject({ parsed: count, fromCache: 0 });
    const index = join(second.dir, 'node_modules/.cache/hidden-state/index.bin');
    const before = statSync(index);
    expect(second.lines('src/clients.ts')).toEqual(GUILTY);
    expect(statSync(index).ino).toBe(before.ino); // nothing was parsed, so nothing was written
  });

  it('keeps it in memory where nothing is installed', () => {
    const { lines, dir, notes } = project();
    expect(lines('src/clients.ts')).toEqual(GUILTY);
    expect(existsSync(join(dir, 'node_modules'))).toBe(false);
    expect(notes).toEqual([]);
  });

  it('works without a place to write, and says so once', () => {
    const { lines, dir, notes, wait, write } = project({ ...FILES, 'node_modules/.cache': 'a file is in the way' });
    chmodSync(join(dir, 'node_modules/.cache'), 0o444);
    expect(lines('src/clients.ts')).toEqual(GUILTY);
    write('src/more.ts', 'export {};\n');
    wait();
    expect(lines('src/clients.ts')).toEqual(GUILTY);
    expect(notes).toEqual([expect.stringContaining('could not be written')]);
  });

  it('forgets nothing between two projects', () => {
    const first = project();
    const other = join(place.dir, 'other');
    mkdirSync(join(other, 'src'), { recursive: true });
    writeFileSync(join(other, 'package.json'), MANIFEST);
    writeFileSync(join(other, 'src/clients.ts'), BOUND);
    expect(first.lines('src/clients.ts')).toEqual(GUILTY);
    expect(lint(first.plugin, other, 'src/clients.ts')).toEqual([]);
    expect(first.lines('src/clients.ts')).toEqual(GUILTY);
  });
});
