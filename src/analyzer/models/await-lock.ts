import { defineModel } from './types.js';

export default defineModel({
  package: 'await-lock',
  source: 'README; await-lock 3.0: waits for ever unless a `timeout` is given, and belongs to no one: whoever calls `release` lets the next one in',
  exports: { default: 'Class', '=': 'Class' },
  types: {
    Class: { new: { returns: 'AwaitLock' } },
    AwaitLock: {
      is: 'lock',
      members: {
        acquireAsync: { call: { waits: { for: 'a lock', default: 'none', advice: '`{ timeout }`', bounds: [{ option: '0.timeout' }] }, region: { kind: 'lock', until: { holder: 'receiver', methods: ['release'] } } } },
        tryAcquire: { call: {} }, release: { call: {} },
      },
    },
  },
});
