import { defineModel } from './types.js';

export default defineModel({
  package: ['p-limit', 'p-throttle'],
  source: 'README; p-limit 7.3, p-throttle 8: they delay a call, they bound nothing',
  exports: { default: 'Factory', '=': 'Factory' },
  types: {
    Factory: { call: { returns: 'Limit' } },
    Limit: { is: 'lock', call: { runs: [0], returns: 'result0' } },
  },
});
