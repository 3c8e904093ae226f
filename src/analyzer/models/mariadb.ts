import { defineModel, type Wait } from './types.js';

const query = { for: 'the answer to a query', default: 'none', advice: '`socketTimeout`' } satisfies Partial<Wait>;
const run = { call: { waits: { ...query, bounds: [{ option: '0.timeout' }] }, sql: 0 } } as const, command = { call: { waits: { ...query, bounds: [] } } } as const;
const client = { ...query, bounds: [{ option: '0.socketTimeout' }, { option: '0.queryTimeout' }] } satisfies Wait;

export default defineModel({
  package: 'mariadb',
  source: 'documentation/promise-api.md; mariadb 3.5: connecting 1 s, acquiring 10 s, queries without limit',
  system: 'database',
  side: 'server',
  exports: { '=': 'MariaDB', default: 'MariaDB', createConnection: 'CreateConnection', createPool: 'CreatePool' },
  types: {
    MariaDB: { members: { createConnection: 'CreateConnection', createPool: 'CreatePool' } },
    CreateConnection: { call: { returns: 'Connection', client } },
    CreatePool: { call: { returns: 'Pool', client } },
    Connection: {
      is: 'handle',
      members: {
        query: run, execute: run, batch: run, commit: command, rollback: command, end: {}, destroy: {},
        beginTransaction: { call: { ...command.call, region: { kind: 'transaction', until: { holder: 'receiver', methods: ['commit', 'rollback', 'destroy'] } } } },
      },
    },
    PoolConnection: { extends: 'Connection', is: 'handle', members: { release: {}, beginTransaction: { call: { ...command.call, region: { kind: 'transaction', until: { holder: 'receiver', methods: ['commit', 'rollback', 'release'] } } } } } },
    Pool: { extends: 'Connection', is: 'handle', members: { getConnection: { call: { returns: 'PoolConnection', waits: { for: 'a free connection', default: 10_000, advice: '`acquireTimeout`', bounds: [] } } } } },
  },
});
