import { defineModel, type Operation, type Wait } from './types.js';

// Limits are set in the connection string (6) or by the adapter's pool (7), both usually out of sight.
const query = { for: 'the answer to a query', default: 'unknown', advice: '`query_timeout` of the adapter', bounds: [] } satisfies Wait;
// What is done to related entries is done by the database, too.
const atomics = ['increment', 'decrement', 'multiply', 'divide', 'push', 'connect', 'connectOrCreate', 'disconnect', 'create', 'createMany', 'delete', 'deleteMany', 'update', 'updateMany', 'upsert'] as const;
const adds = { member: 'increment', less: 'decrement' } as const;
const when = { method: 'updateMany', throwsSince: '5.0.0', count: 'count', words: { '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte' } } as const;
const read = { call: { waits: query, op: { kind: 'read', key: '0.where' } satisfies Operation } } as const;
const unique = { call: { waits: query, op: { kind: 'read', key: '0.where', unique: true } satisfies Operation } } as const;
const count = { call: { waits: query, op: { kind: 'read', key: '0.where', gives: 'count' } satisfies Operation } } as const;
const list = { call: { waits: query, op: { kind: 'read', key: '0.where', gives: 'entries' } satisfies Operation } } as const;
const create = { call: { waits: query, op: { kind: 'create', value: '0.data' } satisfies Operation } } as const;
const update = { call: { waits: query, op: { kind: 'write', key: '0.where', value: '0.data', atomics, adds, when } satisfies Operation } } as const;
const updateMany = { call: { waits: query, op: { kind: 'write', key: '0.where', value: '0.data', atomics, many: true, adds, when } satisfies Operation } } as const;
const raw = { call: { waits: query, sql: 0 } } as const;

export default defineModel({
  package: '@prisma/client',
  source: 'prisma.io/docs "Connection management", "Transactions", "Prisma Client API"; @prisma/client 7.10 and 6.19: maxWait 2 s and timeout 5 s for interactive transactions only',
  system: 'database',
  side: 'server',
  exports: { PrismaClient: { new: { returns: 'PrismaClient' } } },
  types: {
    PrismaClient: {
      is: 'handle',
      members: {
        '*': 'Delegate',
        $transaction: { call: {
          runs: [0], gives: ['TransactionClient'], returns: 'result0', waits: { ...query, default: 5_000, advice: '`timeout`', bounds: [{ option: '1.timeout' }] },
          region: { kind: 'transaction', body: 0, handle: 0, ttl: '1.timeout', limit: 5_000, isolation: '1.isolationLevel' },
        } },
        $queryRaw: raw, $queryRawUnsafe: raw, $executeRaw: raw, $executeRawUnsafe: raw,
        $extends: { call: { returns: 'this' } }, $connect: {}, $disconnect: {}, $on: {},
      },
    },
    // It opens no transaction of its own.
    TransactionClient: { extends: 'PrismaClient', is: 'handle', members: { $transaction: {} } },
    Delegate: {
      members: {
        findUnique: unique, findUniqueOrThrow: unique, findFirst: read, findFirstOrThrow: read, findMany: list, count, aggregate: read, groupBy: list,
        create, createMany: create, createManyAndReturn: create,
        update, updateMany, updateManyAndReturn: updateMany,
        upsert: { call: { waits: query, op: { kind: 'update', key: '0.where', value: '0.update', atomics } } },
        delete: { call: { waits: query, op: { kind: 'remove', key: '0.where', refuses: true, when: { method: 'deleteMany', count: 'count', words: {} } } } }, deleteMany: { call: { waits: query, op: { kind: 'remove', key: '0.where', many: true, when: { count: 'count', words: {} } } } },
        '*': 'Query', fields: {},
      },
    },
    Query: { call: { waits: query } },
  },
});
