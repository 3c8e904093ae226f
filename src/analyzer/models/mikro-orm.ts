import { defineModel, type Operation, type Wait } from './types.js';

const query = { for: 'the answer to a query', default: 'unknown', advice: '`driverOptions`', bounds: [] } satisfies Wait;
interface Does { readonly call: { readonly waits: Wait; readonly op: Operation } }
const does = (op: Operation): Does => ({ call: { waits: query, op } });
const locks = '2.lockMode', own = '1.lockMode';

export default defineModel({
  package: ['@mikro-orm/core', '@mikro-orm/postgresql', '@mikro-orm/mysql', '@mikro-orm/mariadb', '@mikro-orm/mongodb', '@mikro-orm/sqlite', '@mikro-orm/better-sqlite', '@mikro-orm/knex'],
  source: 'mikro-orm.io/docs "Transactions and Concurrency"; @mikro-orm/core 6.6: a query as the driver; the manager follows the request by AsyncLocalStorage',
  system: 'database',
  side: 'server',
  exports: { MikroORM: { members: { init: { call: { returns: 'MikroORM' } } }, new: { returns: 'MikroORM' } }, '*EntityManager': { new: { returns: 'EntityManager' } }, '*EntityRepository': { new: { returns: 'EntityRepository' } }, Transactional: { call: { decorates: 'transaction' } } },
  types: {
    MikroORM: { is: 'handle', members: { em: 'EntityManager', close: {} } },
    EntityManager: {
      is: 'handle',
      members: {
        find: does({ kind: 'read', resource: 0, key: 1, locks, gives: 'entries' }), findOne: does({ kind: 'read', resource: 0, key: 1, locks }), findOneOrFail: does({ kind: 'read', resource: 0, key: 1, locks }),
        findAndCount: does({ kind: 'read', resource: 0, key: 1, locks, gives: 'entries' }), count: does({ kind: 'read', resource: 0, key: 1, gives: 'count' }),
        insert: does({ kind: 'create', resource: 0, value: 1 }), upsert: does({ kind: 'update', resource: 0, value: 1 }), nativeUpdate: does({ kind: 'write', resource: 0, key: 1, value: 2, many: true }),
        nativeDelete: does({ kind: 'remove', resource: 0, key: 1, many: true }), flush: 'Query', persistAndFlush: does({ kind: 'write', value: 0 }), removeAndFlush: does({ kind: 'remove', key: 0 }),
        lock: does({ kind: 'read', key: 0, locks: '1' }), getRepository: { call: { returns: 'EntityRepository', names: 0 } },
        transactional: { call: {
          runs: [0], gives: ['EntityManager'], returns: 'result0', waits: query, region: { kind: 'transaction', body: 0, handle: 0, ambient: true, isolation: '1.isolationLevel' },
        } },
        begin: { call: { waits: query, region: { kind: 'transaction', until: { holder: 'receiver', methods: ['commit', 'rollback'] }, ambient: true, isolation: '0.isolationLevel' } } },
        commit: 'Query', rollback: 'Query', fork: { call: { returns: 'this' } }, persist: { call: { returns: 'this' } }, remove: { call: { returns: 'this' } }, create: {}, assign: {},
      },
    },
    EntityRepository: {
      is: 'handle',
      members: {
        find: does({ kind: 'read', key: 0, locks: own, gives: 'entries' }), findOne: does({ kind: 'read', key: 0, locks: own }), findOneOrFail: does({ kind: 'read', key: 0, locks: own }), findAll: does({ kind: 'read', gives: 'entries' }),
        findAndCount: does({ kind: 'read', key: 0, locks: own, gives: 'entries' }), count: does({ kind: 'read', key: 0, gives: 'count' }), insert: does({ kind: 'create', value: 0 }), upsert: does({ kind: 'update', value: 0 }),
        nativeUpdate: does({ kind: 'write', key: 0, value: 1, many: true }), nativeDelete: does({ kind: 'remove', key: 0, many: true }), getEntityManager: { call: { returns: 'EntityManager' } }, create: {}, assign: {},
      },
    },
    Query: { call: { waits: query } },
  },
});
