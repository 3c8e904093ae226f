import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: 'none', advice: '`timeout`' } satisfies Partial<Wait>;
const waits = { ...response, bounds: [{ option: '1.timeout' }, { signal: '1.signal' }, { process: 'googleapis' }] } satisfies Wait;
const changed = { call: { system: 'webhook', waits } } as const;
const service = { call: { returns: 'Service', client: { ...response, bounds: [{ option: '0.timeout' }, { signal: '0.signal' }, { process: 'googleapis' }] } } } as const;

export default defineModel({
  package: ['googleapis', '@googleapis/*'],
  source: 'README "Request-level options"; googleapis-common 8.0 src/apirequest.ts, gaxios 7 src/common.ts: no timeout by default',
  system: 'http',
  side: 'server',
  exports: {
    google: { members: { options: { call: { sets: 'googleapis', setsUnder: [{ option: '0.timeout' }, { signal: '0.signal' }] } }, auth: {}, '*': service } },
    auth: {}, default: {}, AuthPlus: {}, VERSIONS: {}, '*': service,
  },
  types: {
    Service: { is: 'handle', members: { context: {}, '*': 'Resource' } },
    Resource: {
      call: { waits },
      members: { insert: changed, create: changed, update: changed, patch: changed, delete: changed, send: changed, batchUpdate: changed, append: changed, '*': 'Resource' },
    },
  },
});
