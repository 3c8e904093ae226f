import { defineModel, type Wait } from './types.js';

const query = { for: 'the answer to a query', default: 'none', advice: '`{ sql, timeout }`', bounds: [{ option: '0.timeout' }], edit: { set: { '0.timeout': 'ms' }, text: 'sql' } } satisfies Wait;
// Its answer is no list, as that of mysql2 is.
const statement = { call: { waits: query, sql: 0 } } as const;
const connection = { for: 'a free connection', default: 'none', minor: true, advice: 'a race with a timer', bounds: [] } satisfies Wait;

export default defineModel({
  package: ['mysql', 'promise-mysql'],
  source: 'mysql 2.18 README "Timeouts": connecting 10 s, queries and the pool queue without limit',
  system: 'database',
  side: 'server',
  exports: { '=': 'Mysql', default: 'Mysql', createConnection: 'CreateConnection', createPool: 'CreatePool', createPoolCluster: 'CreatePoolCluster' },
  types: {
    Mysql: { members: { createConnection: 'CreateConnection', createPool: 'CreatePool', createPoolCluster: 'CreatePoolCluster' } },
    CreateConnection: { call: { returns: 'Connection' } },
    CreatePool: { call: { returns: 'Pool' } },
    CreatePoolCluster: { call: { returns: 'PoolCluster' } },
    Connection: { extends: 'mysql2#Connection', is: 'handle', members: { query: statement } },
    PoolConnection: { extends: 'mysql2#PoolConnection', is: 'handle', members: { query: statement } },
    Pool: {
      is: 'handle',
      members: { query: statement, getConnection: { call: { returns: 'PoolConnection', gives: [{}, 'PoolConnection'], waits: connection } }, end: {}, on: {} },
    },
    PoolCluster: { is: 'handle', members: { getConnection: { call: { returns: 'PoolConnection', waits: connection } }, of: { call: { returns: 'Pool' } } } },
  },
});
