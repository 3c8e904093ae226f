import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { AnyRule } from '../../src/rules/define.js';
import { RULES } from '../../src/rules/index.js';
import { lint, makePlugin, scratch, writerIn, type Bench, type Message } from './lint.js';

const place = scratch();
afterAll(place.remove);

const CLIENT = `import axios from 'axios';\nexport const users = axios.create({ baseURL: 'https://users.internal' });\n`;
const BOUND = CLIENT.replace('}', ', timeout: 2000 }');
const route = (name: string): string => `import express from 'express';
import { users } from './clients.js';
const seen = new Map<string, object>();
const app = express();
app.get('/${name}/:id', async (req, res) => {
  const { data } = await users.get('/' + req.params.id);
  seen.set(req.params.id, data);
  res.json(seen.get(req.params.id));
});
`;
const FILES = ['a', 'b', 'c', 'd', 'e'].map((name) => `src/${name}.ts`);
const TEXTS: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'shop', type: 'module', dependencies: { axios: '^1', express: '^5' } }),
  'src/clients.ts': CLIENT,
  ...Object.fromEntries(FILES.map((file) => [file, route(file[4] ?? '')])),
  'src/a.test.ts': 'export {};\n',
  'node_modules/.keep': '',
};
/** Tests are linted, too, and are no part of the project. */
const ALL = ['src/clients.ts', ...FILES, 'src/a.test.ts'];

interface Project {
  readonly dir: string;
  write(file: string, text: string): void;
  /** A linter's process: the plugin, and how often its rules looked for anything. */
  process(whenIdle?: (work: () => void) => void): Process;
}

interface Process extends Bench {
  readonly looks: () => number;
  /** What is said of every file of a run. */
  run(files?: readonly string[]): Record<string, Message[]>;
  one(file: string, text?: string): Message[];
}

let count = 0;
function project(): Project {
  const dir = join(place.dir, `p${++count}`);
  const write = writerIn(dir);
  for (const [file, text] of Object.entries(TEXTS)) write(file, text);
  return {
    dir,
    write,
    process: (whenIdle) => {
      let looks = 0;
      const counted = RULES.map((rule): AnyRule => ({
        ...rule,
        detect: (...asked) => {
          looks += 1;
          return rule.detect(...asked);
        },
      }));
      const bench = makePlugin(counted, undefined, whenIdle);
      const one = (file: string, text?: string): Message[] => lint(bench.plugin, dir, file, text === undefined ? {} : { text });
      return {
        ...bench,
        looks: () => looks,
        one,
        run: (files = ALL) => Object.fromEntries(files.map((file) => [file, one(file)])),
      };
    },
  };
}

/** A project over which a linter has run once, and what it said. */
function linted(): Project & { readonly said: Record<string, Message[]> } {
  const made = project();
  const said = made.process().run();
  expect(Object.values(said).flat()).toHaveLength(1 + FILES.length);
  return { ...made, said };
}

const CACHE = 'node_modules/.cache/hidden-state';

describe('findings that an earlier run of the linter has kept', () => {
  it('are given again without a look at the project', () => {
    const { process, said } = linted();
    const second = process();
    expect(second.run()).toEqual(said);
    expect(second.looks()).toBe(0);
  });

  it('are those of the text on disk, and no others', () => {
    const { process } = linted();
    const typed = process();
    expect(typed.one('src/clients.ts', BOUND)).toEqual([]);
    expect(typed.looks()).toBeGreaterThan(0);
    expect(typed.one('src/clients.ts')).toHaveLength(1);
  });

  it('are worked out anew where a neighbour has changed, and kept anew', () => {
    const { process, write, said } = linted();
    write('src/clients.ts', BOUND);
    const second = process();
    expect(second.run()).toEqual({ ...said, 'src/clients.ts': [] });
    expect(second.looks()).toBeGreaterThan(0);
    const third = process();
    expect(third.run()).toEqual({ ...said, 'src/clients.ts': [] });
    expect(third.looks()).toBe(0);
  });

  it('are left once something changes while the linter runs', () => {
    const { process, write, said } = linted();
    const second = process();
    expect(second.one('src/clients.ts')).toEqual(said['src/clients.ts']);
    write('src/clients.ts', BOUND);
    second.clock.now += 60_000;
    expect(second.one('src/clients.ts')).toEqual([]);
  });

  it('are left once a file comes that was not there', () => {
    const { process, write, said } = linted();
    const second = process();
    expect(second.run()).toEqual(said);
    write('src/new.ts', route('new'));
    expect(second.one('src/new.ts')).toHaveLength(1);
    const third = process();
    expect(third.one('src/never-saved.ts', route('f'))).toHaveLength(1);
  });

  it('hold for the options that were asked then', () => {
    const { process, dir } = linted();
    const { plugin, looks } = process();
    lint(plugin, dir, 'src/clients.ts', { rules: { 'hidden-state/require-timeout': ['error', { certainty: 'likely' }] } });
    expect(looks()).toBe(0); // both certainties are kept
    lint(plugin, dir, 'src/clients.ts', { rules: { 'hidden-state/require-timeout': ['error', { longDefault: 1 }] } });
    expect(looks()).toBeGreaterThan(0);
  });

  it('are not believed where they are damaged', () => {
    const { process, dir, said } = linted();
    const kept = readdirSync(join(dir, CACHE)).filter((name) => name.startsWith('result-'));
    expect(kept).toHaveLength(1);
    const path = join(dir, CACHE, kept[0] ?? '');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('users', 'posts'));
    const second = process();
    expect(second.run()).toEqual(said);
    expect(second.looks()).toBeGreaterThan(0);
  });

  it('are not kept of texts that are not on disk', () => {
    const { process, dir } = project();
    const typing = process();
    typing.one('src/clients.ts', BOUND);
    typing.run([...FILES, 'src/a.test.ts']);
    expect(readdirSync(join(dir, CACHE))).toEqual(['index.bin']);
  });

  it('let an editor open the project before the first key is pressed', () => {
    const { process, dir, said } = linted();
    const idle: (() => void)[] = [];
    const { one, looks, reads } = process((work) => void idle.push(work));
    expect(one('src/clients.ts')).toEqual(said['src/clients.ts']);
    expect(looks()).toBe(0);
    expect(idle).toHaveLength(1);
    const neighbour = join(dir, 'src/a.ts');
    const before = reads.get(neighbour) ?? 0;
    idle[0]?.();
    expect(reads.get(neighbour)).toBe(before + 1);
    expect(one('src/clients.ts', BOUND)).toEqual([]);
    expect(reads.get(neighbour)).toBe(before + 1);
  });
});
