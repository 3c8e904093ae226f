import { defineModel } from './types.js';

const runs = { runs: [0], returns: 'result0', region: { kind: 'transaction', body: 0, ambient: true } } as const;

export default defineModel({
  package: 'typeorm-transactional',
  source: 'README; typeorm-transactional 0.5: the transaction is found by AsyncLocalStorage, every repository inside is on it',
  system: 'database',
  side: 'server',
  exports: { Transactional: { call: { decorates: 'transaction' } }, runInTransaction: { call: runs }, runOnTransactionCommit: { call: {} }, runOnTransactionRollback: { call: {} }, runOnTransactionComplete: { call: {} } },
});
