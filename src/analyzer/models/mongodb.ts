import { defineModel, type Wait } from './types.js';

const reply = { for: 'the reply', default: 'none', advice: '`socketTimeoutMS`' } satisfies Partial<Wait>;
// `timeoutMS` had an effect in these versions only.
const client = [
  { ...reply, versions: '>=6.11.0 <6.22.0 || >=7.0.0 <7.8.0', bounds: [{ option: '1.socketTimeoutMS' }, { option: '1.timeoutMS' }] },
  { ...reply, versions: '<6.11.0 || >=6.22.0 <7.0.0 || >=7.8.0', bounds: [{ option: '1.socketTimeoutMS' }] },
] as const;
const call = { ...reply, bounds: [{ signal: 'last.signal' }] } satisfies Wait;

export default defineModel({
  package: 'mongodb',
  source: 'mongodb.com/docs/drivers/node "Connection Options"; mongodb 7.9, 7.0, 6.22: selecting a server 30 s, a reply without limit',
  system: 'database',
  side: 'server',
  exports: { MongoClient: { new: { returns: 'Client', client }, members: { connect: { call: { returns: 'Client', client } } } } },
  types: {
    Client: {
      is: 'handle',
      members: {
        connect: { call: { returns: 'this', waits: { ...reply, default: 30_000, bounds: [] } } },
        db: { call: { returns: 'Db' } },
        startSession: { call: { returns: 'ClientSession' } },
        withSession: { call: { runs: [0, 1], gives: ['ClientSession'] } },
        close: {},
      },
    },
    ClientSession: { is: 'handle', members: { withTransaction: { call: { runs: [0], gives: ['ClientSession'], waits: { ...reply, bounds: [{ option: '1.timeoutMS' }] } } }, commitTransaction: 'Call', abortTransaction: 'Call' } },
    Db: { is: 'handle', members: { collection: { call: { returns: 'Collection' } }, command: 'Call', createCollection: 'Call', dropDatabase: 'Call', aggregate: 'Find' } },
    Collection: {
      is: 'handle',
      members: {
        find: 'Find', aggregate: 'Find', findOne: 'Call', countDocuments: 'Call', estimatedDocumentCount: 'Call', distinct: 'Call',
        insertOne: 'Call', insertMany: 'Call', updateOne: 'Call', updateMany: 'Call', replaceOne: 'Call', deleteOne: 'Call', deleteMany: 'Call', bulkWrite: 'Call',
        findOneAndUpdate: 'Call', findOneAndReplace: 'Call', findOneAndDelete: 'Call', createIndex: 'Call', createIndexes: 'Call', drop: 'Call',
      },
    },
    Find: { call: { returns: 'Cursor', waits: { ...call, unless: 'unused' } } },
    Cursor: {
      members: {
        sort: { call: { returns: 'this' } }, limit: { call: { returns: 'this' } }, skip: { call: { returns: 'this' } }, project: { call: { returns: 'this' } }, map: { call: { returns: 'this' } },
        toArray: {}, next: {}, hasNext: {}, forEach: { call: { runs: [0] } },
      },
    },
    Call: { call: { waits: call } },
  },
});
