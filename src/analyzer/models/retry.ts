import { defineModel } from './types.js';

export default defineModel({
  package: ['p-retry', 'async-retry', 'promise-retry', 'exponential-backoff'],
  source: 'README of each; p-retry 7.1, async-retry 1.3: they start new tries, a try that hangs is not ended',
  exports: { default: 'Retry', '=': 'Retry', backOff: 'Retry' },
  types: { Retry: { call: { runs: [0], returns: 'result0' } } },
});
