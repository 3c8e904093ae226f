import { defineModel } from './types.js';

const sql = { call: { sql: 0, system: 'database' } } as const;
const ended = { call: { system: 'database' } } as const;

export default defineModel({
  package: ['@libsql/client', '@libsql/client/web', '@libsql/client/http'],
  source: 'docs.turso.tech/sdk/ts/reference; @libsql/client 0.18: a write transaction keeps all other writers waiting',
  system: 'database',
  side: 'server',
  exports: { createClient: { call: { returns: 'Client' } } },
  types: {
    Client: {
      is: 'handle',
      members: {
        execute: sql, batch: ended, executeMultiple: sql, close: {},
        transaction: { call: { returns: 'Transaction', system: 'database', region: { kind: 'transaction', until: { holder: 'result', methods: ['commit', 'rollback', 'close'] } } } },
      },
    },
    Transaction: { is: 'handle', members: { execute: sql, batch: ended, commit: ended, rollback: ended, close: {} } },
  },
});
