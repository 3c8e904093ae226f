import { defineModel } from './types.js';

export default defineModel({
  package: ['lodash', 'lodash-es', 'lodash.memoize', 'lodash/memoize', 'lodash-es/memoize'],
  source: 'lodash.com/docs#memoize; lodash 4: keyed by the first argument, kept for ever. `once` and `debounce` keep one result',
  exports: { default: 'Lodash', '=': 'Lodash', memoize: 'Memoize', map: 'Each', forEach: 'Each', filter: 'Each', reduce: 'Each', groupBy: 'Each', keyBy: 'Each', sortBy: 'Each', once: 'Same' },
  types: {
    Lodash: { call: { returns: 'arg0', memoizes: { arg: 0 } }, members: { memoize: 'Memoize', map: 'Each', forEach: 'Each', filter: 'Each', reduce: 'Each', groupBy: 'Each', keyBy: 'Each', sortBy: 'Each', once: 'Same' } },
    Memoize: { call: { returns: 'arg0', memoizes: { arg: 0 } } },
    Each: { call: { runs: [1] } },
    Same: { call: { returns: 'arg0' } },
  },
});
