import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_CONFIG, resolveConfig } from '../../src/analyzer/config.js';
import { ConfigError, loadConfig } from '../../src/analyzer/config/read.js';
import { createNodeHost, type Host } from '../../src/analyzer/host.js';
import { analyze, type AnalysisInput, type Result } from '../../src/analyzer/index.js';
import { isTame } from '../../src/analyzer/project/gitignore.js';
import { RULES } from '../../src/rules/index.js';

const GUILTY = `import '@/none';\nexport const load = async (key) => (await fetch('https://example.com/' + key)).json();\n`;

let base: string;
let root: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'hostile-')).replaceAll('\\', '/');
  root = `${base}/project`;
  write('package.json', '{"name":"p"}');
  write('src/a.js', GUILTY);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function write(file: string, text: string): void {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The disk, and every path whose content was taken from it. */
function watched(): { readonly host: Host; readonly read: string[] } {
  const disk = createNodeHost();
  const read: string[] = [];
  const noting =
    <T>(take: (path: string) => T) =>
    (path: string): T => {
      read.push(disk.realpath(path));
      return take(path);
    };
  return {
    read,
    host: {
      ...disk,
      readText: noting(disk.readText),
      readBytes: noting((path) => disk.readBytes?.(path) ?? new Uint8Array()),
      readDir: noting(disk.readDir),
    },
  };
}

/** Analyses the project, and holds that nothing outside of it was read. */
function run(more: Partial<AnalysisInput> = {}): Result {
  const { host, read } = watched();
  const real = host.realpath(root);
  const result = analyze({
    root,
    host,
    config: resolveConfig(EMPTY_CONFIG, RULES),
    rules: RULES,
    certainty: 'likely',
    inventory: true,
    ...more,
  });
  expect(read.filter((path) => path !== real && !path.startsWith(`${real}/`))).toEqual([]);
  expect(result.errors.filter((error) => error.internal)).toEqual([]);
  return result;
}

const filesWithFindings = (result: Result): string[] => [...new Set(result.findings.map(({ file }) => file))];

describe('files that are none', () => {
  it('links round in circles and out of the tree, to files, directories, devices and nowhere', () => {
    write('../outside/secret.js', GUILTY);
    for (const [link, to] of [
      ['src/self.js', 'self.js'],
      ['src/up', '../..'],
      ['src/one', 'two'],
      ['src/two', 'one'],
      ['src/out', '../../outside'],
      ['src/secret.js', '../../outside/secret.js'],
      ['src/zero.js', '/dev/zero'],
      ['src/gone.js', 'nowhere.js'],
    ] as const)
      symlinkSync(to, join(root, link));
    const result = run();
    expect(result.files).toEqual(['src/a.js']);
    expect(filesWithFindings(result)).toEqual(['src/a.js']);
    expect(Object.fromEntries(result.skipped.map(({ file, reason }) => [file, reason]))).toMatchObject({
      'src/self.js': 'symlink-loop',
      'src/out': 'outside',
      'src/secret.js': 'outside',
      'src/zero.js': 'outside',
      'src/gone.js': 'not-a-file',
    });
  });

  it.runIf(process.platform !== 'win32')('a pipe nobody writes to, among the sources and in place of what configures', () => {
    for (const name of ['src/pipe.js', 'tsconfig.json', '.gitignore', 'pnpm-workspace.yaml', 'src/package.json', 'src/schema.prisma'])
      execFileSync('mkfifo', [join(root, name)]);
    const result = run();
    expect(result.files).toEqual(['src/a.js']);
    expect(run({ paths: [`${root}/src/pipe.js`] }).files).toEqual([]);
  });

  it('links out of the tree in place of what configures', () => {
    mkdirSync(`${base}/outside`);
    for (const name of ['tsconfig.json', 'pnpm-workspace.yaml', 'lerna.json', 'package.json', 'x.prisma']) {
      writeFileSync(`${base}/outside/${name}`, 'secret: {"name":"stolen"}');
      rmSync(join(root, name), { force: true });
      symlinkSync(`../outside/${name}`, join(root, name));
    }
    const result = run();
    expect(result.files).toEqual(['src/a.js']);
    expect(JSON.stringify(result.errors)).not.toContain('stolen');
  });

  it('files that cannot be read, that go, and that turn into directories meanwhile', () => {
    write('src/b.js', GUILTY);
    write('src/c.js', GUILTY);
    const { host } = watched();
    const leaving: Host = {
      ...host,
      readText: (path) => {
        if (path.endsWith('b.js')) {
          rmSync(path);
          mkdirSync(path);
        }
        if (path.endsWith('c.js')) rmSync(path, { force: true });
        return host.readText(path);
      },
    };
    const result = analyze({ root, host: leaving, config: resolveConfig(EMPTY_CONFIG, RULES), rules: RULES, certainty: 'likely' });
    expect(filesWithFindings(result)).toEqual(['src/a.js']);
    expect(result.errors.map(({ file, message }) => `${file}: ${message.split(':')[0]}`)).toEqual(['src/b.js: EISDIR', 'src/c.js: ENOENT']);
    if (process.getuid?.() === 0) return; // nothing is closed to root
    chmodSync(`${root}/src/a.js`, 0);
    expect(run().errors.map(({ file }) => file)).toContain('src/a.js');
  });

  it('files of a gigabyte, whatever they are called', () => {
    const names = [
      'src/big.js',
      'package.json',
      'tsconfig.json',
      '.gitignore',
      'pnpm-workspace.yaml',
      'src/schema.sql',
      'src/schema.prisma',
    ];
    for (const name of names) {
      const file = openSync(join(root, name), 'w');
      ftruncateSync(file, 2 ** 30);
      closeSync(file);
    }
    const before = process.memoryUsage().rss;
    const result = run();
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
    expect(result.files).toEqual(['src/a.js']);
    expect(result.skipped).toContainEqual({ file: 'src/big.js', reason: 'too-large' });
    expect(result.errors.map(({ file }) => file)).toEqual(expect.arrayContaining(['package.json', 'tsconfig.json', 'pnpm-workspace.yaml']));
  });

  it('names with control characters, directional marks and half characters', () => {
    for (const name of ['a\u0007b', 'line\nbreak', '\u001B[31mred', '\u202Egnp', 'tab\t', "quote'`$(x)", '\u{1F4A9}', 'nul\uFFFD'])
      write(`src/${name}.js`, GUILTY);
    const result = run();
    expect(result.files).toHaveLength(9);
    expect(filesWithFindings(result)).toHaveLength(9);
  });
});

describe('configuration of others', () => {
  it('chains of `extends`: in a circle, ten thousand long, a thousandfold, out of the tree, of a package that climbs', () => {
    write('../outside/tsconfig.json', '{"compilerOptions":{"baseUrl":"/"}}');
    write('node_modules/climb/package.json', '{}');
    const many = (n: number): string => JSON.stringify({ extends: Array.from({ length: 40 }, () => `./wide${n}.json`) });
    for (let i = 0; i < 40; i++) write(`wide${i}.json`, many(i + 1));
    for (let i = 0; i < 10_000; i++) writeFileSync(`${root}/long${i}.json`, `{"extends":"./long${i + 1}.json"}`);
    for (const extended of [
      './circle.json',
      './long0.json',
      './wide0.json',
      '../outside/tsconfig.json',
      'climb/../../../outside/tsconfig.json',
      '/etc/passwd',
    ]) {
      write('circle.json', '{"extends":"./tsconfig.json"}');
      write(
        'tsconfig.json',
        JSON.stringify({ extends: extended, files: [], references: [{ path: '../outside' }, { path: '/etc/passwd' }] }),
      );
      expect(run().files).toEqual(['src/a.js']);
    }
  });

  it('workspaces, imports, exports and dependencies that lead out of the tree', () => {
    write('../outside/package.json', '{"name":"outside","main":"secret.js"}');
    write('../outside/secret.js', GUILTY);
    write(
      'package.json',
      JSON.stringify({
        name: 'p',
        workspaces: ['..', '../*', '../../**', '/**'],
        imports: { '#out': '../outside/secret.js', '#deep/*': './../../outside/*' },
        exports: { './*': '../outside/*' },
        dependencies: { outside: 'link:../outside', other: 'file:/etc/passwd' },
        main: '../outside/secret.js',
      }),
    );
    write(
      'src/a.js',
      `import '#out';\nimport '#deep/secret.js';\nimport 'p/secret.js';\nimport 'outside';\nimport '../../outside/secret.js';\nimport '/etc/passwd';\n${GUILTY}`,
    );
    expect(filesWithFindings(run())).toEqual(['src/a.js']);
  });

  it('patterns that would take for ever are not matched', () => {
    const slow = `${'*a'.repeat(30)}b`;
    const name = 'a'.repeat(120);
    write(`src/${name}.js`, GUILTY);
    write('.gitignore', `${slow}\n*.log\n`);
    write('package.json', JSON.stringify({ name: 'p', workspaces: [slow, `src/${'+(a|aa|aaa)'.repeat(20)}b`, `${'{a,b}'.repeat(60)}`] }));
    write(`src/${name}/package.json`, '{"name":"q"}');
    expect(run().files).toHaveLength(2);
    expect(['*.log', '**/*.min.*', 'src/**/*_pb*.js', '!*/*/x'].map(isTame)).toEqual([true, true, true, true]);
  });

  it('configuration in code is neither found nor run', () => {
    const evil = `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(`${base}/ran`)}, '');\nexport default {};\n`;
    for (const name of [
      'hidden-state.config.js',
      'hidden-state.config.mjs',
      'hidden-state.config.ts',
      'eslint.config.js',
      'vite.config.js',
      '.pnp.cjs',
    ])
      write(name, evil);
    run();
    expect(loadConfig(createNodeHost(), { from: root }, RULES).file).toBeUndefined();
    for (const extended of ['./hidden-state.config.js', 'evil-package', 'data:text/javascript,1'])
      expect(() => {
        write('hidden-state.config.json', JSON.stringify({ extends: extended }));
        return loadConfig(createNodeHost(), { from: root }, RULES);
      }).toThrow(ConfigError);
    write('hidden-state.config.json', '{"__proto__":{"rules":{}},"constructor":1}');
    expect(() => loadConfig(createNodeHost(), { from: root }, RULES)).toThrow(ConfigError);
    expect(createNodeHost().stat(`${base}/ran`)).toBeUndefined();
  });

  it('manifests of odd forms', () => {
    const odd = [
      'null',
      '[]',
      '"x"',
      '{"name":1,"workspaces":{"packages":7},"exports":[[[]]],"imports":{"#a":null},"dependencies":[1]}',
      `${'['.repeat(50_000)}`,
      '{"__proto__":{"name":"x"}}',
      '\uFEFF{}',
      '',
    ];
    for (const text of odd) {
      write('package.json', text);
      write('tsconfig.json', text);
      write('src/a.js', `import '#a';\nimport 'p/x';\n${GUILTY}`);
      expect(filesWithFindings(run())).toEqual(['src/a.js']);
    }
  });
});

describe('a cache of others', () => {
  const cacheFiles = (): string[] =>
    createNodeHost()
      .readDir(`${base}/cache`)
      .map(({ name }) => `${base}/cache/${name}`);
  const said = (result: Result): string => JSON.stringify({ ...result, stats: undefined });

  it('cut off, changed at any place, of another version, or no cache at all: the answer is the same', () => {
    const cache = { dir: `${base}/cache` };
    const honest = said(run({ cache }));
    expect(said(run({ cache }))).toBe(honest);
    for (const file of cacheFiles()) {
      const bytes = readFileSync(file);
      const damaged = [
        bytes.subarray(0, 20),
        bytes.subarray(0, bytes.length - 9),
        Buffer.alloc(0),
        Buffer.from('{}'),
        Buffer.alloc(4096, 0xff),
        Buffer.concat([bytes.subarray(0, 16), Buffer.from([255, 255, 255, 127]), bytes.subarray(20)]),
      ];
      for (let at = 0; at < bytes.length; at += Math.max(1, Math.floor(bytes.length / 60))) {
        const one = Buffer.from(bytes);
        one[at] ^= 0x41;
        damaged.push(one);
      }
      for (const text of damaged) {
        writeFileSync(file, text);
        expect(said(run({ cache }))).toBe(honest);
      }
      writeFileSync(file, bytes);
    }
  });

  it('a directory, a pipe or a link out of the way in its place', () => {
    const cache = { dir: `${base}/cache` };
    const honest = said(run({ cache }));
    for (const file of cacheFiles()) {
      rmSync(file);
      mkdirSync(file);
    }
    const told = run({ cache });
    expect(told.errors.every(({ message }) => message.includes('cache'))).toBe(true);
    expect(said({ ...told, errors: [] })).toBe(honest);
    for (const file of cacheFiles()) {
      rmSync(file, { recursive: true });
      execFileSync('mkfifo', [file]);
    }
    expect(said({ ...run({ cache }), errors: [] })).toBe(honest);
  });
});
