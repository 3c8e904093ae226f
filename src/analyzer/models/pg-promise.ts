import { defineModel, type Wait } from './types.js';

const query = { for: 'the answer to a query', default: 'unknown', advice: '`query_timeout` of the connection', bounds: [] } satisfies Wait;
const sql = { call: { waits: query, sql: 0 } } as const;

export default defineModel({
  package: 'pg-promise',
  source: 'vitaly-t.github.io/pg-promise; pg-promise 12.7: `tx` opens a transaction, `task` only shares a connection',
  system: 'database',
  side: 'server',
  exports: { default: 'Init', '=': 'Init' },
  types: {
    Init: { call: { returns: 'Main' } },
    Main: { call: { returns: 'Database' } },
    Database: {
      is: 'handle',
      members: {
        query: sql, none: sql, one: sql, oneOrNone: sql, many: sql, manyOrNone: sql, any: sql, result: sql, multi: sql,
        tx: { call: { runs: [0, 1], gives: ['Task'], waits: query, region: { kind: 'transaction', body: -1, handle: 0 } } }, txIf: { call: { runs: [0, 1], gives: ['Task'], waits: query, region: { kind: 'transaction', body: -1, handle: 0 } } },
        task: { call: { runs: [0, 1], gives: ['Task'], waits: query } },
      },
    },
    Task: { extends: 'Database', is: 'handle', members: { batch: { call: { waits: query } } } },
  },
});
