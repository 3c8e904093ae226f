import { defineModel, type Wait } from './types.js';

const held = { for: 'the lock', default: 'none', minor: true, local: true, advice: '`timeout`', bounds: [{ option: 'last.timeout' }] } satisfies Wait;

export default defineModel({
  package: 'async-lock',
  source: 'README "Options"; async-lock 1.4: timeout 0, which is none; `maxExecutionTime` frees the key while the function goes on',
  exports: { default: 'AsyncLockClass', '=': 'AsyncLockClass' },
  types: {
    AsyncLockClass: { new: { returns: 'AsyncLock', client: { ...held, bounds: [{ option: '0.timeout' }] } } },
    AsyncLock: { is: 'lock', members: { acquire: { call: { runs: [1], returns: 'result1', waits: held, region: { kind: 'lock', body: 1, key: 0 } } }, isBusy: { call: {} } } },
  },
});
