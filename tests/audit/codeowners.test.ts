import { describe, expect, it } from 'vitest';
import { readCodeOwners } from '../../src/report/audit/codeowners.js';

const GITHUB = `
# Everything
*       @everyone  # by default
*.sql   @dba dba@example.com
/src/   @src
src/**/api/ @api
/docs/* @docs
apps/   @apps
/apps/nobody
path\\ with\\ spaces/ @spaces
!src/x.ts @never
`;

describe('owners, as GitHub reads them', () => {
  const owners = readCodeOwners(GITHUB);

  it.each([
    ['index.ts', ['@everyone']],
    ['db/schema.sql', ['@dba', 'dba@example.com']],
    ['src/x.ts', ['@src']],
    ['src/a/b/api/x.ts', ['@api']],
    ['lib/src/x.ts', ['@everyone']],
    ['docs/a.md', ['@docs']],
    ['docs/deep/a.md', ['@everyone']],
    ['web/apps/x.ts', ['@apps']],
    ['apps/nobody/x.ts', []],
    ['path with spaces/x.ts', ['@spaces']],
  ])('own %s: %j', (file, expected) => {
    expect(owners(file)).toEqual(expected);
  });
});

it('are nobody without a file', () => {
  expect(readCodeOwners('')('src/x.ts')).toEqual([]);
});

it('have a say each, in sections of GitLab, with the owners of the section as a default', () => {
  const owners = readCodeOwners('* @all\n[Database][2] @dba\n*.sql\n/legal.sql @legal\n^[Docs]\n/docs/ @docs\n');
  expect(owners('a.sql')).toEqual(['@all', '@dba']);
  expect(owners('legal.sql')).toEqual(['@all', '@legal']);
  expect(owners('docs/a.md')).toEqual(['@all', '@docs']);
});
