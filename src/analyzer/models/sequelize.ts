import { defineModel, type Operation, type Wait } from './types.js';

const query = { for: 'the answer to a query', default: 'unknown', advice: '`dialectOptions: { query_timeout: ms }`', bounds: [] } satisfies Wait;
const read = { call: { returns: 'Model', waits: query, op: { kind: 'read', key: '0.where', locks: '0.lock', options: 0 } satisfies Operation } } as const;
const counts = { call: { waits: query, op: { kind: 'read', key: '0.where', gives: 'count', options: 0 } satisfies Operation } } as const;
const list = { call: { returns: 'Model', waits: query, op: { kind: 'read', key: '0.where', locks: '0.lock', gives: 'entries', options: 0 } satisfies Operation } } as const;
const create = { call: { returns: 'Model', waits: query, op: { kind: 'create', value: 0, options: 1 } satisfies Operation } } as const;
const update = { call: { waits: query, op: { kind: 'update', key: '1.where', options: 1 } satisfies Operation } } as const;
const adds = { method: 'increment', less: 'decrement', args: ['field', 'by'] } as const;
const own = { call: { returns: 'this', waits: query, op: { kind: 'update', entry: true, options: 1 } satisfies Operation } } as const;

export default defineModel({
  package: ['sequelize', 'sequelize-typescript'],
  source: 'sequelize.org/docs/v6 "Transactions", "Model Querying"; sequelize 6.37: acquiring 60 s, a query as the driver, no isolation level unless asked',
  system: 'database',
  side: 'server',
  exports: { Sequelize: 'SequelizeClass', default: 'SequelizeClass', '=': 'SequelizeClass', Model: 'ModelClass', ModelStatic: { new: { returns: 'ModelClass' } }, ModelCtor: { new: { returns: 'ModelClass' } }, Transaction: { new: { returns: 'Transaction' } } },
  types: {
    SequelizeClass: { new: { returns: 'Sequelize' }, members: { Sequelize: 'SequelizeClass', Model: 'ModelClass' } },
    Sequelize: {
      is: 'handle',
      members: {
        query: { call: { waits: query, sql: 0 } }, authenticate: 'Query', sync: 'Query', define: { call: { returns: 'ModelClass', names: 0 } }, model: { call: { returns: 'ModelClass', names: 0 } },
        transaction: { call: {
          runs: [0, 1], gives: ['Transaction'], returns: 'Transaction', waits: query,
          region: { kind: 'transaction', body: -1, handle: 0, carried: 'transaction', until: { holder: 'result', methods: ['commit', 'rollback'] }, isolation: '0.isolationLevel' },
        } },
        // All that were defined, by their names.
        models: { members: { '*': 'ModelClass' } },
        close: {},
      },
    },
    Transaction: { is: 'handle', members: { commit: 'Query', rollback: 'Query', afterCommit: { call: {} }, LOCK: {} } },
    ModelClass: {
      is: 'handle',
      new: { returns: 'Model' },
      members: {
        scope: { call: { returns: 'this' } }, unscoped: { call: { returns: 'this' } }, schema: { call: { returns: 'this' } },
        findAll: list, findOne: read, findAndCountAll: list, count: counts, sum: { call: { waits: query, op: { kind: 'read', key: '1.where', gives: 'count', options: 1 } } }, max: { call: { waits: query, op: { kind: 'read', key: '1.where', gives: 'count', options: 1 } } },
        findByPk: { call: { returns: 'Model', waits: query, op: { kind: 'read', key: 0, locks: '1.lock', options: 1 } } },
        findOrCreate: { call: { waits: query, op: { kind: 'update', key: '0.where', options: 0 } } }, upsert: { call: { waits: query, op: { kind: 'update', value: 0, options: 1 } } },
        create, bulkCreate: create, update: { call: { waits: query, op: { kind: 'write', key: '1.where', value: 0, options: 1, many: true, when: { count: '0', words: {} } } } }, increment: update, decrement: update,
        destroy: { call: { waits: query, op: { kind: 'remove', key: '0.where', options: 0, many: true } } },
      },
    },
    Model: {
      element: 'Model',
      members: {
        save: { call: { returns: 'this', waits: query, op: { kind: 'write', entry: true, options: 0, adds } } }, update: { call: { returns: 'this', waits: query, op: { kind: 'write', value: 0, entry: true, options: 1, adds } } },
        destroy: { call: { waits: query, op: { kind: 'remove', entry: true, options: 0 } } }, reload: { call: { returns: 'this', waits: query, op: { kind: 'read', entry: true, options: 0 } } }, increment: own, decrement: own,
      },
    },
    Query: { call: { waits: query } },
  },
});
