import { defineModel } from './types.js';

export default defineModel({
  package: 'async-sema',
  source: 'README; async-sema 3.1: waits for ever, `tryAcquire` gives undefined where it is full',
  exports: { Sema: { new: { returns: 'Sema' } } },
  types: {
    Sema: { is: 'lock', members: { acquire: { call: { region: { kind: 'lock', permits: ['0'], until: { holder: 'receiver', methods: ['release'] } } } }, tryAcquire: { call: {} }, release: { call: {} } } },
  },
});
