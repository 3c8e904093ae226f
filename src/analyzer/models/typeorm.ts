import { defineModel, type Operation, type Region, type Wait } from './types.js';

const query = { for: 'the answer to a query', default: 'unknown', advice: '`extra: { query_timeout: ms }`', bounds: [] } satisfies Wait;
const transaction = { runs: [0, 1], gives: ['EntityManager'], waits: query, region: { kind: 'transaction', body: -1, handle: 0, isolation: '0' } satisfies Region } as const;
const repository = { call: { returns: 'Repository', names: 0 } } as const;
const raw = { call: { waits: query, sql: 0 } } as const;
const repo = (op: Operation): Does => ({ call: { waits: query, op } });
type Gives = NonNullable<Operation['gives']>;
interface Does { readonly call: { readonly waits: Wait; readonly op: Operation } }
const read = (gives: Gives): Does => repo({ kind: 'read', key: '0.where', locks: '0.lock', gives }), readBy = (gives: Gives): Does => repo({ kind: 'read', key: 0, gives });
// The manager's methods take the entity first.
const managed = (gives: Gives): Does => repo({ kind: 'read', resource: 0, key: '1.where', locks: '1.lock', gives }), managedBy = (gives: Gives): Does => repo({ kind: 'read', resource: 0, key: 1, gives });
const adds = { method: 'increment', less: 'decrement', args: ['key', 'field', 'amount'] } as const;
// Words for other comparisons are functions of the package.
const when = { count: 'affected', words: {} } as const;
const save = repo({ kind: 'write', value: 0, adds }), add = repo({ kind: 'update', key: 0, value: 2 }), managedAdd = repo({ kind: 'update', resource: 0, key: 1, value: 3 });
const got = (gives: Gives): Does => repo({ kind: 'read', key: '().where', locks: '().setLock', gives });
const builder = { call: { returns: 'Builder', names: 0 } } as const;
const summed = { value: '() => {sum}', bind: 'setParameter' } as const, whenBuilt = { by: 'object', count: 'affected', words: {} } as const;

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
    DataSource: { is: 'handle', members: { getRepository: repository, manager: 'EntityManager', query: raw, createQueryRunner: { call: { returns: 'QueryRunner' } }, transaction: { call: { ...transaction, region: { ...transaction.region, outside: 'manager' } } }, createQueryBuilder: builder, initialize: { call: { returns: 'this', waits: query } }, destroy: {} } },
    EntityManager: {
      is: 'handle',
      members: {
        getRepository: repository, withRepository: { call: { returns: 'arg0' } }, transaction: { call: transaction }, query: raw, queryRunner: 'QueryRunner',
        find: managed('entries'), findOne: managed('entry'), findOneOrFail: managed('entry'), findAndCount: managed('entries'), count: managed('count'), exists: managed('exists'),
        findBy: managedBy('entries'), findOneBy: managedBy('entry'), findOneByOrFail: managedBy('entry'), countBy: managedBy('count'), existsBy: managedBy('exists'),
        save: repo({ kind: 'write', value: -1 }), insert: repo({ kind: 'create', resource: 0, value: 1 }), update: repo({ kind: 'write', resource: 0, key: 1, value: 2, many: true, when }), upsert: repo({ kind: 'update', resource: 0, value: 1 }),
        delete: repo({ kind: 'remove', resource: 0, key: 1, many: true }), remove: repo({ kind: 'remove', key: -1 }), increment: managedAdd, decrement: managedAdd, createQueryBuilder: builder, create: {},
      },
    },
    Repository: {
      is: 'handle',
      members: {
        find: read('entries'), findOne: read('entry'), findOneOrFail: read('entry'), findAndCount: read('entries'), count: read('count'), exists: read('exists'), exist: read('exists'),
        findBy: readBy('entries'), findOneBy: readBy('entry'), findOneByOrFail: readBy('entry'), findAndCountBy: readBy('entries'), countBy: readBy('count'), existsBy: readBy('exists'),
        save, insert: repo({ kind: 'create', value: 0 }), update: repo({ kind: 'write', key: 0, value: 1, many: true, adds, when }), upsert: repo({ kind: 'update', value: 0 }), delete: repo({ kind: 'remove', key: 0, many: true, when }),
        remove: repo({ kind: 'remove', key: 0 }), softDelete: repo({ kind: 'remove', key: 0, many: true }), increment: add, decrement: add, query: raw, manager: 'EntityManager', create: {}, createQueryBuilder: { call: { returns: 'Builder', about: 'receiver' } },
      },
    },
    Entity: { members: { find: read('entries'), findOne: read('entry'), findBy: readBy('entries'), findOneBy: readBy('entry'), count: read('count'), insert: repo({ kind: 'create', value: 0 }), update: repo({ kind: 'write', key: 0, value: 1, many: true, when }), getRepository: { call: { returns: 'Repository' } } }, new: { returns: 'Row' } },
    Row: { members: { save: repo({ kind: 'write', entry: true }), remove: repo({ kind: 'remove', entry: true }), reload: repo({ kind: 'read', entry: true }) } },
    Builder: {
      members: {
        getOne: got('entry'), getOneOrFail: got('entry'), getRawOne: got('entry'), getMany: got('entries'), getRawMany: got('entries'), getManyAndCount: got('entries'), getCount: got('count'), getExists: got('exists'),
        update: { call: { returns: 'this', names: 0, op: { kind: 'write', key: '().where', value: '().set.0', adds: summed, when: whenBuilt } } }, delete: { call: { returns: 'this', op: { kind: 'remove', key: '().where', many: true } } },
        insert: { call: { returns: 'this', op: { kind: 'create', value: '().values.0', unless: ['().orIgnore', '().orUpdate'] } } }, execute: 'Query', '*': { call: { returns: 'this' } },
      },
    },
    QueryRunner: {
      is: 'handle',
      members: {
        manager: 'EntityManager', connect: 'Query', query: raw, commitTransaction: 'Query', rollbackTransaction: 'Query', release: { call: { givesBack: 'as-it-is' } },
        startTransaction: { call: { waits: query, region: { kind: 'transaction', until: { holder: 'receiver', methods: ['commitTransaction', 'rollbackTransaction', 'release'] }, isolation: '0' } } },
      },
    },
    Query: { call: { waits: query } },
  },
});
