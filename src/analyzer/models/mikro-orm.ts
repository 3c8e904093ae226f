import { defineModel, type Wait } from './types.js';

const query = { for: 'the answer to a query', default: 'unknown', advice: '`driverOptions`', bounds: [] } satisfies Wait;

export default defineModel({
  package: '@mikro-orm/core',
  source: 'mikro-orm.io/docs; @mikro-orm/core 6.6: a query as the driver',
  system: 'database',
  side: 'server',
  exports: { MikroORM: { members: { init: { call: { returns: 'MikroORM' } } }, new: { returns: 'MikroORM' } }, EntityManager: { new: { returns: 'EntityManager' } } },
  types: {
    MikroORM: { is: 'handle', members: { em: 'EntityManager', close: {} } },
    EntityManager: {
      is: 'handle',
      members: {
        find: 'Query', findOne: 'Query', findOneOrFail: 'Query', findAndCount: 'Query', flush: 'Query', persistAndFlush: 'Query', removeAndFlush: 'Query', nativeUpdate: 'Query', nativeDelete: 'Query', insert: 'Query', upsert: 'Query', count: 'Query',
        transactional: { call: { runs: [0], gives: ['EntityManager'], returns: 'result0', waits: query } }, begin: 'Query', commit: 'Query', rollback: 'Query', fork: { call: { returns: 'this' } }, persist: {}, remove: {},
      },
    },
    Query: { call: { waits: query } },
  },
});
