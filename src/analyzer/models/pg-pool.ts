import { defineModel } from './types.js';

export default defineModel({
  package: 'pg-pool',
  source: 'README; pg-pool 3.14: the pool of pg',
  side: 'server',
  exports: { default: 'pg#PoolClass', '=': 'pg#PoolClass' },
});
