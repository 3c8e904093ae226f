import { defineModel, type Operation, type Wait } from './types.js';

const query = { for: 'the answer to a query', default: 'unknown', advice: "the limits of the driver's pool", bounds: [] } satisfies Wait;
const start = { returns: 'Builder', waits: { ...query, unless: 'unused' } } as const;
const select = { call: { ...start, op: { kind: 'read', resource: '().from.0', key: '().where', locks: '().for', gives: 'entries' } satisfies Operation } } as const;
const relation = { call: { waits: query, op: { kind: 'read', key: '0.where' } satisfies Operation } } as const;
const unless = ['().onConflictDoNothing', '().onConflictDoUpdate', '().onDuplicateKeyUpdate'] as const;
const adds = { value: '{import}`${{column}} {sign} {put}`', orZero: '{import}`coalesce(${{column}}, 0) {sign} {put}`', import: { from: 'drizzle-orm', name: 'sql' } } as const;
const when = {
  by: { from: 'drizzle-orm', and: 'and' }, count: 'length', ends: { text: '.returning({ {field}: {column} })' },
  words: { '===': 'eq', '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte' },
} as const;

export default defineModel({
  package: [
    'drizzle-orm/node-postgres', 'drizzle-orm/postgres-js', 'drizzle-orm/mysql2', 'drizzle-orm/neon-http', 'drizzle-orm/neon-serverless', 'drizzle-orm/vercel-postgres', 'drizzle-orm/planetscale-serverless',
    'drizzle-orm/libsql', 'drizzle-orm/pglite', 'drizzle-orm/d1',
  ],
  source: 'orm.drizzle.team/docs; drizzle-orm 0.45: a query as the driver, no isolation level of its own',
  system: 'database',
  side: 'server',
  exports: { drizzle: { call: { returns: 'Database' } }, '*Database': { new: { returns: 'Database' } }, '*Transaction': { new: { returns: 'Transaction' } } },
  types: {
    Database: {
      is: 'handle',
      members: {
        select, selectDistinct: select, selectDistinctOn: select,
        insert: { call: { ...start, op: { kind: 'create', resource: 0, value: '().values.0', unless } } },
        update: { call: { ...start, op: { kind: 'write', resource: 0, key: '().where', value: '().set.0', adds, when } } },
        delete: { call: { ...start, op: { kind: 'remove', resource: 0, key: '().where' } } },
        with: { call: { returns: 'this' } }, $with: {}, $count: { call: { waits: query, op: { kind: 'read', resource: 0, key: 1, gives: 'count' } } },
        execute: { call: { waits: query, sql: 0 } },
        transaction: { call: {
          runs: [0], gives: ['Transaction'], returns: 'result0', waits: query,
          region: { kind: 'transaction', body: 0, handle: 0, isolation: '1.isolationLevel' },
        } },
        query: 'Relations',
      },
    },
    Transaction: { extends: 'Database', is: 'handle', members: { rollback: {} } },
    Relations: { members: { '*': { members: { findMany: { call: { waits: query, op: { kind: 'read', key: '0.where', gives: 'entries' } } }, findFirst: relation } } } },
    Builder: { members: { '*': { call: { returns: 'this' } } } },
  },
});
