import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: 'none', advice: '`signal: AbortSignal.timeout(ms)`' } satisfies Partial<Wait>;

export default defineModel({
  package: 'node-fetch',
  source: 'README "Options"; node-fetch 3.3.2 ignores `timeout`, 2.7.0 has it; neither has a default',
  system: 'http',
  side: 'server',
  exports: { default: 'Fetch', '=': 'Fetch' },
  types: {
    Fetch: {
      call: {
        returns: 'global#Response',
        waits: [
          { ...response, versions: '>=3', bounds: [{ signal: '1.signal' }, { signal: '0.signal' }] },
          { ...response, versions: '<3', bounds: [{ signal: '1.signal' }, { option: '1.timeout' }, { option: '0.timeout' }, { signal: '0.signal' }] },
        ],
      },
    },
  },
});
