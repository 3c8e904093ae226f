import { defineModel, type Wait } from './types.js';

const reply = { for: 'the reply', default: 'none', advice: '`socketTimeoutMS`' } satisfies Partial<Wait>;
const client = { ...reply, bounds: [{ option: '1.socketTimeoutMS' }] } satisfies Wait;
// Models use the connection that `connect` made: a finding stands there.
const call = { ...reply, bounds: [{ process: 'mongoose' }] } satisfies Wait;

export default defineModel({
  package: 'mongoose',
  source: 'mongoosejs.com/docs/connections.html; mongoose 9.12: 10 s until connected, afterwards as mongodb',
  system: 'database',
  side: 'server',
  exports: {
    '=': 'Mongoose', default: 'Mongoose', connect: 'Connect', createConnection: 'CreateConnection', model: 'MakeModel', Model: 'ModelClass', startSession: { call: { returns: 'mongodb#ClientSession' } },
  },
  types: {
    Mongoose: { members: { connect: 'Connect', createConnection: 'CreateConnection', model: 'MakeModel', Model: 'ModelClass', startSession: { call: { returns: 'mongodb#ClientSession' } } } },
    Connect: { call: { sets: 'mongoose', client } },
    CreateConnection: { call: { returns: 'Connection', sets: 'mongoose', client } },
    Connection: { is: 'handle', members: { model: 'MakeModel', transaction: { call: { runs: [0], gives: ['mongodb#ClientSession'], waits: call } }, startSession: { call: { returns: 'mongodb#ClientSession' } } } },
    MakeModel: { call: { returns: 'ModelClass' } },
    ModelClass: {
      is: 'handle',
      new: { returns: 'Document' },
      members: {
        find: 'Query', findOne: 'Query', findById: 'Query', findOneAndUpdate: 'Query', findOneAndDelete: 'Query', findOneAndReplace: 'Query', findByIdAndUpdate: 'Query', findByIdAndDelete: 'Query',
        updateOne: 'Query', updateMany: 'Query', replaceOne: 'Query', deleteOne: 'Query', deleteMany: 'Query', countDocuments: 'Query', estimatedDocumentCount: 'Query', distinct: 'Query', exists: 'Query',
        create: 'Call', insertMany: 'Call', bulkWrite: 'Call', bulkSave: 'Call', aggregate: 'Query',
      },
    },
    Model: { extends: 'ModelClass', is: 'handle' },
    Query: { call: { returns: 'QueryChain', waits: { ...call, unless: 'unused' } } },
    QueryChain: { members: { '*': { call: { returns: 'this' } } } },
    Document: { members: { save: 'Call', deleteOne: 'Call', populate: 'Call' } },
    Call: { call: { waits: call } },
  },
});
