import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: 'none', advice: '`timeout`' } satisfies Partial<Wait>;
const bounds = [{ option: '0.timeout' }, { option: '1.timeout' }] as const;

export default defineModel({
  package: ['request', 'request-promise', 'request-promise-native', 'retry-request'],
  source: 'README "request(options, callback)"; request 2.88.2: `timeout` has no default',
  system: 'http',
  side: 'server',
  exports: { default: 'Request', '=': 'Request' },
  types: {
    Request: {
      call: { waits: { ...response, bounds } },
      members: {
        defaults: { call: { returns: 'Request', client: { ...response, bounds: [{ option: '0.timeout' }] } } },
        get: 'Call', post: 'Call', put: 'Call', patch: 'Call', head: 'Call', delete: 'Call', del: 'Call', options: 'Call',
      },
    },
    Call: { call: { waits: { ...response, bounds } } },
  },
});
