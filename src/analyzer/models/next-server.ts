import { defineModel } from './types.js';

export default defineModel({
  package: 'next/server',
  source: 'nextjs.org/docs/app/api-reference/functions/after; next 15: runs after the response',
  side: 'server',
  exports: { after: { call: { registers: { context: 'job', from: 0 } } } },
});
