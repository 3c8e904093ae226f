import { defineModel, type Wait } from './types.js';

const query = { for: 'the answer to a query', default: 'unknown', advice: "the limits of the driver's pool", bounds: [] } satisfies Wait;

export default defineModel({
  package: 'kysely',
  source: 'kysely.dev/docs; kysely 0.28: a query as the driver',
  system: 'database',
  side: 'server',
  exports: { Kysely: { new: { returns: 'Kysely' } } },
  types: {
    Kysely: {
      is: 'handle',
      members: {
        selectFrom: 'Start', insertInto: 'Start', updateTable: 'Start', deleteFrom: 'Start', replaceInto: 'Start', mergeInto: 'Start', with: { call: { returns: 'this' } },
        transaction: { call: { returns: 'TransactionBuilder' } }, connection: { call: { returns: 'TransactionBuilder' } }, destroy: {}, schema: {}, fn: {},
      },
    },
    Start: { call: { returns: 'Builder' } },
    Builder: { members: { '*': { call: { returns: 'this' } }, execute: 'Execute', executeTakeFirst: 'Execute', executeTakeFirstOrThrow: 'Execute' } },
    TransactionBuilder: { members: { setIsolationLevel: { call: { returns: 'this' } }, execute: { call: { runs: [0], gives: ['Kysely'], returns: 'result0', waits: query } } } },
    Execute: { call: { waits: query } },
  },
});
