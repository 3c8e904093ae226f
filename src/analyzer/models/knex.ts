import { defineModel, type Operation, type Wait } from './types.js';

// The driver below decides; its options are usually part of a connection string.
const query = { for: 'the answer to a query', default: 'unknown', advice: '`.timeout(ms)`', bounds: [{ chain: 'timeout', args: 1 }] } satisfies Wait;
const table = { returns: 'Builder', names: 0 } as const;
const locks = ['().forUpdate', '().forShare', '().forNoKeyUpdate', '().forKeyShare'] as const;
const read = { call: { returns: 'this', op: { kind: 'read', key: '().where', locks } satisfies Operation } } as const;
const list = { call: { returns: 'this', op: { kind: 'read', key: '().where', locks, gives: 'entries' } satisfies Operation } } as const;
const count = { call: { returns: 'this', op: { kind: 'read', key: '().where', locks, gives: 'count' } satisfies Operation } } as const;
const update = { call: { returns: 'this', op: { kind: 'update', key: '().where', value: 1 } satisfies Operation } } as const;
const remove = { call: { returns: 'this', op: { kind: 'remove', key: '().where' } satisfies Operation } } as const;

export default defineModel({
  package: 'knex',
  source: 'knexjs.org/guide; knex 3.3: acquiring 60 s, a query as the driver, no isolation level of its own',
  system: 'database',
  side: 'server',
  exports: { default: 'Factory', knex: 'Factory', '=': 'Factory', Knex: { new: { returns: 'Knex' } } },
  types: {
    Factory: { call: { returns: 'Knex' } },
    Knex: {
      is: 'handle',
      call: { ...table, waits: { ...query, unless: 'unused' } },
      members: {
        raw: { call: { waits: query, sql: 0 } },
        transaction: { call: {
          runs: [0], gives: ['Transaction'], returns: 'Transaction', waits: query,
          region: { kind: 'transaction', body: 0, handle: 0, until: { holder: 'result', methods: ['commit', 'rollback'] }, isolation: '1.isolationLevel' },
        } },
        schema: {}, destroy: {}, fn: {}, select: { call: { returns: 'Builder' } }, from: { call: table }, table: { call: table }, queryBuilder: { call: { returns: 'Builder' } },
      },
    },
    Transaction: { extends: 'Knex', is: 'handle', members: { commit: { call: { waits: query } }, rollback: { call: { waits: query } }, savepoint: { call: { runs: [0], gives: ['Transaction'], waits: query } } } },
    Builder: {
      members: {
        select: list, first: read, pluck: list, count, countDistinct: count, sum: count, max: count, min: count, avg: count,
        insert: { call: { returns: 'this', op: { kind: 'create', value: 0, unless: '().onConflict' } } },
        update: { call: { returns: 'this', op: { kind: 'write', key: '().where', value: 0, adds: { method: 'increment', less: 'decrement', args: ['field', 'amount'], beside: true }, when: { by: 'link', count: '', words: {} } } } },
        increment: update, decrement: update, del: remove, delete: remove, truncate: { call: { returns: 'this', op: { kind: 'clear' } } },
        '*': { call: { returns: 'this' } },
      },
    },
  },
});
