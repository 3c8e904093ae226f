import { defineModel } from './types.js';

export default defineModel({
  package: 'cockatiel',
  source: 'README; cockatiel 3.2: `timeout(ms, Aggressive)` ends the wait, `Cooperative` only signals',
  exports: {
    timeout: { call: { returns: 'TimeoutPolicy' } },
    retry: { call: { returns: 'Policy' } }, circuitBreaker: { call: { returns: 'Policy' } }, bulkhead: { call: { returns: 'Policy' } }, fallback: { call: { returns: 'Policy' } },
    wrap: { call: { returns: 'WrappedPolicy' } },
  },
  types: {
    TimeoutPolicy: { members: { execute: { call: { runs: [0], returns: 'result0', wraps: { arg: 0, bounds: [{ receiver: '0' }] } } } } },
    Policy: { members: { execute: { call: { runs: [0], returns: 'result0' } } } },
    // Which policies it joins is not followed: it is taken to contain a limit, as these nearly always do.
    WrappedPolicy: { members: { execute: { call: { runs: [0], returns: 'result0', wraps: { arg: 0, bounds: [{ present: '0' }] } } } } },
  },
});
