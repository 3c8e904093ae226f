import { defineModel } from './types.js';

export default defineModel({
  package: 'dataloader',
  source: 'README "Caching"; dataloader 2.2: each instance remembers every key, so one for each request',
  exports: { default: 'DataLoaderClass', '=': 'DataLoaderClass' },
  types: {
    DataLoaderClass: { new: { returns: 'DataLoader' } },
    DataLoader: {
      is: 'container',
      members: {
        load: { call: { op: { kind: 'update', key: 0 } } }, loadMany: { call: { op: { kind: 'update' } } }, prime: { call: { returns: 'this', op: { kind: 'write', key: 0, value: 1 } } },
        clear: { call: { returns: 'this', op: { kind: 'remove', key: 0 } } }, clearAll: { call: { returns: 'this', op: { kind: 'clear' } } },
      },
    },
  },
});
