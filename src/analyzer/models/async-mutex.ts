import { defineModel, type Region, type Wait } from './types.js';

const held = { for: 'the lock', default: 'none', minor: true, local: true, advice: '`withTimeout(mutex, ms)`', bounds: [] } satisfies Wait;
// What `acquire` gives is the function that releases.
const until = { holder: 'result', methods: ['()'], also: ['release'] } as const;
const acquire = { kind: 'lock', until } as const satisfies Region, run = { kind: 'lock', body: 0 } as const satisfies Region;
const only = { permits: ['0'] } as const;

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
      members: {
        acquire: { call: { waits: held, region: acquire } }, runExclusive: { call: { runs: [0], returns: 'result0', waits: held, region: run } },
        waitForUnlock: { call: { waits: held } }, release: { call: {} }, isLocked: { call: {} }, cancel: { call: {} },
      },
    },
    // What it gives is a pair: the value and the function that releases.
    Semaphore: { extends: 'Mutex', is: 'lock', members: { acquire: { call: { waits: held } }, runExclusive: { call: { runs: [0], returns: 'result0', waits: held, region: { ...run, ...only } } } } },
    TimedMutex: { is: 'lock', members: { acquire: { call: { region: acquire } }, runExclusive: { call: { runs: [0], returns: 'result0', region: run } }, release: { call: {} } } },
  },
});
