import { defineModel } from './types.js';

export default defineModel({
  package: ['lru-cache', 'quick-lru', '@isaacs/ttlcache'],
  source: 'README of each; lru-cache 11 (6: a number is the size), quick-lru 7, @isaacs/ttlcache 2',
  exports: { LRUCache: 'CacheClass', TTLCache: 'CacheClass', default: 'CacheClass', '=': 'CacheClass' },
  types: {
    CacheClass: { new: { returns: 'Cache', limits: ['0.max', '0.ttl', '0.maxSize', '0.maxAge', '0'] } },
    Cache: {
      is: 'bounded',
      extends: 'global#Map',
      members: {
        peek: { call: { op: { kind: 'read', key: 0 } } },
        fetch: { call: { op: { kind: 'update', key: 0 } } },
        memo: { call: { op: { kind: 'update', key: 0 } } },
        pop: { call: { op: { kind: 'remove' } } },
        del: { call: { op: { kind: 'remove', key: 0 } } },
        reset: { call: { op: { kind: 'clear' } } },
      },
    },
  },
});
