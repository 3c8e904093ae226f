import { defineModel } from './types.js';

export default defineModel({
  package: ['p-limit', 'p-throttle'],
  source: 'README; p-limit 7.3, p-throttle 8: they delay a call, they bound nothing; a limit of 1 is a lock',
  exports: { default: 'Factory', '=': 'Factory' },
  types: {
    Factory: { call: { returns: 'Limit' } },
    Limit: { is: 'lock', call: { runs: [0], returns: 'result0', region: { kind: 'lock', body: 0, permits: ['0', '0.concurrency'] } } },
  },
});
