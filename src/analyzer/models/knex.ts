import { defineModel, type Wait } from './types.js';

// The driver below decides; its options are usually part of a connection string.
const query = { for: 'the answer to a query', default: 'unknown', advice: '`.timeout(ms)`', bounds: [{ chain: 'timeout', args: 1 }] } satisfies Wait;

export default defineModel({
  package: 'knex',
  source: 'knexjs.org/guide; knex 3.3: acquiring 60 s, a query as the driver',
  system: 'database',
  side: 'server',
  exports: { default: 'Factory', knex: 'Factory', '=': 'Factory' },
  types: {
    Factory: { call: { returns: 'Knex' } },
    Knex: {
      is: 'handle',
      call: { returns: 'QueryBuilder', waits: { ...query, unless: 'unused' } },
      members: { raw: { call: { waits: query } }, transaction: { call: { runs: [0], gives: ['Knex'], returns: 'Knex', waits: query } }, schema: {}, destroy: {}, fn: {}, select: { call: { returns: 'QueryBuilder' } }, from: { call: { returns: 'QueryBuilder' } }, table: { call: { returns: 'QueryBuilder' } } },
    },
    QueryBuilder: { members: { '*': { call: { returns: 'this' } } } },
  },
});
