import { defineModel } from './types.js';

export default defineModel({
  package: ['drizzle-orm/better-sqlite3', 'drizzle-orm/bun-sqlite', 'drizzle-orm/expo-sqlite', 'drizzle-orm/op-sqlite', 'drizzle-orm/durable-sqlite', 'drizzle-orm/sql-js', 'drizzle-orm/sqlite-proxy'],
  source: 'orm.drizzle.team/docs "SQLite"; drizzle-orm 0.45: one connection in the process, most are synchronous: nothing is said about them',
  exports: {},
});
