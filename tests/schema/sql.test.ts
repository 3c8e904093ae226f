import { describe, expect, it } from 'vitest';
import { sqlTables } from '../../src/analyzer/schema/migrations.js';
import { coversKey } from '../../src/analyzer/schema/table.js';
import { tokensOf } from '../../src/analyzer/sql/tokens.js';

/** The keys of a table after statements that run one after another, each in a file of its own. */
const keysAfter = (table: string, ...statements: string[]): unknown =>
  sqlTables(statements.map((text, i) => ({ path: `/p/migrations/00${i}.sql`, text }))).get(table)?.map(({ keys }) => keys);

describe('tokensOf', () => {
  it('leaves comments out and takes quotes away', () => {
    expect(tokensOf('-- x\nSELECT /* y */ "a ""b", `c`, [d e], \'it\'\'s\', $f$ ; $f$, 1.5;').map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'word SELECT',
      'name a "b',
      'mark ,',
      'name c',
      'mark ,',
      'name d e',
      'mark ,',
      "text 'it''s'",
      'mark ,',
      'text $f$ ; $f$',
      'mark ,',
      'word 1.5',
      'mark ;',
    ]);
  });

  it('ends where the text ends', () => {
    expect(tokensOf("'open").length).toBe(1);
    expect(tokensOf('/* open').length).toBe(0);
    expect(tokensOf('$a$ open').length).toBe(1);
  });
});

describe('sqlTables', () => {
  it('reads keys of columns and of tables', () => {
    expect(
      keysAfter(
        'users',
        `CREATE TABLE IF NOT EXISTS app."Users" (
           id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mail varchar(200) CONSTRAINT m UNIQUE NOT NULL, n numeric(10, 2) DEFAULT 0,
           t text REFERENCES tenants (id), UNIQUE (t, mail), UNIQUE KEY by_n (n DESC), CHECK (n > 0), FOREIGN KEY (t) REFERENCES tenants (id), KEY k (n)
         );`,
      ),
    ).toEqual([[['id'], ['mail'], ['t', 'mail'], ['n']]]);
  });

  it('adds indexes and constraints, whole ones only', () => {
    const create = 'CREATE TABLE a (b int, c int, PRIMARY KEY (b, c))';
    expect(keysAfter('a', create, 'CREATE UNIQUE INDEX i ON a (c)')).toEqual([[['b', 'c'], ['c']]]);
    expect(keysAfter('a', create, 'CREATE UNIQUE INDEX i ON a USING btree (c) WHERE b IS NULL')).toEqual([[['b', 'c']]]);
    expect(keysAfter('a', create, 'CREATE UNIQUE INDEX ON a (lower(c))')).toEqual([[['b', 'c']]]);
    expect(keysAfter('a', create, 'CREATE INDEX i ON a (c)')).toEqual([[['b', 'c']]]);
    expect(keysAfter('a', create, 'ALTER TABLE ONLY a ADD CONSTRAINT u UNIQUE (c), ADD COLUMN d int UNIQUE')).toEqual([[['b', 'c'], ['c'], ['d']]]);
    expect(keysAfter('a', create, 'ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (c) REFERENCES x (id)')).toEqual([[['b', 'c']]]);
  });

  it('takes away what is dropped later', () => {
    const create = 'CREATE TABLE a (b int UNIQUE, c int); CREATE UNIQUE INDEX i ON a (c);';
    expect(keysAfter('a', create, 'DROP INDEX IF EXISTS "i"')).toEqual([[['b']]]);
    expect(keysAfter('a', create, 'DROP INDEX i ON a')).toEqual([[['b']]]);
    expect(keysAfter('a', create, 'ALTER TABLE a DROP CONSTRAINT a_b_key')).toEqual([[['c']]]);
    expect(keysAfter('a', create, 'ALTER TABLE a DROP COLUMN c')).toEqual([[['b']]]);
    expect(keysAfter('a', create, 'ALTER TABLE a RENAME COLUMN c TO d')).toEqual([[['b']]]);
    expect(keysAfter('a', create, 'DROP TABLE a')).toBeUndefined();
    expect(keysAfter('z', create, 'ALTER TABLE a RENAME TO z')).toEqual([[['b'], ['c']]]);
  });

  it('does not run what undoes a migration', () => {
    expect(keysAfter('a', 'CREATE TABLE a (b int UNIQUE);\n-- migrate:down\nDROP TABLE a;')).toEqual([[['b']]]);
    const files = [
      { path: '/p/m/1.up.sql', text: 'CREATE TABLE a (b int UNIQUE)' },
      { path: '/p/m/1.down.sql', text: 'DROP TABLE a' },
    ];
    expect(sqlTables(files).get('a')?.length).toBe(1);
  });

  it('keeps the tables of two services apart', () => {
    const files = ['x', 'y'].map((name) => ({ path: `/p/${name}/migrations/1/up.sql`, text: `CREATE TABLE a (${name} int UNIQUE)` }));
    expect(sqlTables(files).get('a')?.map(({ keys }) => keys)).toEqual([[['x']], [['y']]]);
  });
});

describe('coversKey', () => {
  it('asks for every column of a key, however it is written', () => {
    const table = { keys: [['user_id', 'name']], versioned: false, relations: new Map() };
    expect(coversKey(table, ['name', 'userId', 'color'])).toBe(true);
    expect(coversKey(table, ['name'])).toBe(false);
    expect(coversKey({ ...table, keys: [] }, ['name'])).toBe(false);
  });
});
