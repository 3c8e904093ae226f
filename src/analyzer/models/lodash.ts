import { defineModel } from './types.js';

const each = { call: { runs: [1] } } as const;
const functions = {
  memoize: { call: { returns: 'arg0', memoizes: { arg: 0 } } },
  once: { call: { returns: 'arg0' } },
  map: each, forEach: each, filter: each, reduce: each, groupBy: each, keyBy: each, sortBy: each, some: each, every: each, find: each,
} as const;

export default defineModel({
  package: ['lodash', 'lodash-es'],
  source: 'lodash.com/docs#memoize; lodash 4: `memoize` is keyed by the first argument and keeps for ever, `once` keeps one result',
  exports: { default: 'Lodash', '=': 'Lodash', ...functions },
  types: { Lodash: { members: functions } },
});
