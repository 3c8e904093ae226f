import { defineModel, type Operation, type Wait } from './types.js';

const reply = { for: 'the reply', default: 'none', advice: '`socketTimeoutMS`' } satisfies Partial<Wait>;
// `timeoutMS` had an effect in these versions only.
const client = [
  { ...reply, versions: '>=6.11.0 <6.22.0 || >=7.0.0 <7.8.0', bounds: [{ option: '1.socketTimeoutMS' }, { option: '1.timeoutMS' }] },
  { ...reply, versions: '<6.11.0 || >=6.22.0 <7.0.0 || >=7.8.0', bounds: [{ option: '1.socketTimeoutMS' }] },
] as const;
const waits = { ...reply, bounds: [{ signal: 'last.signal' }] } satisfies Wait;
const session = { call: { returns: 'ClientSession' } } as const;
const self = { call: { returns: 'this' } } as const;
const atomics = ['$inc', '$push', '$addToSet', '$pull', '$pullAll', '$pop', '$min', '$max', '$mul', '$bit', '$currentDate'] as const;
const read = { call: { waits, op: { kind: 'read', key: 0, options: 1 } satisfies Operation } } as const;
const counts = { call: { waits, op: { kind: 'read', key: 0, gives: 'count', options: 1 } satisfies Operation } } as const;
const adds = { operator: '$inc' } as const;
const when = { method: 'updateOne', count: 'modifiedCount', words: { '<': '$lt', '<=': '$lte', '>': '$gt', '>=': '$gte' } } as const;
const write = { call: { waits, op: { kind: 'write', key: 0, value: 1, options: 2, atomics, adds } satisfies Operation } } as const;
const create = { call: { waits, op: { kind: 'create', value: 0, options: 1 } satisfies Operation } } as const;
const remove = { call: { waits, op: { kind: 'remove', key: 0, options: 1 } satisfies Operation } } as const;

export default defineModel({
  package: 'mongodb',
  source: 'mongodb.com/docs/drivers/node "Connection Options", "Transactions"; mongodb 7.9, 7.0, 6.22: selecting a server 30 s, a reply without limit',
  system: 'database',
  side: 'server',
  exports: { MongoClient: { new: { returns: 'Client', client }, members: { connect: { call: { returns: 'Client', client } } } } },
  types: {
    MongoClient: { extends: 'Client', is: 'handle' },
    Client: {
      is: 'handle',
      members: {
        connect: { call: { returns: 'this', waits: { ...reply, default: 30_000, bounds: [] } } },
        db: { call: { returns: 'Db' } },
        startSession: session,
        withSession: { call: { runs: [0, 1], gives: ['ClientSession'] } },
        close: {},
      },
    },
    ClientSession: {
      is: 'handle',
      members: {
        withTransaction: { call: {
          runs: [0], gives: ['ClientSession'], waits: { ...reply, bounds: [{ option: '1.timeoutMS' }] },
          region: { kind: 'transaction', body: 0, handle: 0, carried: 'session', retries: true, limit: 120_000 },
        } },
        startTransaction: { call: { region: { kind: 'transaction', carried: 'session', until: { holder: 'receiver', methods: ['commitTransaction', 'abortTransaction', 'endSession'] } } } },
        commitTransaction: 'Call', abortTransaction: 'Call', endSession: {},
      },
    },
    Db: { is: 'handle', members: { collection: { call: { returns: 'Collection', names: 0 } }, command: 'Call', createCollection: { call: { returns: 'Collection', names: 0, waits: { ...reply, bounds: [] } } }, dropDatabase: 'Call', aggregate: 'Find' } },
    Collection: {
      is: 'handle',
      members: {
        find: { call: { returns: 'Cursor', waits: { ...waits, unless: 'unused' }, op: { kind: 'read', key: 0, gives: 'entries', options: 1 } } }, aggregate: 'Find', findOne: read, countDocuments: counts,
        estimatedDocumentCount: { call: { waits: { ...reply, bounds: [] }, op: { kind: 'read', gives: 'count' } } }, distinct: { call: { waits, op: { kind: 'read', key: 1, gives: 'entries' } } },
        insertOne: create, insertMany: create, bulkWrite: 'Call', updateOne: { call: { waits, op: { kind: 'write', key: 0, value: 1, options: 2, atomics, adds, when } } }, replaceOne: write, findOneAndUpdate: write, findOneAndReplace: write,
        updateMany: { call: { waits, op: { kind: 'write', key: 0, value: 1, options: 2, atomics, many: true } } },
        deleteOne: remove, findOneAndDelete: remove, deleteMany: { call: { waits, op: { kind: 'remove', key: 0, options: 1, many: true } } }, createIndex: 'Call', createIndexes: 'Call', drop: 'Call',
      },
    },
    Find: { call: { returns: 'Cursor', waits: { ...waits, unless: 'unused' }, op: { kind: 'read', gives: 'entries' } } },
    Cursor: { members: { sort: self, limit: self, skip: self, project: self, map: self, toArray: self, next: {}, hasNext: {}, forEach: { call: { runs: [0] } } } },
    Call: { call: { waits } },
  },
});
