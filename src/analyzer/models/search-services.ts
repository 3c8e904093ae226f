import { defineModel } from './types.js';

export default defineModel({
  package: ['algoliasearch', 'meilisearch', 'typesense'],
  source: 'README of each; algoliasearch 5.64 and 4, meilisearch 0.62, typesense 3.1',
  system: 'search',
  exports: {
    default: 'Factory', '=': 'Factory', algoliasearch: 'Factory', searchClient: 'Factory', MeiliSearch: { new: { returns: 'Client' } }, Meilisearch: { new: { returns: 'Client' } }, Client: { new: { returns: 'Client' } },
  },
  types: {
    Factory: { call: { returns: 'Client' }, members: { Client: { new: { returns: 'Client' } } } },
    Client: { extends: 'Part', is: 'handle' },
    // `client.index('x')`, `client.collections('x').documents()` lead to what sends.
    Part: { members: { '*': 'Part', index: 'Step', initIndex: 'Step', collections: 'Step', documents: 'Step' }, call: { system: 'search' } },
    Step: { call: { returns: 'Part' } },
  },
});
