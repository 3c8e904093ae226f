import { defineModel, type Wait } from './types.js';

const query = { for: 'the answer to a query', default: 'unknown', advice: '`extra: { query_timeout: ms }`', bounds: [] } satisfies Wait;

export default defineModel({
  package: 'typeorm',
  source: 'typeorm.io "Data source options"; typeorm 1.1: a query as the driver',
  system: 'database',
  side: 'server',
  exports: { DataSource: { new: { returns: 'DataSource' } }, EntityManager: { new: { returns: 'EntityManager' } }, Repository: { new: { returns: 'Repository' } } },
  types: {
    DataSource: {
      is: 'handle',
      members: {
        getRepository: { call: { returns: 'Repository' } }, manager: 'EntityManager', query: 'Query', createQueryRunner: { call: { returns: 'QueryRunner' } },
        transaction: { call: { runs: [0, 1], gives: ['EntityManager'], waits: query } }, initialize: 'Query', destroy: {},
      },
    },
    EntityManager: {
      is: 'handle',
      members: {
        getRepository: { call: { returns: 'Repository' } }, transaction: { call: { runs: [0, 1], gives: ['EntityManager'], waits: query } },
        query: 'Query', find: 'Query', findOne: 'Query', findOneBy: 'Query', save: 'Query', insert: 'Query', update: 'Query', upsert: 'Query', delete: 'Query', remove: 'Query', count: 'Query', increment: 'Query', decrement: 'Query',
      },
    },
    Repository: {
      is: 'handle',
      members: {
        find: 'Query', findBy: 'Query', findAndCount: 'Query', findOne: 'Query', findOneBy: 'Query', findOneOrFail: 'Query', save: 'Query', insert: 'Query', update: 'Query', upsert: 'Query', delete: 'Query',
        remove: 'Query', softDelete: 'Query', count: 'Query', exists: 'Query', increment: 'Query', decrement: 'Query', query: 'Query', manager: 'EntityManager', create: {}, createQueryBuilder: {},
      },
    },
    QueryRunner: { is: 'handle', members: { manager: 'EntityManager', connect: 'Query', startTransaction: 'Query', commitTransaction: 'Query', rollbackTransaction: 'Query', query: 'Query', release: {} } },
    Query: { call: { waits: query } },
  },
});
