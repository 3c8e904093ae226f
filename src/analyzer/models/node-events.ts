import { defineModel } from './types.js';

export default defineModel({
  package: 'node:events',
  source: 'Node.js 20 events.md: `once` waits until the event, its `signal` ends that',
  exports: {
    '=': 'EventEmitterClass', default: 'EventEmitterClass', EventEmitter: 'EventEmitterClass',
    once: { call: { waits: { for: 'the event', default: 'none', minor: true, advice: '`signal: AbortSignal.timeout(ms)`', bounds: [{ signal: '2.signal' }] } } },
  },
  types: {
    EventEmitterClass: { new: { returns: 'Emitter' } },
    Emitter: {
      is: 'emitter',
      members: {
        on: { call: { returns: 'this' } }, once: { call: { returns: 'this' } }, off: { call: { returns: 'this' } }, addListener: { call: { returns: 'this' } },
        removeListener: { call: { returns: 'this' } }, removeAllListeners: { call: { returns: 'this' } }, setMaxListeners: { call: { returns: 'this' } }, emit: { call: {} },
      },
    },
  },
});
