import { defineModel } from './types.js';

export default defineModel({
  package: ['node-cache', '@cacheable/node-cache'],
  source: 'README "Options"; node-cache 5.1: stdTTL in seconds, 0 is for ever, maxKeys -1 is none',
  side: 'server',
  exports: { default: 'NodeCacheClass', '=': 'NodeCacheClass', NodeCache: 'NodeCacheClass' },
  types: {
    NodeCacheClass: { new: { returns: 'NodeCache', limits: ['0.stdTTL', '0.maxKeys'] } },
    NodeCache: {
      is: 'bounded',
      members: {
        get: { call: { op: { kind: 'read', key: 0 } } }, mget: { call: { op: { kind: 'read', key: 0 } } }, has: { call: { op: { kind: 'read', key: 0 } } }, keys: { call: { op: { kind: 'read' } } },
        set: { call: { op: { kind: 'write', key: 0, value: 1 } } }, mset: { call: { op: { kind: 'write' } } }, take: { call: { op: { kind: 'remove', key: 0 } } },
        del: { call: { op: { kind: 'remove', key: 0 } } }, flushAll: { call: { op: { kind: 'clear' } } }, ttl: { call: {} }, on: { call: {} }, close: {},
      },
    },
  },
});
