import { defineModel, type Wait } from './types.js';

const answer = { for: "the directory's answer", default: 'none', advice: '`timeout`' } satisfies Partial<Wait>;
const waits = { ...answer, bounds: [] } satisfies Wait;
const asks = { call: { waits } } as const;

export default defineModel({
  package: 'ldapts',
  source: 'README; ldapts 8.2: `timeout` bounds each operation and `connectTimeout` the connection, neither has a default',
  system: 'http',
  side: 'server',
  exports: { Client: { new: { returns: 'Client', client: { ...answer, bounds: [{ option: '0.timeout' }] } } } },
  types: {
    Client: { is: 'handle', members: { bind: asks, search: asks, add: asks, del: asks, modify: asks, modifyDN: asks, compare: asks, exop: asks, startTLS: asks, searchPaginated: asks, unbind: {} } },
  },
});
