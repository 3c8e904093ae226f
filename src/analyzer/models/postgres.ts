import { defineModel, type Wait } from './types.js';

const query = { for: 'the answer to a query', default: 'none', advice: '`connection: { statement_timeout: ms }`' } satisfies Partial<Wait>;

export default defineModel({
  package: 'postgres',
  source: 'README "Connection details"; postgres 3.4.9: connect_timeout 30 s, queries have no limit',
  system: 'database',
  side: 'server',
  exports: { default: 'Connect', '=': 'Connect' },
  types: {
    Connect: { call: { returns: 'Sql', client: { ...query, bounds: [{ option: '*.connection.statement_timeout' }] } } },
    TransactionSql: { extends: 'Sql', is: 'handle' },
    Sql: {
      is: 'handle',
      call: { waits: { ...query, bounds: [] }, sql: 0 },
      members: {
        unsafe: { call: { waits: { ...query, bounds: [] }, sql: 0 } },
        file: { call: { waits: { ...query, bounds: [] } } },
        begin: { call: { runs: [0, 1], gives: ['TransactionSql'], waits: { ...query, bounds: [] }, region: { kind: 'transaction', body: -1, handle: 0 } } },
        savepoint: { call: { runs: [0, 1], gives: ['TransactionSql'], waits: { ...query, bounds: [] } } },
        reserve: { call: { returns: 'Sql', waits: { ...query, for: 'a free connection', minor: true, bounds: [] } } },
        notify: { call: { waits: { ...query, bounds: [] } } },
        listen: { call: { registers: { context: 'job', from: 1 } } },
        json: {}, array: {}, types: {}, typed: {}, end: {}, options: {}, parameters: {},
      },
    },
  },
});
