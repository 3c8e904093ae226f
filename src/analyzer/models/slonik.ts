import { defineModel, type Wait } from './types.js';

const query = { for: 'the answer to a query', default: 60_000, advice: '`statementTimeout`', bounds: [] } satisfies Wait;
const sql = { call: { waits: query, sql: 0 } } as const;

export default defineModel({
  package: ['slonik', '@silverhand/slonik'],
  source: 'README; slonik 47.3 src/factories/createClientConfiguration.ts: statements 60 s, connecting 5 s; a transaction is tried again after a serialization failure',
  system: 'database',
  side: 'server',
  exports: {
    createPool: { call: { returns: 'Pool' } }, DatabasePool: { new: { returns: 'Pool' } }, CommonQueryMethods: { new: { returns: 'Methods' } }, DatabaseConnection: { new: { returns: 'Pool' } },
    DatabasePoolConnection: { new: { returns: 'Pool' } }, DatabaseTransactionConnection: { new: { returns: 'Transaction' } },
  },
  types: {
    Methods: {
      is: 'handle',
      members: {
        any: sql, anyFirst: sql, exists: sql, many: sql, manyFirst: sql, maybeOne: sql, maybeOneFirst: sql, one: sql, oneFirst: sql, query: sql,
        transaction: { call: { runs: [0], gives: ['Transaction'], returns: 'result0', waits: query, region: { kind: 'transaction', body: 0, handle: 0, retries: true } } },
      },
    },
    Pool: { extends: 'Methods', is: 'handle', members: { connect: { call: { runs: [0], gives: ['Pool'], returns: 'result0', waits: query } }, end: {} } },
    Transaction: { extends: 'Methods', is: 'handle' },
  },
});
