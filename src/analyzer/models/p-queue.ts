import { defineModel } from './types.js';

export default defineModel({
  package: 'p-queue',
  source: 'README; p-queue 9.3: `timeout` of the queue or of one task, none by default; the time in the queue is not counted',
  exports: { default: { new: { returns: 'PQueue' } } },
  types: {
    PQueue: {
      is: 'lock',
      members: {
        add: { call: { runs: [0], returns: 'result0', region: { kind: 'lock', body: 0, permits: ['0.concurrency'] }, wraps: { arg: 0, bounds: [{ option: '1.timeout' }, { receiver: '0.timeout' }] } } },
        addAll: { call: {} }, onIdle: {}, onEmpty: {}, start: {}, pause: {}, clear: {},
      },
    },
  },
});
