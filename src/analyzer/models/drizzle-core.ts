import { defineModel } from './types.js';

export default defineModel({
  // Drivers below `drizzle-orm/` that no other model names are looked up here.
  package: ['drizzle-orm', 'drizzle-orm/pg-core', 'drizzle-orm/mysql-core', 'drizzle-orm/libsql/http'],
  source: 'orm.drizzle.team/docs "Database connection", "Transactions"; drizzle-orm 0.45: tables are described by code that may run anywhere',
  exports: {
    drizzle: { call: { returns: 'drizzle-orm/node-postgres#Database' } }, '*Database': { new: { returns: 'drizzle-orm/node-postgres#Database' } }, '*Transaction': { new: { returns: 'drizzle-orm/node-postgres#Transaction' } },
    // Reads go to a replica, and the rest to the first.
    withReplicas: { call: { returns: 'arg0' } },
  },
});
