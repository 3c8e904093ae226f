import { defineModel } from './types.js';

export default defineModel({
  package: 'keyv',
  source: 'README; keyv 5.6: a Map unless a store is given; with a store it is a client of that',
  system: 'store',
  exports: { default: 'KeyvClass', Keyv: 'KeyvClass', '=': 'KeyvClass' },
  types: {
    KeyvClass: { new: { returns: 'Keyv', limits: ['0.store', '0.ttl', '0'] } },
    Keyv: {
      is: 'bounded',
      members: {
        get: { call: { op: { kind: 'read', key: 0 } } }, has: { call: { op: { kind: 'read', key: 0, gives: 'exists' } } }, set: { call: { op: { kind: 'write', key: 0, value: 1 } } },
        delete: { call: { op: { kind: 'remove', key: 0 } } }, clear: { call: { op: { kind: 'clear' } } },
      },
    },
  },
});
