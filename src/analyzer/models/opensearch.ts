import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: 30_000, advice: '`requestTimeout`' } satisfies Partial<Wait>;

export default defineModel({
  package: '@opensearch-project/opensearch',
  source: 'lib/Transport.js; 3.9: 30 s for each of 3 tries',
  system: 'search',
  side: 'server',
  exports: { Client: { new: { returns: 'Client', client: { ...response, bounds: [{ option: '0.requestTimeout' }] } } } },
  types: {
    Client: { extends: 'Namespace', is: 'handle', members: { close: {}, child: { call: { returns: 'this' } } } },
    Namespace: { members: { '*': 'Namespace' }, call: { waits: { ...response, bounds: [{ option: '1.requestTimeout' }] } } },
  },
});
