import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../src/analyzer/host.js';
import { parseSpecifier } from '../../src/analyzer/project/specifier.js';
import { readWorkspaceYaml } from '../../src/analyzer/project/yaml.js';
import { selectForm, updateForm } from '../../src/rules/no-lock-across-await/statement-forms.js';
import { EMPTY_CONFIG, resolveConfig } from '../../src/analyzer/config.js';
import { analyze } from '../../src/analyzer/index.js';
import { RULES } from '../../src/rules/index.js';

/** What looks at a text this long for each of its characters again, or worse, does not come back. */
const LENGTH = 400_000;
const spaces = ' '.repeat(LENGTH);
const words = (word: string): string => `${word} `.repeat(LENGTH / (word.length + 1));

describe('texts that were written against our patterns are read once', () => {
  it.each([
    `select ${spaces}`,
    `select a${spaces}from t${spaces}where${spaces}x`,
    `select ${words('from')}`,
    `select a ${words('from t')}`,
    `select a from t where ${words('for')}`,
    `select a from t where b for${spaces}no${spaces}key${spaces}upd`,
    `select a from ${'t.'.repeat(LENGTH)} where`,
    `select a from t where b${spaces};${spaces}x`,
    `select ${words('a from t where')}`,
  ])('a selection', { timeout: 30_000 }, (text) => {
    const form = selectForm(text);
    expect(form === undefined || form.where.length <= text.length).toBe(true);
  });

  it.each([
    `update ${spaces}`,
    `update t set${spaces}`,
    `update t set ${words('where')}`,
    `update t set a = 1${spaces}where`,
    `update t set a = 1 where b${spaces};${spaces}x`,
    `update ${'t.'.repeat(LENGTH)}`,
  ])('an update', { timeout: 30_000 }, (text) => {
    const form = updateForm(text);
    expect(form === undefined || form.where.length <= text.length).toBe(true);
  });

  it.each([
    `packages:\n  -${spaces}\u2028`,
    `${'a:b'.repeat(LENGTH)}`,
    `a${spaces}b`,
    `a:${spaces}\u2028`,
    `"${'a'.repeat(LENGTH)}`,
    `${':'.repeat(LENGTH)}`,
    Array.from({ length: 2_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
  ])('a list of workspaces', { timeout: 30_000 }, (text) => {
    expect(readWorkspaceYaml(text).catalogs.size).toBe(0);
  });

  it('a specifier', { timeout: 30_000 }, () => {
    expect(parseSpecifier(`./a${'?'.repeat(LENGTH)}\n`)).toEqual({ kind: 'relative', text: './a' });
  });

  it('a schema and an `extends`', { timeout: 60_000 }, () => {
    const files = {
      '/p/package.json': '{}',
      '/p/schema.prisma': `${'\n'.repeat(LENGTH)}${'generator a {\n'.repeat(LENGTH / 20)}`,
      '/p/tsconfig.json': JSON.stringify({ extends: `a${'b'.repeat(LENGTH)}\nc` }),
      '/p/src/a.ts': 'export const a = 1;',
    };
    const { errors } = analyze({
      root: '/p',
      host: createMemoryHost(files),
      config: resolveConfig(EMPTY_CONFIG, RULES),
      rules: RULES,
      certainty: 'likely',
    });
    expect(errors).toEqual([]);
  });
});

describe('and mean what they meant', () => {
  it('in statements', () => {
    expect(selectForm('SELECT id, name\n FROM public."users" WHERE id = $1 FOR NO KEY UPDATE ;')).toEqual({
      columns: 'id, name',
      table: 'public."users"',
      where: 'id = $1',
      locks: true,
    });
    expect(selectForm('select * from t where a = 1 and b = 2')).toEqual({
      columns: '*',
      table: 't',
      where: 'a = 1 and b = 2',
      locks: false,
    });
    expect(selectForm('select a from t')).toBeUndefined();
    expect(selectForm('insert into t select a from b where c')).toBeUndefined();
    expect(updateForm(' update t set a = 1, b = 2 where id = $1;')).toEqual({ table: 't', sets: 'a = 1, b = 2', where: 'id = $1' });
    expect(updateForm('update t set a = 1')).toBeUndefined();
  });

  it('in lists of workspaces', () => {
    const yaml = readWorkspaceYaml(
      ['packages:', "  - 'a/*' # here", '  -  b', '"x: y":', "  'c:d': 1", 'catalog:', '  react: ^19.0.0', '  npm:x : ~1.0.0'].join('\n'),
    );
    expect(yaml.packages).toEqual(['a/*', 'b']);
    expect([...(yaml.catalogs.get('default') ?? [])]).toEqual([
      ['react', '^19.0.0'],
      ['npm:x', '~1.0.0'],
    ]);
  });
});
