import { defineModel, type Operation, type Region, type Wait } from './types.js';

const query = { for: 'the answer to a query', default: 'unknown', advice: "the limits of the driver's pool", bounds: [] } satisfies Wait;
const locks = ['().forUpdate', '().forShare', '().forNoKeyUpdate', '().forKeyShare'] as const;
const unless = ['().onConflict', '().onDuplicateKeyUpdate', '().ignore'] as const;
const start = (op: Operation): { call: { returns: 'Builder'; op: Operation } } => ({ call: { returns: 'Builder', op } });
// Since 0.26 an expression builder is called with an operand, an operator and an operand.
const adds = { value: '(eb) => eb({name}, {sign}, {amount})' } as const;
const when = { by: 'link', count: 'numUpdatedRows', ends: { methods: ['execute', 'executeTakeFirst', 'executeTakeFirstOrThrow'], by: 'executeTakeFirst' }, none: '0n', words: {} } as const;
const region = { kind: 'transaction', body: 0, handle: 0, isolation: '().setIsolationLevel.0' } as const satisfies Region;

export default defineModel({
  package: 'kysely',
  source: 'kysely.dev/docs; kysely 0.28: a query as the driver, no isolation level of its own; `connection()` pins a connection only',
  system: 'database',
  side: 'server',
  exports: { Kysely: { new: { returns: 'Kysely' } }, Transaction: { new: { returns: 'Transaction' } }, ControlledTransaction: { new: { returns: 'Transaction' } }, sql: { call: { returns: 'RawBuilder', sql: 0 } } },
  types: {
    Kysely: {
      is: 'handle',
      members: {
        selectFrom: start({ kind: 'read', resource: 0, key: '().where', locks }),
        insertInto: start({ kind: 'create', resource: 0, value: '().values.0', unless }), replaceInto: start({ kind: 'write', resource: 0, value: '().values.0' }),
        updateTable: start({ kind: 'write', resource: 0, key: '().where', value: '().set', adds, when }), deleteFrom: start({ kind: 'remove', resource: 0, key: '().where' }),
        mergeInto: { call: { returns: 'Builder' } }, with: { call: { returns: 'this' } }, withSchema: { call: { returns: 'this' } }, executeQuery: 'Execute',
        transaction: { call: { returns: 'TransactionBuilder' } }, connection: { call: { returns: 'ConnectionBuilder' } }, startTransaction: { call: { returns: 'ControlledBuilder' } }, destroy: {}, schema: {}, fn: {},
      },
    },
    Transaction: { extends: 'Kysely', is: 'handle', members: { commit: { call: { returns: 'Command' } }, rollback: { call: { returns: 'Command' } } } },
    Command: { members: { execute: 'Execute' } },
    RawBuilder: { members: { execute: 'Execute' } },
    Builder: { members: { '*': { call: { returns: 'this' } }, execute: 'Execute', executeTakeFirst: 'Execute', executeTakeFirstOrThrow: 'Execute' } },
    TransactionBuilder: { members: { setIsolationLevel: { call: { returns: 'this' } }, setAccessMode: { call: { returns: 'this' } }, execute: { call: { runs: [0], gives: ['Transaction'], returns: 'result0', waits: query, region } } } },
    ConnectionBuilder: { members: { execute: { call: { runs: [0], gives: ['Kysely'], returns: 'result0', waits: query } } } },
    ControlledBuilder: {
      members: {
        setIsolationLevel: { call: { returns: 'this' } },
        execute: { call: { returns: 'Transaction', waits: query, region: { kind: 'transaction', until: { holder: 'result', methods: ['commit', 'rollback'] }, isolation: '().setIsolationLevel.0' } } },
      },
    },
    Execute: { call: { waits: query } },
  },
});
