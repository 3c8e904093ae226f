import { defineModel, type Wait } from './types.js';

const held = { for: 'the lock', default: 'none', minor: true, advice: '`withTimeout(mutex, ms)`', bounds: [] } satisfies Wait;

export default defineModel({
  package: 'async-mutex',
  source: 'README; async-mutex 0.5: acquiring waits for ever, `withTimeout` bounds that and never the holding',
  exports: {
    Mutex: { new: { returns: 'Mutex' } }, Semaphore: { new: { returns: 'Semaphore' } },
    withTimeout: { call: { returns: 'TimedMutex' } }, tryAcquire: { call: { returns: 'TimedMutex' } },
  },
  types: {
    Mutex: {
      is: 'lock',
      members: { acquire: { call: { waits: held } }, runExclusive: { call: { runs: [0], returns: 'result0', waits: held } }, waitForUnlock: { call: { waits: held } }, release: { call: {} }, isLocked: { call: {} }, cancel: { call: {} } },
    },
    Semaphore: { extends: 'Mutex', is: 'lock' },
    TimedMutex: { is: 'lock', members: { acquire: { call: {} }, runExclusive: { call: { runs: [0], returns: 'result0' } }, release: { call: {} } } },
  },
});
