import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: 'none', advice: '`signal: AbortSignal.timeout(ms)`' } satisfies Partial<Wait>;

export default defineModel({
  package: ['cross-fetch', 'isomorphic-fetch', 'isomorphic-unfetch'],
  source: 'cross-fetch 4.1, isomorphic-fetch 3.0: node-fetch 2 on Node, so `timeout` works although their types do not have it',
  system: 'http',
  exports: { default: 'Fetch', fetch: 'Fetch', '=': 'Fetch' },
  types: {
    Fetch: { call: { returns: 'global#Response', waits: { ...response, bounds: [{ signal: '1.signal' }, { option: '1.timeout' }] } } },
  },
});
