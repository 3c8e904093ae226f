import { defineModel, type Wait } from './types.js';

const query = { for: 'the answer to a query', default: 'unknown', advice: "the limits of the driver's pool", bounds: [] } satisfies Wait;

export default defineModel({
  package: [
    'drizzle-orm/node-postgres', 'drizzle-orm/postgres-js', 'drizzle-orm/mysql2', 'drizzle-orm/neon-http', 'drizzle-orm/neon-serverless', 'drizzle-orm/vercel-postgres', 'drizzle-orm/planetscale-serverless',
  ],
  source: 'orm.drizzle.team/docs; drizzle-orm 0.45: a query as the driver',
  system: 'database',
  side: 'server',
  exports: { drizzle: { call: { returns: 'Database' } } },
  types: {
    Database: {
      is: 'handle',
      members: {
        select: 'Start', selectDistinct: 'Start', insert: 'Start', update: 'Start', delete: 'Start', with: { call: { returns: 'this' } }, $with: {},
        execute: { call: { waits: query } },
        transaction: { call: { runs: [0], gives: ['Database'], returns: 'result0', waits: query } },
        query: 'Relations',
      },
    },
    Relations: { members: { '*': { members: { findMany: { call: { waits: query } }, findFirst: { call: { waits: query } } } } } },
    Start: { call: { returns: 'Builder', waits: { ...query, unless: 'unused' } } },
    Builder: { members: { '*': { call: { returns: 'this' } } } },
  },
});
