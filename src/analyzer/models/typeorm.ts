import { defineModel, type Operation, type Region, type Wait } from './types.js';

const query = { for: 'the answer to a query', default: 'unknown', advice: '`extra: { query_timeout: ms }`', bounds: [] } satisfies Wait;
const transaction = { runs: [0, 1], gives: ['EntityManager'], waits: query, region: { kind: 'transaction', body: -1, handle: 0, isolation: '0' } satisfies Region } as const;
const repository = { call: { returns: 'Repository', names: 0 } } as const;
const raw = { call: { waits: query, sql: 0 } } as const;
const repo = (op: Operation): { call: { waits: Wait; op: Operation } } => ({ call: { waits: query, op } });
const read = repo({ kind: 'read', key: '0.where', locks: '0.lock' }), readBy = repo({ kind: 'read', key: 0 });
const list = repo({ kind: 'read', key: '0.where', locks: '0.lock', gives: 'entries' }), listBy = repo({ kind: 'read', key: 0, gives: 'entries' });
const counts = repo({ kind: 'read', key: '0.where', gives: 'count' }), countsBy = repo({ kind: 'read', key: 0, gives: 'count' });
const isThere = repo({ kind: 'read', key: '0.where', gives: 'exists' }), isThereBy = repo({ kind: 'read', key: 0, gives: 'exists' });
// The manager's methods take the entity first.
const managed = repo({ kind: 'read', resource: 0, key: '1.where', locks: '1.lock' }), managedBy = repo({ kind: 'read', resource: 0, key: 1 });
const save = repo({ kind: 'write', value: 0 }), add = repo({ kind: 'update', key: 0, value: 2 }), managedAdd = repo({ kind: 'update', resource: 0, key: 1, value: 3 });
const got = { call: { waits: query, op: { kind: 'read', key: '().where', locks: '().setLock' } satisfies Operation } } as const;
const builder = { call: { returns: 'Builder', names: 0 } } as const;

export default defineModel({
  package: 'typeorm',
  source: 'typeorm.io "Data source options", "Transactions", "Repository APIs"; typeorm 1.1: a query as the driver, no version check on save, no isolation level unless asked',
  system: 'database',
  side: 'server',
  exports: {
    DataSource: { new: { returns: 'DataSource' } }, EntityManager: { new: { returns: 'EntityManager' } }, Repository: { new: { returns: 'Repository' } }, QueryRunner: { new: { returns: 'QueryRunner' } },
    getRepository: repository, getManager: { call: { returns: 'EntityManager' } }, BaseEntity: 'Entity',
  },
  types: {
    DataSource: { is: 'handle', members: { getRepository: repository, manager: 'EntityManager', query: raw, createQueryRunner: { call: { returns: 'QueryRunner' } }, transaction: { call: transaction }, createQueryBuilder: builder, initialize: 'Query', destroy: {} } },
    EntityManager: {
      is: 'handle',
      members: {
        getRepository: repository, withRepository: { call: { returns: 'arg0' } }, transaction: { call: transaction }, query: raw, queryRunner: 'QueryRunner',
        find: managed, findOne: managed, findOneOrFail: managed, findAndCount: managed, count: managed, exists: managed, findBy: managedBy, findOneBy: managedBy, findOneByOrFail: managedBy, countBy: managedBy, existsBy: managedBy,
        save: repo({ kind: 'write', value: -1 }), insert: repo({ kind: 'create', resource: 0, value: 1 }), update: repo({ kind: 'write', resource: 0, key: 1, value: 2, many: true }), upsert: repo({ kind: 'update', resource: 0, value: 1 }),
        delete: repo({ kind: 'remove', resource: 0, key: 1, many: true }), remove: repo({ kind: 'remove', key: -1 }), increment: managedAdd, decrement: managedAdd, createQueryBuilder: builder, create: {},
      },
    },
    Repository: {
      is: 'handle',
      members: {
        find: list, findOne: read, findOneOrFail: read, findAndCount: list, count: counts, exists: isThere, exist: isThere, findBy: listBy, findOneBy: readBy, findOneByOrFail: readBy, findAndCountBy: listBy, countBy: countsBy, existsBy: isThereBy,
        save, insert: repo({ kind: 'create', value: 0 }), update: repo({ kind: 'write', key: 0, value: 1, many: true }), upsert: repo({ kind: 'update', value: 0 }), delete: repo({ kind: 'remove', key: 0, many: true }),
        remove: repo({ kind: 'remove', key: 0 }), softDelete: repo({ kind: 'remove', key: 0, many: true }), increment: add, decrement: add, query: raw, manager: 'EntityManager', create: {}, createQueryBuilder: { call: { returns: 'Builder' } },
      },
    },
    Entity: { members: { find: list, findOne: read, findBy: listBy, findOneBy: readBy, count: counts, insert: repo({ kind: 'create', value: 0 }), update: repo({ kind: 'write', key: 0, value: 1, many: true }), getRepository: { call: { returns: 'Repository' } } }, new: { returns: 'Row' } },
    Row: { members: { save: repo({ kind: 'write', entry: true }), remove: repo({ kind: 'remove', entry: true }), reload: repo({ kind: 'read', entry: true }) } },
    Builder: {
      members: {
        getOne: got, getOneOrFail: got, getMany: got, getRawOne: got, getRawMany: got, getCount: got, getExists: got, getManyAndCount: got,
        update: { call: { returns: 'this', op: { kind: 'write', key: '().where', value: '().set.0', many: true } } }, delete: { call: { returns: 'this', op: { kind: 'remove', key: '().where', many: true } } },
        insert: { call: { returns: 'this', op: { kind: 'create', value: '().values.0', unless: ['().orIgnore', '().orUpdate', '().onConflict'] } } }, execute: 'Query', '*': { call: { returns: 'this' } },
      },
    },
    QueryRunner: {
      is: 'handle',
      members: {
        manager: 'EntityManager', connect: 'Query', query: raw, commitTransaction: 'Query', rollbackTransaction: 'Query', release: {},
        startTransaction: { call: { waits: query, region: { kind: 'transaction', until: { holder: 'receiver', methods: ['commitTransaction', 'rollbackTransaction', 'release'] }, isolation: '0' } } },
      },
    },
    Query: { call: { waits: query } },
  },
});
