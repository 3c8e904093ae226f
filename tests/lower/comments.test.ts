import { expect, test } from 'vitest';
import { ir } from './print.js';

function comments(text: string, fileName?: string): string[] {
  const module = ir(text, fileName);
  return Array.from({ length: module.count('comments') }, (_, i) => {
    const { kind, rules, reason, start, end } = module.comment(i);
    return `${kind} [${rules}] ${reason} <${text.slice(start, end)}>`;
  });
}

test('directives with rules and reasons', () => {
  expect(comments('/* eslint-disable a/b, c -- why -- so */ f(); // eslint-disable-line\n// eslint-disable-next-line d\ng()')).toEqual([
    'disable [a/b,c] why -- so </* eslint-disable a/b, c -- why -- so */>',
    'disable-line []  <// eslint-disable-line>',
    'disable-next-line [d]  <// eslint-disable-next-line d>',
  ]);
});
test('only real comments count', () => {
  const text = [
    "const a = '// eslint-disable-line', b = `// eslint-disable-line ${'/* eslint-disable */'}`, c = /\\/\\/ eslint-disable-line/;",
    '// a comment about // eslint-disable-line',
    '/* and /* eslint-disable */',
  ].join('\n');
  expect(comments(text)).toEqual([]);
  expect(comments('f(<p>// eslint-disable-line</p>)', 'view.tsx')).toEqual([]);
  expect(comments('f(<p>{/* eslint-disable */}</p>)', 'view.tsx')).toHaveLength(1);
});
test('ESLint takes `disable` in block comments only, oxlint in both', () => {
  expect(comments('// eslint-disable\n// oxlint-disable x\n/* oxlint-enable */')).toEqual([
    'disable [x]  <// oxlint-disable x>',
    'enable []  </* oxlint-enable */>',
  ]);
});
