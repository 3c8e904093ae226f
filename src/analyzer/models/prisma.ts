import { defineModel, type Wait } from './types.js';

// Limits are set in the connection string (6) or by the adapter's pool (7), both usually out of sight.
const query = { for: 'the answer to a query', default: 'unknown', advice: '`query_timeout` of the adapter', bounds: [] } satisfies Wait;

export default defineModel({
  package: '@prisma/client',
  source: 'prisma.io/docs "Connection management", "Transactions"; @prisma/client 7.10 and 6.19: maxWait 2 s and timeout 5 s for interactive transactions only',
  system: 'database',
  side: 'server',
  exports: { PrismaClient: { new: { returns: 'PrismaClient' } } },
  types: {
    PrismaClient: {
      is: 'handle',
      members: {
        '*': 'Delegate',
        $transaction: { call: { runs: [0], gives: ['PrismaClient'], returns: 'result0', waits: { ...query, default: 5_000, advice: '`timeout`', bounds: [{ option: '1.timeout' }] } } },
        $queryRaw: 'Query', $queryRawUnsafe: 'Query', $executeRaw: 'Query', $executeRawUnsafe: 'Query',
        $extends: { call: { returns: 'this' } }, $connect: {}, $disconnect: {}, $on: {},
      },
    },
    Delegate: { members: { '*': 'Query', fields: {} } },
    Query: { call: { waits: query } },
  },
});
