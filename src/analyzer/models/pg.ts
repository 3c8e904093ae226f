import { defineModel, type Wait } from './types.js';

const query = { for: 'the answer to a query', default: 'none', advice: '`query_timeout`' } satisfies Partial<Wait>;
const connection = { for: 'a connection', default: 'none', advice: '`connectionTimeoutMillis`', bounds: [{ option: '0.connectionTimeoutMillis' }], minor: true } satisfies Wait;
const ownBounds = [{ option: '0.query_timeout' }] as const;

export default defineModel({
  package: ['pg', 'pg-pool', '@neondatabase/serverless', '@vercel/postgres'],
  source: 'node-postgres.com/apis/client and /apis/pool; pg 8.23.1, pg-pool 3.14.0: query, connect and acquire are unbounded by default',
  side: 'server',
  exports: {
    Pool: { new: { returns: 'Pool', client: [{ ...query, bounds: [{ option: '0.query_timeout' }, { option: '0.statement_timeout' }] }, connection] } },
    Client: { new: { returns: 'Client', client: [{ ...query, bounds: [{ option: '0.query_timeout' }, { option: '0.statement_timeout' }] }, connection] } },
    default: { members: { Pool: 'PoolClass', Client: 'ClientClass' } },
  },
  types: {
    PoolClass: { new: { returns: 'Pool', client: [{ ...query, bounds: [{ option: '0.query_timeout' }, { option: '0.statement_timeout' }] }, connection] } },
    ClientClass: { new: { returns: 'Client', client: [{ ...query, bounds: [{ option: '0.query_timeout' }, { option: '0.statement_timeout' }] }, connection] } },
    Pool: {
      is: 'handle',
      members: {
        query: { call: { waits: { ...query, bounds: ownBounds } } },
        connect: { call: { returns: 'Client', waits: connection } },
      },
    },
    Client: {
      is: 'handle',
      members: {
        query: { call: { waits: { ...query, bounds: ownBounds } } },
        connect: { call: { waits: connection } },
      },
    },
  },
});
