import { defineModel } from './types.js';

export default defineModel({
  package: 'tiny-lru',
  source: 'README; tiny-lru 11: the first argument is the size, 1000 if it is missing, 0 is none',
  exports: { lru: { call: { returns: 'lru-cache#Cache', limits: ['0', '1'] } }, LRU: { new: { returns: 'lru-cache#Cache', limits: ['0', '1'] } } },
});
