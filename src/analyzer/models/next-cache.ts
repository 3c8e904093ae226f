import { defineModel } from './types.js';

export default defineModel({
  package: 'next/cache',
  source: 'nextjs.org/docs/app/api-reference/functions/unstable_cache; next 15: kept in the data cache, not in the process',
  side: 'server',
  exports: { unstable_cache: { call: { returns: 'arg0' } } },
});
