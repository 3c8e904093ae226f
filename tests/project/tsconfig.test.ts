import { describe, expect, test } from 'vitest';
import { createMemoryHost } from '../../src/analyzer/host.js';
import { createManifests } from '../../src/analyzer/project/manifests.js';
import { createTsConfigs, type TsConfigs } from '../../src/analyzer/project/tsconfig.js';

function tsconfigs(files: Record<string, unknown>, packageDirs: string[] = []): TsConfigs {
  const texts = Object.entries(files).map(([file, content]) => [
    `/p/${file}`,
    typeof content === 'string' ? content : JSON.stringify(content),
  ]);
  const host = createMemoryHost(Object.fromEntries(texts));
  return createTsConfigs(host, createManifests(host, { root: '/p', packageDirs }));
}

const paths = (configs: TsConfigs, file: string): Record<string, readonly string[]> =>
  Object.fromEntries((configs.forFile(`/p/${file}`)?.paths ?? []).map((alias) => [alias.prefix, alias.targets]));

describe('where paths lead', () => {
  test('from the file that defines them, comments and trailing commas allowed', () => {
    const configs = tsconfigs({
      'a/tsconfig.json': '{ // c\n "compilerOptions": { "paths": { "@/*": ["./src/*"], }, }, }',
    });
    expect(paths(configs, 'a/src/deep/x.ts')).toEqual({ '@/': ['/p/a/src/*'] });
  });

  test('from baseUrl, also an inherited one', () => {
    const configs = tsconfigs({
      'tsconfig.base.json': { compilerOptions: { baseUrl: './src' } },
      'a/tsconfig.json': { extends: '../tsconfig.base', compilerOptions: { paths: { '@/*': ['*'] } } },
    });
    expect(paths(configs, 'a/x.ts')).toEqual({ '@/': ['/p/src/*'] });
  });

  test('through extends they stay where they were defined', () => {
    const configs = tsconfigs({
      'tsconfig.base.json': { compilerOptions: { paths: { '@org/*': ['libs/*/src'] } } },
      'apps/a/tsconfig.json': { extends: '../../tsconfig.base.json' },
    });
    expect(paths(configs, 'apps/a/x.ts')).toEqual({ '@org/': ['/p/libs/*/src'] });
  });

  test('of several bases the last wins', () => {
    const configs = tsconfigs({
      'one.json': { compilerOptions: { paths: { one: ['1'] }, outDir: 'out' } },
      'two.json': { compilerOptions: { paths: { two: ['2'] } } },
      'tsconfig.json': { extends: ['./one.json', './two.json'] },
    });
    expect(paths(configs, 'x.ts')).toEqual({ two: ['/p/2'] });
    expect(configs.forFile('/p/x.ts')?.outDir).toBe('/p/out');
  });

  test('a nested tsconfig without extends inherits nothing', () => {
    const configs = tsconfigs({
      'tsconfig.json': { compilerOptions: { paths: { '@/*': ['*'] } } },
      'a/tsconfig.json': {},
    });
    expect(paths(configs, 'a/x.ts')).toEqual({});
    expect(paths(configs, 'b/x.ts')).toEqual({ '@/': ['/p/*'] });
  });

  test('${configDir} is the directory of the file that extends', () => {
    const configs = tsconfigs({
      'base.json': { compilerOptions: { paths: { '@/*': ['${configDir}/src/*'] }, outDir: '${configDir}/dist' } },
      'a/tsconfig.json': { extends: '../base.json' },
    });
    expect(paths(configs, 'a/x.ts')).toEqual({ '@/': ['/p/a/src/*'] });
    expect(configs.forFile('/p/a/x.ts')?.outDir).toBe('/p/a/dist');
  });

  test('the most specific pattern first', () => {
    const configs = tsconfigs({
      'tsconfig.json': { compilerOptions: { paths: { '*': ['a'], '@/*': ['b'], '@/x': ['c'], '@/x/*': ['d'] } } },
    });
    expect(configs.forFile('/p/x.ts')?.paths.map((alias) => alias.prefix)).toEqual(['@/x', '@/x/', '@/', '']);
  });
});

describe('what extends may name', () => {
  const base = { compilerOptions: { paths: { '@/*': ['x/*'] } } };
  test('a package of the workspace', () => {
    const configs = tsconfigs(
      {
        'packages/tsconfig/package.json': { name: '@repo/tsconfig' },
        'packages/tsconfig/base.json': base,
        'a/tsconfig.json': { extends: '@repo/tsconfig/base' },
      },
      ['/p/packages/tsconfig'],
    );
    expect(paths(configs, 'a/x.ts')).toEqual({ '@/': ['/p/packages/tsconfig/x/*'] });
  });

  test('an installed package, or one that is not', () => {
    const configs = tsconfigs({
      'node_modules/@tsconfig/node20/tsconfig.json': base,
      'a/tsconfig.json': { extends: '@tsconfig/node20' },
      'b/tsconfig.json': { extends: 'gone' },
    });
    expect(Object.keys(paths(configs, 'a/x.ts'))).toEqual(['@/']);
    expect(paths(configs, 'b/x.ts')).toEqual({});
    expect(configs.errors()).toEqual([]);
  });

  test('itself, or a file outside: cut', () => {
    const configs = tsconfigs({
      'tsconfig.json': { extends: ['./tsconfig.json', './loop.json', '../../etc/x.json'], ...base },
      'loop.json': { extends: './tsconfig.json' },
    });
    expect(Object.keys(paths(configs, 'x.ts'))).toEqual(['@/']);
  });
});

describe('solutions', () => {
  test('the referenced configuration around the file that has paths holds', () => {
    const configs = tsconfigs({
      'tsconfig.json': {
        files: [],
        references: [{ path: './packages/lib' }, { path: './tsconfig.node.json' }, { path: './tsconfig.app.json' }],
      },
      'tsconfig.node.json': {},
      'tsconfig.app.json': { compilerOptions: { paths: { '@/*': ['src/*'] } } },
      'packages/lib/tsconfig.json': { compilerOptions: { paths: { 'lib/*': ['*'] } } },
    });
    expect(paths(configs, 'src/x.ts')).toEqual({ '@/': ['/p/src/*'] });
    expect(paths(configs, 'packages/lib/x.ts')).toEqual({ 'lib/': ['/p/packages/lib/*'] });
  });
});

test('a broken configuration is one error, and is as if it were not there', () => {
  const configs = tsconfigs({
    'tsconfig.json': { compilerOptions: { baseUrl: '.' } },
    'a/tsconfig.json': '{ "compilerOptions": ',
  });
  expect(configs.forFile('/p/a/x.ts')?.file).toBe('/p/tsconfig.json');
  configs.forFile('/p/a/b/y.ts');
  expect(configs.errors()).toEqual([{ file: 'a/tsconfig.json', message: expect.stringContaining('offset') }]);
});

test('a jsconfig.json counts where there is no tsconfig.json', () => {
  const configs = tsconfigs({
    'a/jsconfig.json': { compilerOptions: { baseUrl: 'src' } },
    'b/jsconfig.json': {},
    'b/tsconfig.json': {},
  });
  expect(configs.forFile('/p/a/x.js')?.baseUrl).toBe('/p/a/src');
  expect(configs.forFile('/p/b/x.js')?.file).toBe('/p/b/tsconfig.json');
});
