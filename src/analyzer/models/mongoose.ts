import { defineModel, type Operation, type Region, type Wait } from './types.js';

const reply = { for: 'the reply', default: 'none', advice: '`socketTimeoutMS`' } satisfies Partial<Wait>;
const client = { ...reply, bounds: [{ option: '1.socketTimeoutMS' }] } satisfies Wait;
// Models use the connection that `connect` made: a finding stands there.
const call = { ...reply, bounds: [{ process: 'mongoose' }] } satisfies Wait;
const transaction = { kind: 'transaction', body: 0, handle: 0, carried: 'session', retries: true, limit: 120_000 } as const satisfies Region;
const session = { call: { returns: 'Session' } } as const;
const atomics = ['$inc', '$push', '$addToSet', '$pull', '$pullAll', '$pop', '$min', '$max', '$mul', '$bit', '$currentDate'] as const;
// Until version 6 a last argument is called with an error and the answer.
const query = { returns: 'QueryChain', waits: { ...call, unless: 'unused' }, gives: [{}, 'Document'] } as const;
const read = { call: { ...query, op: { kind: 'read', key: 0, options: 2 } satisfies Operation } } as const;
const counts = { call: { ...query, op: { kind: 'read', key: 0, gives: 'count', options: 1 } satisfies Operation } } as const;
const adds = { operator: '$inc' } as const;
const when = { method: 'updateOne', count: 'modifiedCount', words: { '<': '$lt', '<=': '$lte', '>': '$gt', '>=': '$gte' } } as const;
const write = { call: { ...query, op: { kind: 'write', key: 0, value: 1, options: 2, atomics, adds } satisfies Operation } } as const;
const writeMany = { call: { ...query, op: { kind: 'write', key: 0, value: 1, options: 2, atomics, many: true } satisfies Operation } } as const;
const remove = { call: { ...query, op: { kind: 'remove', key: 0, options: 1 } satisfies Operation } } as const;
const create = { call: { returns: 'Document', waits: call, op: { kind: 'create', value: 0, options: 1 } satisfies Operation } } as const;

export default defineModel({
  package: 'mongoose',
  source: 'mongoosejs.com/docs/connections.html, transactions.html, api/model.html; mongoose 9.12: 10 s until connected, afterwards as mongodb',
  system: 'database',
  side: 'server',
  exports: {
    '=': 'Mongoose', default: 'Mongoose', connect: 'Connect', createConnection: 'CreateConnection', connection: 'Connection', model: 'MakeModel', Model: 'Model', startSession: session,
    Connection: { new: { returns: 'Connection' } },
  },
  types: {
    Mongoose: { members: { connect: 'Connect', createConnection: 'CreateConnection', connection: 'Connection', model: 'MakeModel', Model: 'ModelClass', startSession: session } },
    Connect: { call: { sets: 'mongoose', client } },
    CreateConnection: { call: { returns: 'Connection', sets: 'mongoose', client } },
    Connection: {
      is: 'handle',
      members: { model: 'MakeModel', transaction: { call: { runs: [0], gives: ['Session'], waits: call, region: transaction } }, startSession: session, close: {}, on: { call: { returns: 'this' } } },
    },
    Session: {
      extends: 'mongodb#ClientSession',
      is: 'handle',
      members: { withTransaction: { call: { runs: [0], gives: ['Session'], waits: call, region: transaction } }, commitTransaction: { call: { waits: call } }, abortTransaction: { call: { waits: call } } },
    },
    MakeModel: { call: { returns: 'ModelClass', names: 0 } },
    ModelClass: {
      is: 'handle',
      new: { returns: 'Document' },
      members: {
        find: { call: { ...query, op: { kind: 'read', key: 0, gives: 'entries', options: 2 } } }, findOne: read, findById: { call: { ...query, op: { kind: 'read', key: 0, unique: true, options: 2 } } }, countDocuments: counts, exists: { call: { ...query, op: { kind: 'read', key: 0, gives: 'exists' } } }, distinct: { call: { ...query, op: { kind: 'read', key: 1 } } }, estimatedDocumentCount: { call: { ...query, op: { kind: 'read' } } },
        aggregate: { call: { ...query, op: { kind: 'read', gives: 'entries' } } },
        findOneAndUpdate: write, findByIdAndUpdate: write, updateOne: { call: { ...query, op: { kind: 'write', key: 0, value: 1, options: 2, atomics, adds, when } } }, replaceOne: write, findOneAndReplace: write, updateMany: writeMany,
        findOneAndDelete: remove, findByIdAndDelete: remove, deleteOne: { call: { ...query, op: { kind: 'remove', key: 0, options: 1, when: { count: 'deletedCount', words: {} } } } }, deleteMany: { call: { ...query, op: { kind: 'remove', key: 0, options: 1, many: true } } },
        create, insertMany: create, bulkWrite: 'Call', bulkSave: 'Call', startSession: session, discriminator: 'MakeModel',
      },
    },
    // As a type it is the class, not what `new` gives.
    Model: { extends: 'ModelClass', is: 'handle' },
    QueryChain: { extends: 'Document', element: 'Document', members: { exec: { call: { returns: 'this', gives: [{}, 'Document'] } }, '*': { call: { returns: 'this' } } } },
    Document: {
      members: {
        save: { call: { returns: 'this', waits: call, op: { kind: 'write', entry: true, options: 0, adds: { operator: '$inc', of: 'read', method: 'updateOne', id: '_id' }, when } } }, deleteOne: { call: { waits: call, op: { kind: 'remove', entry: true } } },
        updateOne: { call: { waits: call, op: { kind: 'write', value: 0, entry: true, atomics } } }, populate: { call: { returns: 'this', waits: call } }, toObject: {}, toJSON: {}, set: { call: { returns: 'this' } },
      },
    },
    HydratedDocument: { extends: 'Document' },
    Call: { call: { waits: call } },
  },
});
