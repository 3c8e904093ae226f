import { defineModel } from './types.js';

export default defineModel({
  package: 'memcached',
  source: 'README; memcached 2.2: `gets` and `cas` are the compare-and-set, callbacks throughout',
  system: 'store',
  side: 'server',
  exports: { '=': 'MemcachedClass', default: 'MemcachedClass' },
  types: {
    MemcachedClass: { new: { returns: 'Memcached' } },
    Memcached: {
      is: 'handle',
      members: {
        get: { call: { op: { kind: 'read', key: 0 } } }, gets: { call: { op: { kind: 'read', key: 0, locks: '0' } } }, set: { call: { op: { kind: 'write', key: 0, value: 1 } } }, replace: { call: { op: { kind: 'write', key: 0, value: 1 } } },
        add: { call: { op: { kind: 'create', key: 0, value: 1 } } }, cas: { call: { op: { kind: 'update', key: 0 } } }, incr: { call: { op: { kind: 'update', key: 0 } } }, decr: { call: { op: { kind: 'update', key: 0 } } },
        append: { call: { op: { kind: 'update', key: 0 } } }, del: { call: { op: { kind: 'remove', key: 0 } } }, flush: { call: { op: { kind: 'clear' } } },
      },
    },
  },
});
