import { defineModel, type Wait } from './types.js';

const wait = { for: 'the lock', default: 10_000, minor: true, advice: '`acquireTimeout`', bounds: [] } satisfies Wait;

export default defineModel({
  package: 'redis-semaphore',
  source: 'README; redis-semaphore 5.8: acquireTimeout 10 s, a lease of 10 s that is renewed while it is held',
  system: 'store',
  side: 'server',
  exports: { Mutex: 'MutexClass', RedlockMutex: 'MutexClass', Semaphore: 'SemaphoreClass', RedlockSemaphore: 'SemaphoreClass' },
  types: {
    MutexClass: { new: { returns: 'Mutex' } },
    SemaphoreClass: { new: { returns: 'Semaphore' } },
    Mutex: { is: 'lock', members: { acquire: { call: { waits: wait, region: { kind: 'lock', until: { holder: 'receiver', methods: ['release'] } } } }, tryAcquire: { call: {} }, release: { call: {} } } },
    Semaphore: { is: 'lock', members: { acquire: { call: { waits: wait, region: { kind: 'lock', permits: ['2'], until: { holder: 'receiver', methods: ['release'] } } } }, tryAcquire: { call: {} }, release: { call: {} } } },
  },
});
