import { describe, expect, test } from 'vitest';
import { categoriesOf, isMinifiedText, isOutputDir, isSourceName } from '../../src/analyzer/project/categories.js';

describe('service code stays on', () => {
  test.each([
    'src/index.ts',
    'src/testament.ts',
    'src/latest/attestation.ts',
    'src/config/database.config.ts',
    'src/agent/tools/search.ts',
    'src/ci/runner.ts',
    'packages/components/nodes/tools/search.ts',
    'apps/docs/src/app/layout.tsx',
    'apps/api/src/services/benchmark/benchmark.service.ts',
    'src/modules/vendor/vendor.service.ts',
    'src/products/specs/list.ts',
    'lib/client.js',
    'examples/basic/server.ts',
    'src/examples/list.ts',
    'src/orders/sample.ts',
    'apps/api/src/demo/demo.controller.ts',
    'src/ab-test-data-source.ts',
    'src/latest_contest.ts',
    'src/speculation.ts',
    'src/webpack.ts',
    'src/knex-client.ts',
    'src/webpack.service.ts',
    'lib/vite.module.ts',
    'src/constructor/__proto__/toString.ts',
    'src/inspector.ts',
    'src/migrate-user.ts',
  ])('%s', (path) => expect(categoriesOf(path)).toEqual([]));
});

describe('what is not service code is off, with its reason', () => {
  test.each([
    ['test', 'src/__tests__/a.ts'],
    ['test', 'src/pay.spec.ts'],
    ['test', 'src/pay.e2e-spec.ts'],
    ['test', 'src/Button.stories.tsx'],
    ['test', 'apps/api-e2e/src/a.ts'],
    ['test', 'src/__e2e__/orders/create.ts'],
    ['test', 'src/e2e_tests/a.ts'],
    ['test', 'packages/api/test.utils.js'],
    ['test', 'src/orders.test-helpers.ts'],
    ['test', 'src/orders/spec-helper.ts'],
    ['test', 'lib/pay_test.ts'],
    ['test', 'features/step_definitions/pay.ts'],
    ['test', 'apps/mock-payment-server/src/index.ts'],
    ['test', 'jest.setup.ts'],
    ['test', 'src/setupTests.js'],
    ['test', 'specs/pay.ts'],
    ['script', 'scripts/deploy.ts'],
    ['script', '.scripts/publish.js'],
    ['script', 'ci/release.js'],
    ['script', 'packages/api/tools/gen.ts'],
    ['script', 'src/migrations/001.ts'],
    ['script', 'prisma/seed.ts'],
    ['script', 'benchmark/run.js'],
    ['config', 'vite.config.mts'],
    ['config', 'src/vitest.config.ts'],
    ['config', 'ecosystem.config.cjs'],
    ['config', '.eslintrc.js'],
    ['config', 'Gruntfile.js'],
    ['config', 'gulpfile.babel.js'],
    ['config', 'build-tools/webpack.prod.js'],
    ['config', '.storybook/main.ts'],
    ['generated', 'src/generated/client.ts'],
    ['generated', 'src/api.gen.ts'],
    ['generated', 'proto/user_pb.js'],
    ['generated', 'src/user.pb.ts'],
    ['declaration', 'src/types.d.ts'],
    ['declaration', 'src/types.d.mts'],
    ['declaration', 'src/styles.d.css.ts'],
    ['minified', 'public/jquery.min.js'],
    ['vendored', 'vendor/lib.js'],
    ['vendored', 'src/third_party/lib.js'],
  ])('%s: %s', (category, path) => expect(categoriesOf(path)).toContain(category));
});

test('a file can be off for several reasons, the outermost first', () => {
  expect(categoriesOf('scripts/__tests__/deploy.test.ts')).toEqual(['script', 'test']);
});

test('output directories are told by their names, unless they are source', () => {
  expect(['dist', 'packages/a/build', '.next', 'src/.next', 'coverage'].map(isOutputDir)).toEqual([true, true, true, true, true]);
  expect(['src/build', 'packages/a/src/coverage', 'lib', 'builder'].map(isOutputDir)).toEqual([false, false, false, false]);
});

test('source is told by its extension', () => {
  expect(['a.ts', 'a.tsx', 'a.mts', 'a.cts', 'a.js', 'a.jsx', 'a.mjs', 'a.cjs'].every(isSourceName)).toBe(true);
  expect(['a.mtsx', 'a.json', 'ts', 'a.vue', 'a.ts.snap'].some(isSourceName)).toBe(false);
});

test('minified text is long and has hardly a line break', () => {
  expect(isMinifiedText('a=1;'.repeat(5_000))).toBe(true);
  expect(isMinifiedText('const a = 1;\n'.repeat(5_000))).toBe(false);
  expect(isMinifiedText('a=1;')).toBe(false);
});
