import { defineModel } from './types.js';

export default defineModel({
  package: 'node:events',
  source: 'Node.js 20 events.md: listeners are kept until they are removed',
  exports: {
    '=': 'EventEmitterClass', default: 'EventEmitterClass', EventEmitter: 'EventEmitterClass',
    // Whether the event is sure to come depends on the emitter: the model of what it waits for says so (`spawn`).
    once: { call: {} },
  },
  types: {
    EventEmitterClass: { new: { returns: 'Emitter' } },
    Emitter: {
      is: 'emitter',
      jobs: { add: 'emit', handle: 'on', data: '', forgets: true },
      members: {
        on: { call: { returns: 'this' } }, once: { call: { returns: 'this' } }, off: { call: { returns: 'this' } }, addListener: { call: { returns: 'this' } },
        removeListener: { call: { returns: 'this' } }, removeAllListeners: { call: { returns: 'this' } }, setMaxListeners: { call: { returns: 'this' } }, emit: { call: {} },
      },
    },
  },
});
