import { defineModel } from './types.js';

export default defineModel({
  package: ['memoize-one', 'micro-memoize', 'moize'],
  source: 'README of each; memoize-one 6, micro-memoize 4 and moize 6: the last result only (`maxSize` of the latter two, 1)',
  exports: { default: { call: { returns: 'arg0' } }, '=': { call: { returns: 'arg0' } } },
});
