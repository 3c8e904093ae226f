import { defineModel, type Operation, type Wait } from './types.js';

const call = { for: 'the reply', default: 60_000, advice: 'a race with a timer', bounds: [] } satisfies Wait;
const self = { call: { returns: 'this' } } as const;
const read = { call: { waits: call, op: { kind: 'read', entry: true } satisfies Operation } } as const;

export default defineModel({
  package: ['@google-cloud/firestore', 'firebase-admin/firestore'],
  source: 'cloud.google.com/firestore/docs/manage-data/transactions; @google-cloud/firestore 8.7: up to 5 tries of a transaction, 270 s in all',
  system: 'database',
  side: 'server',
  exports: { Firestore: { new: { returns: 'Firestore' } }, getFirestore: { call: { returns: 'Firestore' } } },
  types: {
    Firestore: {
      is: 'handle',
      members: {
        collection: { call: { returns: 'Collection', names: 0 } }, doc: { call: { returns: 'Document', names: 0 } }, collectionGroup: { call: { returns: 'Collection', names: 0 } }, batch: { call: { returns: 'Batch' } },
        runTransaction: { call: { runs: [0], gives: ['Transaction'], returns: 'result0', waits: call, region: { kind: 'transaction', body: 0, handle: 0, retries: true, limit: 270_000 } } }, terminate: {}, settings: {},
      },
    },
    Collection: {
      is: 'handle',
      members: {
        doc: { call: { returns: 'Document', names: 0 } }, add: { call: { waits: call, op: { kind: 'create', value: 0 } } }, get: { call: { waits: call, op: { kind: 'read', key: '().where', gives: 'entries' } } },
        where: self, orderBy: self, limit: self, select: self, startAfter: self, count: self,
      },
    },
    Document: {
      is: 'handle',
      members: {
        get: read, set: { call: { waits: call, op: { kind: 'write', value: 0, entry: true } } }, update: { call: { waits: call, op: { kind: 'write', value: 0, entry: true } } },
        create: { call: { waits: call, op: { kind: 'create', value: 0 } } }, delete: { call: { waits: call, op: { kind: 'remove', entry: true } } }, collection: { call: { returns: 'Collection', names: 0 } },
      },
    },
    // It reads under locks, all reads before any write.
    Transaction: {
      is: 'handle',
      members: { get: { call: { waits: call, op: { kind: 'read', key: 0, locks: '0' } } }, getAll: { call: { waits: call } }, set: self, update: self, create: self, delete: self },
    },
    Batch: { members: { set: self, update: self, create: self, delete: self, commit: { call: { waits: call } } } },
  },
});
