import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: { idle: 300_000 }, advice: '`signal: AbortSignal.timeout(ms)`' } satisfies Partial<Wait>;
const bounds = [{ signal: '1.signal' }, { option: '1.timeout' }, { present: '1.dispatcher' }, { process: 'dispatcher' }] as const;

export default defineModel({
  package: 'ofetch',
  source: 'README "Timeout"; ofetch 1.5: none of its own, the global fetch underneath',
  system: 'http',
  exports: { ofetch: 'Fetch', $fetch: 'Fetch', fetch: 'global#Fetch', createFetch: { call: { returns: 'Fetch' } } },
  types: {
    Fetch: {
      call: { waits: { ...response, bounds } },
      members: {
        raw: { call: { returns: 'global#Response', waits: { ...response, bounds } } },
        native: 'global#Fetch',
        create: { call: { returns: 'Fetch', client: { ...response, bounds: [{ option: '0.timeout' }, { signal: '0.signal' }, { receiver: '0.timeout' }] } } },
      },
    },
  },
});
