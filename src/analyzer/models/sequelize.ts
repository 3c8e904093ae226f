import { defineModel, type Wait } from './types.js';

const query = { for: 'the answer to a query', default: 'unknown', advice: '`dialectOptions: { query_timeout: ms }`', bounds: [] } satisfies Wait;

export default defineModel({
  package: 'sequelize',
  source: 'sequelize.org/docs/v6; sequelize 6.37: acquiring 60 s, a query as the driver',
  system: 'database',
  side: 'server',
  exports: { Sequelize: 'SequelizeClass', default: 'SequelizeClass', '=': 'SequelizeClass', Model: 'ModelClass' },
  types: {
    SequelizeClass: { new: { returns: 'Sequelize' } },
    Sequelize: { is: 'handle', members: { query: 'Query', authenticate: 'Query', sync: 'Query', define: { call: { returns: 'ModelClass' } }, transaction: { call: { runs: [0, 1], waits: query } }, close: {} } },
    ModelClass: {
      is: 'handle',
      new: { returns: 'Model' },
      members: {
        findAll: 'Query', findOne: 'Query', findByPk: 'Query', findAndCountAll: 'Query', findOrCreate: 'Query', count: 'Query', create: 'Query', bulkCreate: 'Query', update: 'Query', upsert: 'Query', destroy: 'Query',
        increment: 'Query', decrement: 'Query',
      },
    },
    Model: { members: { save: 'Query', update: 'Query', destroy: 'Query', reload: 'Query', increment: 'Query', decrement: 'Query' } },
    Query: { call: { waits: query } },
  },
});
