import { defineModel } from './types.js';

const limited = { call: { returns: 'arg0', memoizes: { arg: 0 }, limits: ['1.max', '1.maxAge', '1.cache'] } } as const;

export default defineModel({
  package: ['lodash.memoize', 'lodash/memoize', 'lodash-es/memoize', 'memoizee', 'p-memoize', 'memoize', 'mem', 'fast-memoize', 'async-memoize', 'promise-memoize', 'typescript-memoize'],
  source: 'README of each; memoizee 0.4, p-memoize 8, memoize 11, mem 10, fast-memoize 2.5: kept for ever unless limited',
  exports: { default: limited, '=': limited },
});
