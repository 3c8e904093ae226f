import { describe, expect, test } from 'vitest';
import { createMemoryHost } from '../../src/analyzer/host.js';
import { openProject, type Resolution } from '../../src/analyzer/project/index.js';

type Files = Record<string, unknown>;

/** Says shortly what a specifier stands for: a file below the root, `name + subpath`, `node:x`, or why it stands for nothing. */
function resolver(files: Files): (from: string, specifier: string) => string {
  const texts = Object.entries(files).map(([file, content]) => [
    `/p/${file}`,
    typeof content === 'string' ? content : JSON.stringify(content),
  ]);
  const { resolver: made } = openProject(createMemoryHost(Object.fromEntries(texts)), { root: '/p' });
  return (from, specifier) => said(made.resolve(`/p/${from}`, specifier));
}

function said(resolution: Resolution): string {
  switch (resolution.kind) {
    case 'file':
      return resolution.path.replace('/p/', '');
    case 'package':
      return [resolution.name, resolution.subpath, resolution.alias].filter(Boolean).join(' + ');
    case 'builtin':
      return resolution.name;
    case 'unresolved':
      return `(${resolution.reason})`;
  }
}

const sources = (...files: string[]): Files => Object.fromEntries(files.map((file) => [file, '']));

describe('relative specifiers', () => {
  const resolve = resolver({
    ...sources('src/a.ts', 'src/b.tsx', 'src/m.mts', 'src/c.cts', 'src/old.js', 'src/both.ts', 'src/both.js', 'src/user.service.ts'),
    ...sources(
      'src/db/index.ts',
      'src/db.test.ts',
      'src/styles.css.ts',
      'src/data.json',
      'src/types.d.ts',
      'src/x/index.ts',
      'src/x.ts',
      'index.ts',
    ),
    'src/pkg/package.json': { main: './lib/entry.js' },
    'src/pkg/lib/entry.ts': '',
  });
  test.each([
    ['./a', 'src/a.ts'],
    ['./a.ts', 'src/a.ts'],
    ['./a.js', 'src/a.ts'],
    ['./b.js', 'src/b.tsx'],
    ['./b.jsx', 'src/b.tsx'],
    ['./m.mjs', 'src/m.mts'],
    ['./c.cjs', 'src/c.cts'],
    ['./old', 'src/old.js'],
    ['./old.js', 'src/old.js'],
    ['./both.js', 'src/both.ts'],
    ['./user.service', 'src/user.service.ts'],
    ['./db', 'src/db/index.ts'],
    ['./db/', 'src/db/index.ts'],
    ['./db/index.js', 'src/db/index.ts'],
    ['./x', 'src/x.ts'],
    ['./x/', 'src/x/index.ts'],
    ['./pkg', 'src/pkg/lib/entry.ts'],
    ['..', 'index.ts'],
    ['../src/./db/../a', 'src/a.ts'],
    ['./styles.css', 'src/styles.css.ts'],
    ['./db.test', 'src/db.test.ts'],
    ['./types', 'src/types.d.ts'],
    ['./a?worker', 'src/a.ts'],
    ['./a?raw', '(asset)'],
    ['./data.json', '(asset)'],
    ['./logo.svg', '(asset)'],
    ['./App.vue', '(asset)'],
    ['./gone', '(not-found)'],
    ['../../outside', '(outside)'],
  ])('%s', (specifier, expected) => expect(resolve('src/main.ts', specifier)).toBe(expected));
});

describe('packages, builtins and what is neither', () => {
  const resolve = resolver({
    'package.json': { dependencies: { cache: 'npm:ioredis@^5', events: '^3' } },
    ...sources('src/a.ts'),
  });
  test.each([
    ['fs', 'node:fs'],
    ['node:fs/promises', 'node:fs/promises'],
    ['fs/promises', 'node:fs/promises'],
    ['node:test', 'node:test'],
    ['bun:sqlite', 'bun:sqlite'],
    ['events', 'node:events'],
    ['events/', 'events'],
    ['redis', 'redis'],
    ['lodash/get', 'lodash + get'],
    ['@nestjs/common', '@nestjs/common'],
    ['@aws-sdk/client-s3/dist/x', '@aws-sdk/client-s3 + dist/x'],
    ['socket.io', 'socket.io'],
    ['npm:pg@8/lib', 'pg + lib'],
    ['cache', 'cache + ioredis'],
    ['https://esm.sh/pg', '(remote)'],
    ['virtual:pwa', '(remote)'],
    ['@/missing', '(not-found)'],
    ['~icons/x', '(not-found)'],
    ['', '(not-found)'],
    ['raw-loader!./a', '(asset)'],
    ['src/not-generated-yet', '(not-found)'],
    ['src/a', 'src/a.ts'],
  ])('%s', (specifier, expected) => expect(resolve('src/a.ts', specifier)).toBe(expected));
});

describe('aliases', () => {
  const resolve = resolver({
    'package.json': { dependencies: { '@app/published': '^1.0.0' } },
    'tsconfig.json': {
      compilerOptions: {
        baseUrl: '.',
        paths: { '@app/*': ['src/*'], '@app/db': ['src/db/client.ts'], '*': ['types/*'], '~/*.server': ['server/*'] },
      },
    },
    ...sources('src/a.ts', 'src/b/index.ts', 'src/db/client.ts', 'src/db/index.ts', 'server/auth.ts', 'lib/util.ts'),
  });
  test.each([
    ['@app/a', 'src/a.ts'],
    ['@app/a.js', 'src/a.ts'],
    ['@app/b', 'src/b/index.ts'],
    ['@app/db', 'src/db/client.ts'],
    ['@app/db/index', 'src/db/index.ts'],
    ['~/auth.server', 'server/auth.ts'],
    ['lib/util', 'lib/util.ts'],
    ['@app/missing', '(not-found)'],
    ['@app/icon.svg', '(asset)'],
    ['@app/published', '@app/published'],
    ['redis', 'redis'],
    ['fs', 'node:fs'],
  ])('%s', (specifier, expected) => expect(resolve('src/a.ts', specifier)).toBe(expected));

  test('those that bundlers set up in code, by convention', () => {
    const conventional = resolver({
      'web/package.json': {},
      ...sources('web/src/api.js', 'web/src/lib/db.ts', 'web/util.js'),
    });
    expect(['@/api', '~/util', '$lib/db', '/src/api.js'].map((specifier) => conventional('web/src/x/y.js', specifier))).toEqual([
      'web/src/api.js',
      'web/util.js',
      'web/src/lib/db.ts',
      'web/src/api.js',
    ]);
  });
});

describe('packages of the workspace, whether or not they were built', () => {
  const workspace = (manifest: Files, ...files: string[]): ((specifier: string) => string) => {
    const base = {
      'package.json': { workspaces: ['packages/*'] },
      'packages/db/package.json': { name: '@acme/db', ...manifest },
    };
    const bare = resolver({ ...base, ...sources(...files.map((file) => `packages/db/${file}`)) });
    const built = resolver({
      ...base,
      ...sources(...files.map((file) => `packages/db/${file}`), 'packages/db/dist/index.js'),
    });
    return (specifier) => {
      const answer = bare('packages/web/src/a.ts', specifier);
      expect(built('packages/web/src/a.ts', specifier)).toBe(answer);
      return answer.replace('packages/db/', '');
    };
  };
  test.each<[string, Files, string[], string, string]>([
    ['main in dist', { main: './dist/index.js' }, ['src/index.ts'], '@acme/db', 'src/index.ts'],
    ['a bundle of another name', { main: './dist/db.cjs.prod.js' }, ['src/index.ts'], '@acme/db', 'src/index.ts'],
    ['nothing said', {}, ['index.js'], '@acme/db', 'index.js'],
    ['source', { source: 'source/main.ts', main: 'dist/index.js' }, ['source/main.ts', 'src/index.ts'], '@acme/db', 'source/main.ts'],
    ['types alone', { types: './src/api.ts' }, ['src/api.ts', 'src/index.ts'], '@acme/db', 'src/api.ts'],
    [
      'exports',
      { exports: { '.': { types: './dist/index.d.ts', import: './dist/index.mjs' } } },
      ['src/index.ts'],
      '@acme/db',
      'src/index.ts',
    ],
    ['a subpath', { exports: { './pg': './dist/esm/pg.js' } }, ['src/pg.ts'], '@acme/db/pg', 'src/pg.ts'],
    ['a pattern', { exports: { './*': './dist/*.js' } }, ['src/sql/pg.ts'], '@acme/db/sql/pg', 'src/sql/pg.ts'],
    [
      'a condition of its own',
      { exports: { '.': { '@acme/source': './lib/entry.ts', default: './dist/index.js' } } },
      ['lib/entry.ts', 'src/index.ts'],
      '@acme/db',
      'lib/entry.ts',
    ],
    ['dist with src inside', { main: 'dist/src/index.js' }, ['src/index.ts'], '@acme/db', 'src/index.ts'],
    ['no exports', {}, ['src/pg.ts'], '@acme/db/src/pg', 'src/pg.ts'],
    ['a path into dist', {}, ['src/pg.ts'], '@acme/db/dist/pg', 'src/pg.ts'],
    [
      'an entry that is generated',
      { exports: { './client': './generated/client.js' } },
      ['src/index.ts'],
      '@acme/db/client',
      '(not-found)',
    ],
    ['exports that are broken', { exports: { '.': 7, a: null } }, ['src/index.ts'], '@acme/db', 'src/index.ts'],
  ])('%s', (_, manifest, files, specifier, expected) => expect(workspace(manifest, ...files)(specifier)).toBe(expected));

  test("the package's own outDir and rootDir", () => {
    const resolve = resolver({
      'package.json': { workspaces: ['db'] },
      'db/package.json': { name: 'db', main: 'target/js/start.js' },
      'db/tsconfig.json': { compilerOptions: { outDir: 'target/js', rootDir: 'code' } },
      ...sources('db/code/start.ts', 'db/src/index.ts'),
    });
    expect(resolve('web/a.ts', 'db')).toBe('db/code/start.ts');
  });

  test('a package may import itself by name, and by its own imports', () => {
    const resolve = resolver({
      'package.json': {
        name: 'me',
        exports: { './x': './dist/x.js' },
        imports: {
          '#db': { node: './dist/db.js', default: './db-browser.js' },
          '#lib/*': './src/lib/*.js',
          '#redis': 'ioredis',
        },
      },
      ...sources('src/x.ts', 'src/db.ts', 'src/lib/log.ts'),
    });
    expect(['me/x', '#db', '#lib/log', '#redis', '#gone'].map((specifier) => resolve('src/a.ts', specifier))).toEqual([
      'src/x.ts',
      'src/db.ts',
      'src/lib/log.ts',
      'ioredis',
      '(not-found)',
    ]);
  });

  test('a link to a directory', () => {
    const resolve = resolver({
      'app/package.json': { dependencies: { shared: 'link:../common' } },
      'common/package.json': { name: 'x' },
      ...sources('common/index.ts'),
    });
    expect(resolve('app/src/a.ts', 'shared')).toBe('common/index.ts');
  });

  test('a name that a range asks the registry for is not the directory that happens to have it', () => {
    const resolve = resolver({
      'package.json': { name: 'langfuse', workspaces: ['web'] },
      'web/package.json': { dependencies: { langfuse: '^3.0.0', redis: '^4.0.0' } },
      'redis/package.json': { name: 'redis' },
      ...sources('redis/index.ts', 'src/index.ts', 'web/a.ts', 'redis/b.ts'),
    });
    expect(resolve('web/a.ts', 'langfuse')).toBe('langfuse');
    expect(resolve('web/a.ts', 'redis')).toBe('redis');
    expect(resolve('redis/b.ts', 'redis')).toBe('redis/index.ts');
  });
});

test.each([
  ['is not checked in', []],
  ['is', ['src/generated/prisma/client.ts', 'src/generated/prisma/enums.ts']],
])('a generated Prisma client stands for its package, whether it %s', (_, generated) => {
  const resolve = resolver({
    'package.json': { dependencies: { '@prisma/client': '^7.0.0' } },
    'tsconfig.json': { compilerOptions: { baseUrl: '.', paths: { '@db/*': ['src/generated/prisma/*'] } } },
    'prisma/schema.prisma':
      'generator client {\n  provider = "prisma-client"\n  output   = "../src/generated/prisma"\n}\n' +
      'generator zod {\n  provider = "zod-prisma-types"\n  output = "../src/zod"\n}\n',
    ...sources('src/a.ts', ...generated),
  });
  const specifiers = [
    './generated/prisma/client',
    './generated/prisma/client.js',
    './generated/prisma',
    'src/generated/prisma/client',
    '@db/client',
  ];
  expect(specifiers.map((specifier) => resolve('src/a.ts', specifier))).toEqual(specifiers.map(() => '@prisma/client'));
  expect(resolve('src/a.ts', './generated/prisma/enums')).toBe('@prisma/client + enums');
  expect(resolve('src/a.ts', './zod')).toBe('(not-found)');
});

test('2,500 files with 10 imports each are resolved in a moment', () => {
  const names = Array.from({ length: 2_500 }, (_, index) => `src/d${index % 200}/f${index}.ts`);
  const resolve = resolver({
    'package.json': {},
    'tsconfig.json': { compilerOptions: { paths: { '@/*': ['./src/*'] } } },
    ...sources(...names),
  });
  const start = performance.now();
  for (const [index, name] of names.entries()) {
    for (let n = 1; n <= 4; n++) resolve(name, `../d${(index + n) % 200}/f${(index + n) % 2_500}.js`);
    for (let n = 5; n <= 8; n++) resolve(name, `@/d${(index + n) % 200}/f${(index + n) % 2_500}`);
    resolve(name, 'ioredis');
    resolve(name, 'fs');
  }
  expect(performance.now() - start).toBeLessThan(1_500); // 0.1 s on an idle machine; slow and busy ones exist
});
