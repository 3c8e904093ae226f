import { defineModel, type Wait } from './types.js';

const query = {
  for: 'the answer to a query', default: { idle: 300_000 }, advice: '`fetchOptions: { signal: AbortSignal.timeout(ms) }`',
} satisfies Partial<Wait>;

export default defineModel({
  package: '@neondatabase/serverless',
  source: 'README, CONFIG.md; @neondatabase/serverless 1.2: over HTTP as the global fetch, the pool as pg',
  system: 'database',
  side: 'server',
  exports: { neon: { call: { returns: 'Sql' } }, Pool: 'pg#PoolClass', Client: 'pg#ClientClass' },
  types: {
    Sql: {
      is: 'handle',
      call: { waits: { ...query, unless: 'unused', bounds: [] }, sql: 0 },
      members: { query: { call: { waits: { ...query, bounds: [{ signal: '2.fetchOptions.signal' }] }, sql: 0 } }, transaction: { call: { waits: { ...query, bounds: [{ signal: '1.fetchOptions.signal' }] } } } },
    },
  },
});
