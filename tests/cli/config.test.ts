import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import {
  applyLevels,
  EMPTY_CONFIG,
  globMatcher,
  isRuleOn,
  resolveConfig,
  withLevel,
  type ResolvedConfig,
  type RuleInfo,
} from '../../src/analyzer/config.js';
import { configSchema } from '../../src/analyzer/config/json-schema.js';
import { ruleSchemas, validateConfig } from '../../src/analyzer/config/validate.js';
import { FINDING, RULES, run } from './fake.js';

const INFOS: readonly RuleInfo[] = RULES;
const problemsOf = (raw: unknown): string[] => {
  const validated = validateConfig(raw, ruleSchemas(INFOS));
  return validated.ok ? [] : validated.problems.map(({ path, message }) => `${path}: ${message}`);
};

const MODEL = { package: '@shop/http', exports: { default: 'Client' } };

const GOOD: readonly object[] = [
  {},
  { $schema: './node_modules/eslint-plugin-hidden-state/schema/config.schema.json' },
  { rules: { 'require-timeout': 'off', 'no-module-state': 'warn' } },
  { rules: { 'require-timeout': ['error'], 'no-module-state': ['warning', {}] } },
  { rules: { 'require-timeout': ['default', { maxMs: 5, kinds: ['infinite', 'unbounded'], strict: true }] } },
  { include: ['test', 'script'], ignore: ['legacy/**'], certainty: 'likely', failOn: 'warn', maxFileSize: 1 },
  {
    models: [MODEL, { ...MODEL, package: ['a', 'b'], source: 'docs', types: {}, side: 'server', entries: [{ files: ['*'] }] }],
  },
  { overrides: [{ files: ['src/legacy/**'], rules: { 'require-timeout': 'info' } }] },
  { extends: './base.json', baseline: 'known.json' },
  { extends: ['../base.json', './a/b.json'], reportUnusedDisableDirectives: 'warn', requireDisableReason: true },
];

const BAD: readonly (readonly [unknown, string])[] = [
  [[], ': must be an object'],
  [null, ': must be an object'],
  ['off', ': must be an object'],
  [{ rule: {} }, 'rule: unknown key; known: `$schema`, `rules`, `include`,'],
  [{ 'a b': 1 }, '["a b"]: unknown key'],
  [{ $schema: 1 }, '$schema: must be a string'],
  [{ rules: [] }, 'rules: must be an object'],
  [{ rules: { 'require-timeuot': 'off' } }, 'rules.require-timeuot: unknown rule; known: `no-module-state`, `require-timeout`'],
  [{ rules: { constructor: 'off' } }, 'rules.constructor: unknown rule'],
  [JSON.parse('{"rules":{"__proto__":"off"}}'), 'rules.__proto__: unknown rule'],
  [JSON.parse('{"__proto__":{}}'), '__proto__: unknown key'],
  [{ rules: { 'require-timeout': 2 } }, 'rules.require-timeout: must be a level or `[level, options]`'],
  [{ rules: { 'require-timeout': 'on' } }, 'rules.require-timeout: must be one of `off`, `info`,'],
  [{ rules: { 'require-timeout': [] } }, 'rules.require-timeout: must be `[level, options]`'],
  [{ rules: { 'require-timeout': ['off', {}, 1] } }, 'rules.require-timeout: must be `[level, options]`'],
  [{ rules: { 'require-timeout': ['on'] } }, 'rules.require-timeout[0]: must be one of'],
  [{ rules: { 'require-timeout': ['warn', []] } }, 'rules.require-timeout[1]: must be an object'],
  [
    { rules: { 'require-timeout': ['warn', { foo: 1 }] } },
    'rules.require-timeout[1].foo: unknown option; known: `maxMs`, `kinds`, `strict`',
  ],
  [{ rules: { 'no-module-state': ['warn', { foo: 1 }] } }, 'rules.no-module-state[1].foo: unknown option; known: none'],
  [{ rules: { 'require-timeout': ['warn', { maxMs: '5' }] } }, 'rules.require-timeout[1].maxMs: must be an integer'],
  [{ rules: { 'require-timeout': ['warn', { maxMs: 1.5 }] } }, 'rules.require-timeout[1].maxMs: must be an integer'],
  [{ rules: { 'require-timeout': ['warn', { maxMs: 0 }] } }, 'rules.require-timeout[1].maxMs: must be at least 1'],
  [{ rules: { 'require-timeout': ['warn', { strict: 1 }] } }, 'rules.require-timeout[1].strict: must be a boolean'],
  [{ rules: { 'require-timeout': ['warn', { kinds: 'x' }] } }, 'rules.require-timeout[1].kinds: must be an array'],
  [{ rules: { 'require-timeout': ['warn', { kinds: ['x'] }] } }, 'rules.require-timeout[1].kinds[0]: must be one of'],
  [{ rules: { 'require-timeout': ['warn', { kinds: ['infinite', 'infinite'] }] } }, 'rules.require-timeout[1].kinds: must not'],
  [{ include: 'test' }, 'include: must be an array'],
  [{ include: ['tests'] }, 'include[0]: must be one of'],
  [{ ignore: [''] }, 'ignore[0]: must be a string that is not empty'],
  [{ ignore: [1] }, 'ignore[0]: must be a string that is not empty'],
  [{ certainty: 'sure' }, 'certainty: must be one of `proven`, `likely`'],
  [{ failOn: 'always' }, 'failOn: must be one of'],
  [{ extends: 'shared-config' }, 'extends: must be a path to a JSON file that starts with `./` or `../`'],
  [{ extends: ['./a.js'] }, 'extends[0]: must be a path to a JSON file'],
  [{ extends: 1 }, 'extends: must be a path to a JSON file'],
  [{ baseline: '' }, 'baseline: must be a string that is not empty'],
  [{ reportUnusedDisableDirectives: true }, 'reportUnusedDisableDirectives: must be one of `off`, `info`'],
  [{ requireDisableReason: 'yes' }, 'requireDisableReason: must be true or false'],
  [{ maxFileSize: 0 }, 'maxFileSize: must be a positive integer'],
  [{ maxFileSize: '1MB' }, 'maxFileSize: must be a positive integer'],
  [{ models: {} }, 'models: must be an array'],
  [{ models: [1] }, 'models[0]: must be an object'],
  [{ models: [{ package: 'a' }] }, 'models[0].exports: must be an object'],
  [{ models: [{ exports: {} }] }, 'models[0].package: must be a string'],
  [{ models: [{ ...MODEL, package: [] }] }, 'models[0].package: must name at least one package'],
  [{ models: [{ ...MODEL, exprots: {} }] }, 'models[0].exprots: unknown key'],
  [{ models: [{ ...MODEL, types: [] }] }, 'models[0].types: must be an object'],
  [{ models: [{ ...MODEL, side: 'both' }] }, 'models[0].side: must be one of'],
  [{ models: [{ ...MODEL, entries: [{ file: 'x' }] }] }, 'models[0].entries[0].file: unknown key'],
  [{ overrides: [{ files: [], rules: {} }] }, 'overrides[0].files: must name at least one file'],
  [{ overrides: [{ rules: {} }] }, 'overrides[0].files: must be an array'],
  [{ overrides: [{ files: ['a'] }] }, 'overrides[0].rules: must be an object'],
  [{ overrides: [{ files: ['a'], rules: {}, ignore: [] }] }, 'overrides[0].ignore: unknown key'],
  [
    { overrides: [{ files: ['a'], rules: { 'require-timeout': ['off', {}] } }] },
    'overrides[0].rules.require-timeout: must be a level: options cannot differ by file',
  ],
];

describe('a configuration', () => {
  const accepts = new Ajv({ strict: false }).compile(configSchema(INFOS));

  it.each(GOOD.map((raw) => [JSON.stringify(raw), raw]))('may be %s', (_, raw) => {
    expect(problemsOf(raw)).toEqual([]);
    expect(accepts(raw)).toBe(true);
  });

  it.each(BAD.map(([raw, message]) => [message, raw]))('is refused: %s', (message, raw) => {
    const problems = problemsOf(raw);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.startsWith(message), problems[0]).toBe(true);
    // The schema compiler looks at no key `__proto__`.
    if (!message.includes('__proto__')) expect(accepts(raw)).toBe(false);
  });

  it('is told about every mistake at once', () => {
    expect(problemsOf({ include: ['x', 'test'], ignore: 1, foo: 1 })).toHaveLength(3);
  });

  it('is completed with the defaults of the rules', () => {
    const validated = validateConfig({ rules: { 'require-timeout': ['warn', { maxMs: 5 }] }, failOn: 'warn' }, ruleSchemas(INFOS));
    if (!validated.ok) throw new Error('refused');
    expect(validated.config.failOn).toBe('warning');
    expect(resolveConfig(validated.config, INFOS).rules).toEqual({
      'no-module-state': { level: 'default', options: {} },
      'require-timeout': { level: 'warning', options: { maxMs: 5, kinds: ['unbounded'], strict: false } },
    });
  });
});

describe('levels', () => {
  const base = resolveConfig(EMPTY_CONFIG, INFOS);
  const at = (file: string, severity: 'error' | 'warning' | 'info') => ({ ...FINDING, file, severity });
  const severities = (config: ResolvedConfig, ...findings: (typeof FINDING)[]) =>
    applyLevels(findings, config).map(({ severity }) => severity);
  const all = [at('a.ts', 'error'), at('a.ts', 'warning'), at('a.ts', 'info')];

  it.each([
    ['default', ['error', 'warning', 'info']],
    ['error', ['error', 'error', 'info']],
    ['warning', ['warning', 'warning', 'info']],
    ['info', ['info', 'info', 'info']],
    ['off', []],
  ] as const)('%s makes of error, warning and info: %j', (level, expected) => {
    const config = withLevel(base, 'require-timeout', level);
    expect(severities(config, ...all)).toEqual(expected);
    const once = applyLevels(all, config);
    expect(applyLevels(once, config)).toEqual(once);
  });

  it('differ by file, the last override winning', () => {
    const config = {
      ...base,
      overrides: [
        { files: ['src/**'], rules: { 'require-timeout': 'warning' as const } },
        { files: ['src/legacy'], rules: { 'require-timeout': 'off' as const } },
      ],
    };
    expect(severities(config, at('a.ts', 'error'))).toEqual(['error']);
    expect(severities(config, at('src/a.ts', 'error'))).toEqual(['warning']);
    expect(severities(config, at('src/legacy/a/b.ts', 'error'))).toEqual([]);
    expect(severities(withLevel(config, 'require-timeout', 'error'), at('src/legacy/a.ts', 'error'))).toEqual(['error']);
  });

  it('say whether a rule has to run', () => {
    const off = withLevel(base, 'require-timeout', 'off');
    expect(isRuleOn(base, 'require-timeout')).toBe(true);
    expect(isRuleOn(off, 'require-timeout')).toBe(false);
    expect(isRuleOn({ ...off, overrides: [{ files: ['a'], rules: { 'require-timeout': 'error' } }] }, 'require-timeout')).toBe(true);
  });

  it('match files by globs, dots included', () => {
    const matches = globMatcher(['./src/.cache/', '*.js', '**/x?.ts']);
    expect(['src/.cache/a/b.ts', 'a.js', 'x1.ts', 'deep/.er/x2.ts'].map(matches)).toEqual([true, true, true, true]);
    expect(['src/a.ts', 'src/a.js', 'x.ts'].map(matches)).toEqual([false, false, false]);
  });
});

describe('the configuration that is used', () => {
  const file = '/project/hidden-state.config.json';

  it('is the nearest upwards, and its directory is the root', () => {
    const files = { [file]: '{"certainty":"likely","failOn":"warning","maxFileSize":7}', '/project/src/deep/a.ts': '' };
    const outcome = run(['check', '.'], {
      files,
      cwd: '/project/src/deep',
      result: { findings: [{ ...FINDING, severity: 'warning' }] },
    });
    expect(outcome.asked).toMatchObject({ root: '/project', certainty: 'likely', config: { maxFileSize: 7 } });
    expect(outcome.code).toBe(1);
  });

  it('is not looked for above the repository', () => {
    const files = { '/hidden-state.config.json': '{"maxFileSize":7}' };
    expect(run(['check'], { files }).asked?.config.maxFileSize).toBe(1024 * 1024);
  });

  it('may be a key of package.json', () => {
    const files = { '/project/package.json': '\uFEFF{"name":"shop","hidden-state":{"include":["test"]}}' };
    expect(run(['check'], { files }).asked?.config.include).toEqual(['test']);
    expect(run(['check', '-c', 'package.json'], { files }).asked?.config.include).toEqual(['test']);
  });

  it('is the file where there are both, and that is said', () => {
    const files = { [file]: '{}', '/project/package.json': '{"hidden-state":{"include":["test"]}}' };
    const { asked, err, code } = run(['check'], { files });
    expect(asked?.config.include).toEqual([]);
    expect(err).toBe('hidden-state: `hidden-state.config.json` is used; the key `hidden-state` in package.json is not\n');
    expect(code).toBe(0);
  });

  it('is the one that is named, with the root where it would have been without', () => {
    const files = { [file]: '{}', '/project/ci/strict.json': '{"include":["config"]}' };
    expect(run(['check', '--config', 'ci/strict.json'], { files }).asked).toMatchObject({
      root: '/project',
      config: { include: ['config'] },
    });
  });

  it('is overruled by flags', () => {
    const files = {
      [file]:
        '{"rules":{"require-timeout":["error",{"maxMs":5}]},"overrides":[{"files":["src"],"rules":{"require-timeout":"error"}}],"failOn":"info"}',
    };
    const outcome = run(['check', '--rule', 'require-timeout=off', '--fail-on', 'never'], {
      files,
      result: { findings: [FINDING] },
    });
    expect(outcome.asked?.config.rules['require-timeout']).toEqual({
      level: 'off',
      options: { maxMs: 5, kinds: ['unbounded'], strict: false },
    });
    expect(outcome.out).toContain('No findings');
  });

  it('starts from the files that it extends', () => {
    const files = {
      [file]: JSON.stringify({
        extends: ['./config/strict.json', './config/quiet.json'],
        rules: { 'require-timeout': ['warning', { strict: true }] },
        include: ['test'],
        ignore: ['c'],
      }),
      '/project/config/strict.json': JSON.stringify({
        extends: '../company.json',
        rules: { 'require-timeout': ['error', { maxMs: 5 }] },
        certainty: 'likely',
        ignore: ['b'],
        overrides: [{ files: ['a'], rules: { 'require-timeout': 'off' } }],
      }),
      '/project/config/quiet.json': '{"certainty":"proven","include":["script","test"],"baseline":"../known.json"}',
      '/project/company.json': '{"rules":{"no-module-state":"off","require-timeout":"off"},"ignore":["a"],"maxFileSize":9}',
    };
    const { asked, err } = run(['check', '--no-baseline'], { files });
    expect(err).toBe('');
    expect(asked).toMatchObject({ root: '/project', certainty: 'proven' });
    expect(asked?.config).toMatchObject({
      rules: {
        'no-module-state': { level: 'off' },
        'require-timeout': { level: 'warning', options: { maxMs: 5, strict: true } },
      },
      include: ['script', 'test'],
      ignore: ['a', 'b', 'c'],
      maxFileSize: 9,
      overrides: [{ files: ['a'] }],
    });
    expect(run(['check'], { files }).err).toContain('no such baseline: `known.json`');
  });

  it.each([
    [{ [file]: '{"extends":"./hidden-state.config.json"}' }, 'hidden-state.config.json: extends[0]: `./hidden-state.config.json` extends'],
    [
      { [file]: '{"extends":"./a.json"}', '/project/a.json': '{"extends":["./b/../a.json"]}' },
      'a.json: extends[0]: `./b/../a.json` extends this file in turn',
    ],
    [{ [file]: '{"extends":"./none.json"}' }, 'hidden-state.config.json: extends[0]: no such file: `./none.json`'],
    [{ [file]: '{"extends":"./a.json"}', '/project/a.json': '{"x":1}' }, 'a.json: x: unknown key'],
    [{ [file]: '{"extends":"./a.json"}', '/project/a.json': '{' }, 'a.json: broken JSON at line 1'],
    [
      { [file]: '{"extends":["./a.json"]}', '/project/a.json': '{"extends":"./none.json"}' },
      'a.json: extends[0]: no such file: `./none.json`',
    ],
  ])('is refused where what it extends is wrong: %j', (files, message) => {
    const { code, err, asked } = run(['check'], { files });
    expect({ code, asked }).toEqual({ code: 2, asked: undefined });
    expect(err).toContain(`hidden-state: ${message}`);
  });

  it.each([
    ['{"rules":\n  {"a" "b"}}', 'broken JSON at line 2, column 8: colon expected'],
    ['', 'broken JSON at line 1, column 1: value expected'],
    ['{} // why', 'broken JSON at line 1, column 4: invalid comment token'],
    ['{"a":1,}', 'broken JSON at line 1, column 8: property name expected'],
    ['{"rules":{"x\u001by":1}}', 'broken JSON at line 1, column 11: invalid character'],
    ['{"include":["\\u001b[2J"],"x\\u001b":1}', 'include[0]: must be one of'],
    ['[]', 'the configuration must be an object'],
  ])('is told where it is wrong: %j', (text, message) => {
    const { code, out, err, asked } = run(['check'], { files: { [file]: text }, cwd: '/project/src' });
    expect({ code, out, asked }).toEqual({ code: 2, out: '', asked: undefined });
    expect(err).toContain(`hidden-state: ../hidden-state.config.json: ${message}`);
    expect(err).not.toContain('\u001b');
  });

  it('does not care about a broken package.json, unless it is meant', () => {
    expect(run(['check'], { files: { '/project/package.json': '{' } }).code).toBe(0);
    expect(run(['check'], { files: { '/project/package.json': '{"hidden-state":' } })).toMatchObject({
      code: 2,
      err: 'hidden-state: package.json: broken JSON at line 1, column 17: value expected\n',
    });
    expect(run(['check', '-c', 'package.json']).err).toBe('hidden-state: package.json: has no key `hidden-state`\n');
  });
});
