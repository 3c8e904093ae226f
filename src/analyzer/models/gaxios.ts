import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: 'none', advice: '`timeout`' } satisfies Partial<Wait>;
const bounds = [{ option: '0.timeout' }, { signal: '0.signal' }] as const;

export default defineModel({
  package: 'gaxios',
  source: 'src/common.ts; gaxios 8.3 and 6.7: "No timeout by default"',
  system: 'http',
  side: 'server',
  exports: { request: { call: { waits: { ...response, bounds } } }, Gaxios: { new: { returns: 'Gaxios', client: { ...response, bounds } } } },
  types: { Gaxios: { is: 'handle', settings: [{ assigned: 'defaults.timeout' }], members: { request: { call: { waits: { ...response, bounds } } } } } },
});
