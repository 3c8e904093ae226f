import { defineModel } from './types.js';

export default defineModel({
  package: '@nestjs-cls/transactional',
  source: 'papooch.github.io/nestjs-cls "Transactional plugin"; @nestjs-cls/transactional 3.3: the transaction is found by AsyncLocalStorage, `tx` is its client',
  system: 'database',
  side: 'server',
  exports: { Transactional: { call: { decorates: 'transaction' } }, TransactionHost: { new: { returns: 'TransactionHost' } } },
  types: {
    TransactionHost: {
      is: 'handle',
      members: { withTransaction: { call: { runs: [0, 1, 2], region: { kind: 'transaction', body: -1, ambient: true } } }, withoutTransaction: { call: { runs: [0] } }, tx: {} },
    },
  },
});
