import { defineModel, type Wait } from './types.js';

// The driver below knex decides.
const query = { for: 'the answer to a query', default: 'unknown', advice: '`.timeout(ms)`', bounds: [{ chain: 'timeout', args: 1 }] } satisfies Wait;
const begun = { ...query, bounds: [] } satisfies Wait;
const builder = { call: { returns: 'Builder' } } as const;
const asked = { call: { returns: 'Builder', within: 0 } } as const;
const step = { call: { returns: 'this' } } as const;
const create = { call: { returns: 'this', waits: query, op: { kind: 'create', value: 0 } } } as const;
const write = { call: { returns: 'this', waits: query, op: { kind: 'write', value: 0 } } } as const, writeById = { call: { returns: 'this', waits: query, op: { kind: 'write', key: 0, value: 1 } } } as const;
const remove = { call: { returns: 'this', waits: query, op: { kind: 'remove' } } } as const;
const transaction = { kind: 'transaction', body: -1, handle: 0, until: { holder: 'result', methods: ['commit', 'rollback'] } } as const;

export default defineModel({
  package: 'objection',
  source: 'vincit.github.io/objection.js "Transactions", "Query builder"; objection 3.1: knex underneath, a transaction is the first argument of `query`',
  system: 'database',
  side: 'server',
  exports: {
    Model: 'ModelClass', Transaction: { new: { returns: 'knex#Transaction' } }, TransactionOrKnex: { new: { returns: 'knex#Knex' } },
    transaction: { call: { runs: [0, 1], gives: ['knex#Transaction'], waits: query, region: transaction }, members: { start: { call: { returns: 'knex#Transaction', waits: begun, region: { kind: 'transaction', until: transaction.until } } } } },
  },
  types: {
    ModelClass: {
      is: 'handle',
      new: { returns: 'Model' },
      members: {
        query: asked, relatedQuery: builder, knex: { call: { returns: 'knex#Knex' } }, bindKnex: step, bindTransaction: step,
        transaction: { call: { runs: [0, 1], gives: ['knex#Transaction'], returns: 'knex#Transaction', waits: query, region: transaction } },
        startTransaction: { call: { returns: 'knex#Transaction', waits: begun, region: { kind: 'transaction', until: transaction.until } } },
      },
    },
    Model: { members: { $query: builder, $relatedQuery: builder } },
    // What is only read has no operation here: which rows it asks for is put together in too many ways.
    Builder: {
      members: {
        insert: create, insertAndFetch: create, insertGraph: create, insertGraphAndFetch: create, upsertGraph: write, upsertGraphAndFetch: write,
        patch: write, update: write, patchAndFetch: write, updateAndFetch: write, patchAndFetchById: writeById, updateAndFetchById: writeById, relate: write, unrelate: remove,
        delete: remove, deleteById: remove, '*': step,
      },
    },
  },
});
