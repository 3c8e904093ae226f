import { defineModel, type Wait } from './types.js';

const query = { for: 'the answer to a query', default: 'none', advice: '`{ sql, timeout }`', bounds: [{ option: '0.timeout' }], edit: { set: { '0.timeout': 'ms' }, text: 'sql' } } satisfies Wait;
const statement = { call: { waits: query, sql: 0, changed: '0.affectedRows', changedAs: 'ResultSetHeader' } } as const;
// Statements that begin and end a transaction take no options: nothing can be asked of them.
const ending = { for: 'the answer to a query', default: 'unknown', advice: '`{ sql, timeout }`', bounds: [] } satisfies Wait;
// No option bounds the queue for a pooled connection.
const connection = { for: 'a free connection', default: 'none', minor: true, advice: 'a race with a timer', bounds: [] } satisfies Wait;

export default defineModel({
  package: ['mysql2', 'mysql2/promise'],
  source: 'mysql2 3.24 documentation "Connection options": connecting 10 s, queries and the pool queue without limit; affected rows are those that were found',
  system: 'database',
  side: 'server',
  exports: { '=': 'Mysql', default: 'Mysql', createConnection: 'CreateConnection', createPool: 'CreatePool', createPoolCluster: 'CreatePoolCluster' },
  types: {
    Mysql: { members: { createConnection: 'CreateConnection', createPool: 'CreatePool', createPoolCluster: 'CreatePoolCluster' } },
    CreateConnection: { call: { returns: 'Connection' } },
    CreatePool: { call: { returns: 'Pool' } },
    CreatePoolCluster: { call: { returns: 'PoolCluster' } },
    Connection: {
      is: 'handle',
      members: {
        query: statement,
        execute: statement,
        promise: { call: { returns: 'this' } },
        beginTransaction: { call: { waits: ending, region: { kind: 'transaction', until: { holder: 'receiver', methods: ['commit', 'rollback', 'destroy'] } } } },
        commit: { call: { waits: ending } },
        rollback: { call: { waits: ending } },
        release: {}, end: {}, destroy: {}, on: {},
      },
    },
    PoolConnection: {
      extends: 'Connection',
      members: {
        release: { call: { givesBack: 'as-it-is' } },
        beginTransaction: { call: { waits: ending, region: { kind: 'transaction', until: { holder: 'receiver', methods: ['commit', 'rollback', 'release', 'destroy'] } } } },
      },
    },
    Pool: {
      is: 'handle',
      members: {
        query: statement,
        execute: statement,
        promise: { call: { returns: 'this' } },
        getConnection: { call: { returns: 'PoolConnection', gives: [{}, 'PoolConnection'], waits: connection } },
        end: {}, on: {},
      },
    },
    PoolCluster: { is: 'handle', members: { getConnection: { call: { returns: 'PoolConnection', waits: connection } }, of: { call: { returns: 'Pool' } } } },
  },
});
