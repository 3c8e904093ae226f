import { defineModel } from './types.js';

export default defineModel({
  package: 'cache-manager',
  source: 'README; cache-manager 7: one Keyv in memory unless stores are given',
  system: 'store',
  exports: { createCache: { call: { returns: 'Cache', limits: ['0.stores', '0.ttl'] } }, caching: { call: { returns: 'Cache', limits: ['1.max', '1.ttl', '0'] } } },
  types: {
    Cache: {
      is: 'bounded',
      members: {
        get: { call: { op: { kind: 'read', key: 0 } } }, set: { call: { op: { kind: 'write', key: 0, value: 1 } } }, del: { call: { op: { kind: 'remove', key: 0 } } }, clear: { call: { op: { kind: 'clear' } } },
        wrap: { call: { runs: [1], returns: 'result1', op: { kind: 'update', key: 0 } } },
      },
    },
  },
});
