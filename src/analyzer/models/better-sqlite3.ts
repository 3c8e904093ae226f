import { defineModel } from './types.js';

export default defineModel({
  package: 'better-sqlite3',
  source: 'docs/api.md; better-sqlite3 12.11: synchronous throughout, one connection: nothing else runs in a transaction',
  side: 'server',
  exports: { default: 'DatabaseClass', '=': 'DatabaseClass' },
  types: {
    DatabaseClass: { new: { returns: 'Database' }, call: { returns: 'Database' } },
    Database: { is: 'handle', members: { prepare: { call: { returns: 'Statement', sql: 0 } }, exec: { call: { sql: 0 } }, transaction: { call: {} }, pragma: {}, close: {} } },
    Statement: { members: { get: {}, all: {}, run: {}, iterate: {} } },
  },
});
