import { describe, expect, test } from 'vitest';
import { createMemoryHost } from '../../src/analyzer/host.js';
import { createManifests, type Manifests } from '../../src/analyzer/project/manifests.js';
import { readWorkspaceYaml } from '../../src/analyzer/project/yaml.js';

function manifests(files: Record<string, unknown>): Manifests {
  const texts = Object.entries(files).map(([file, content]) => [
    `/p/${file}`,
    typeof content === 'string' ? content : JSON.stringify(content),
  ]);
  const packageDirs = Object.keys(files)
    .filter((file) => file.endsWith('/package.json'))
    .map((file) => `/p/${file.slice(0, -'/package.json'.length)}`);
  return createManifests(createMemoryHost(Object.fromEntries(texts)), { root: '/p', packageDirs });
}

describe('workspaces', () => {
  test.each([
    ['npm', { 'package.json': { workspaces: ['packages/*'] } }],
    ['yarn', { 'package.json': { workspaces: { packages: ['./packages/*/'] } } }],
    ['pnpm', { 'pnpm-workspace.yaml': 'packages:\n  - "packages/*"\n  - "!packages/old"\n' }],
    ['lerna', { 'lerna.json': { packages: ['packages/*'] } }],
  ])('%s lists packages by pattern', (_, root) => {
    const project = manifests({
      ...root,
      'packages/db/package.json': { name: '@acme/db' },
      'tools/x/package.json': { name: 'x' },
    });
    expect(project.packages.get('@acme/db')).toBe('/p/packages/db');
    expect(project.packageNamed('@acme/db')?.isWorkspace).toBe(true);
  });

  test('a listed package wins over one that merely lies in the tree, and a fixture is none', () => {
    const project = manifests({
      'package.json': { workspaces: ['packages/*'] },
      'app/package.json': { name: 'db' },
      'packages/db/package.json': { name: 'db' },
      'test/fixtures/redis/package.json': { name: 'redis' },
      'examples/shop/package.json': { name: 'shop' },
    });
    expect([...project.packages]).toEqual([
      ['db', '/p/packages/db'],
      ['shop', '/p/examples/shop'],
    ]);
    expect(project.packageNamed('shop')?.isWorkspace).toBe(false);
  });
});

describe('the range of a dependency', () => {
  const project = manifests({
    'package.json': { dependencies: { redis: '^4.0.0', pg: '^8.1.0' }, workspaces: ['packages/*'] },
    'pnpm-workspace.yaml': 'catalog:\n  zod: 4.3.6 # pinned\n  "@aws-sdk/client-s3": ^3.1.0\ncatalogs:\n  old:\n    zod: ^3.0.0\n',
    'packages/a/package.json': {
      name: 'a',
      dependencies: { redis: '^5.0.0', zod: 'catalog:', '@aws-sdk/client-s3': 'catalog:default', b: 'workspace:*' },
      devDependencies: { ioredis: '^5.4.0' },
      peerDependencies: { ioredis: '^4.0.0 || ^5.0.0' },
    },
    'packages/b/package.json': {
      name: 'b',
      version: '1.2.3',
      dependencies: { zod: 'catalog:old', got: 'npm:got-fork@^12', x: 'github:a/b' },
    },
  });
  test.each([
    ['the nearest manifest', 'a', 'redis', '^5.0.0'],
    ["else the root's", 'a', 'pg', '^8.1.0'],
    ['what a library promises to its users', 'a', 'ioredis', '^4.0.0 || ^5.0.0'],
    ['the catalog', 'a', 'zod', '4.3.6'],
    ['the catalog, scoped', 'a', '@aws-sdk/client-s3', '^3.1.0'],
    ['a named catalog', 'b', 'zod', '^3.0.0'],
    ['a workspace', 'a', 'b', '1.2.3'],
    ['an alias', 'b', 'got', '^12'],
    ['a repository', 'b', 'x', undefined],
    ['nothing', 'b', 'constructor', undefined],
  ])('%s', (_, dir, name, range) => {
    expect(project.dependencyRange(`/p/packages/${dir}/src/deep/x.ts`, name)).toBe(range);
  });
});

test('a broken manifest is one error, and is as if it were not there', () => {
  const project = manifests({
    'package.json': { name: 'root' },
    'a/package.json': '{ "name": ',
    'b/package.json': '\uFEFF{"name":"b"}',
  });
  expect(project.forFile('/p/a/x.ts')?.name).toBe('root');
  expect(project.forFile('/p/b/x.ts')?.name).toBe('b');
  expect(project.errors()).toEqual([{ file: 'a/package.json', message: expect.any(String) }]);
});

test('values of the wrong kind are passed over', () => {
  const manifest = manifests({
    'package.json': { name: 7, dependencies: ['a'], main: {}, bin: './cli.js', workspaces: 'x' },
  }).at('/p');
  expect(manifest).toMatchObject({ name: undefined, main: undefined, workspaces: [] });
  expect([...(manifest?.bin.values() ?? [])]).toEqual(['./cli.js']);
});

test('the files that were read are known, for the key of a cached result', () => {
  const project = manifests({ 'package.json': {}, 'a/package.json': {} });
  project.forFile('/p/a/b/x.ts');
  expect(project.filesRead()).toEqual(['/p/a/package.json', '/p/package.json']);
});

test('pnpm-workspace.yaml: quotes, comments, flow lists and what is not understood', () => {
  expect(readWorkspaceYaml(`packages: [ 'a/*', "b" ]`).packages).toEqual(['a/*', 'b']);
  const yaml = readWorkspaceYaml(
    "# top\r\npackages:\r\n# here\r\n- 'apps/*' # why\r\n- \"!**/test/**\"\r\n\r\nallowBuilds:\r\n  - esbuild\r\n  sharp: true\r\noverrides:\r\n  'undici@7': 7.29.0\r\n",
  );
  expect(yaml.packages).toEqual(['apps/*', '!**/test/**']);
  expect(yaml.catalogs.size).toBe(0);
});
