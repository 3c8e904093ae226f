import { defineModel, type Wait } from './types.js';

const query = { for: 'the answer to a query', default: 'none', advice: '`query_timeout`' } satisfies Partial<Wait>;
const connection = { for: 'a connection', default: 'none', advice: '`connectionTimeoutMillis`', minor: true } satisfies Partial<Wait>;
// `statement_timeout` is the server's promise: enough against slow queries, not against a server that is gone.
const client = [
  { ...query, bounds: [{ option: '0.query_timeout' }, { option: '0.statement_timeout' }] },
  { ...connection, bounds: [{ option: '0.connectionTimeoutMillis' }] },
] satisfies readonly Wait[];
// The types do not have `query_timeout` in a query's config; lib/client.js reads it.
const ownQuery = { call: { waits: { ...query, bounds: [{ option: '0.query_timeout' }] }, sql: 0, changed: 'rowCount' } } as const;

export default defineModel({
  package: ['pg', '@vercel/postgres'],
  source: 'node-postgres.com/apis/client and /apis/pool; pg 8.23.1, pg-pool 3.14.0: query, connect and acquire are unbounded by default',
  system: 'database',
  side: 'server',
  exports: { ClientBase: { new: { returns: 'Client' } }, Pool: 'PoolClass', Client: 'ClientClass', default: 'Pg', '=': 'Pg', native: 'Pg' },
  types: {
    Pg: { members: { Pool: 'PoolClass', Client: 'ClientClass' } },
    PoolClass: { new: { returns: 'Pool', client } },
    ClientClass: { new: { returns: 'Client', client } },
    Pool: {
      is: 'handle',
      members: {
        query: ownQuery,
        connect: { call: { returns: 'Client', gives: [{}, 'Client'], waits: { ...connection, bounds: [] } } },
        on: { call: { returns: 'this' } }, end: {},
      },
    },
    Client: {
      is: 'handle',
      members: {
        query: ownQuery,
        connect: { call: { waits: { ...connection, bounds: [] } } },
        on: { call: { returns: 'this' } }, end: {}, release: { call: { givesBack: 'as-it-is' } },
      },
    },
    PoolClient: { extends: 'Client', is: 'handle' },
  },
});
