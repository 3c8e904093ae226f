import { defineModel, type Wait } from './types.js';

const answer = { for: 'the answer to a query', default: 30_000, advice: '`request_timeout`' } satisfies Partial<Wait>;
const call = { ...answer, bounds: [{ signal: '0.abort_signal' }] } satisfies Wait;

export default defineModel({
  package: ['@clickhouse/client', '@clickhouse/client-web'],
  source: 'clickhouse.com/docs/integrations/javascript "Configuration"; @clickhouse/client 1.23: 30 s',
  system: 'database',
  side: 'server',
  exports: { createClient: { call: { returns: 'ClickHouseClient', client: { ...answer, bounds: [{ option: '0.request_timeout' }] } } } },
  types: {
    ClickHouseClient: { is: 'handle', members: { query: { call: { waits: call } }, insert: { call: { waits: call } }, command: { call: { waits: call } }, exec: { call: { waits: call } }, ping: {}, close: {} } },
  },
});
