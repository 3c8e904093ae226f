import type { Model, Operation } from '../models/types.js';

/** What a call does to a store of which nothing is known, told by its method's name and by what it is given. */
export interface Form {
  readonly op: Operation;
  /** How many arguments it has. */
  readonly least: number;
  readonly most: number;
  /** Members that object literals among its arguments must have: `0.where`. */
  readonly needs?: readonly string[];
  /** Whether its last argument is an object literal. */
  readonly literal?: boolean;
  /** The first argument is a key: a text, or what stands for one. */
  readonly keyed?: true;
  /** The name tells nothing by itself: somebody has to wait for the call. */
  readonly waited?: true;
  /** A package whose schema says more of what is called so, where it describes it. */
  readonly pkg?: string;
}

/** A kind of store, and its methods; of the forms of a method the first that fits counts. */
export interface Shape {
  readonly owner: Model;
  readonly methods: ReadonlyMap<string, readonly Form[]>;
}

const keyed = (op: Operation, least: number, most: number): Form => ({ op, least, most, keyed: true, waited: true });
const READ: Operation = { kind: 'read', key: 0 };
const WRITE: Operation = { kind: 'write', key: 0, value: 1, unless: ['2.nx', '2.NX', '2.ifAbsent', '2.onlyIf'], words: ['NX', 'nx'] };
const REMOVE: Operation = { kind: 'remove', key: 0 };

/** A store that is asked for entries by key, and given them by key, and that one waits for both. */
const KEYED: Shape = {
  owner: { package: '(keyed store)', source: 'the shape of its calls', exports: {}, system: 'store' },
  methods: new Map([
    ['get', [keyed(READ, 1, 2)]],
    ['getItem', [keyed(READ, 1, 1)]],
    ['set', [keyed(WRITE, 2, 4)]],
    ['put', [keyed(WRITE, 2, 3)]],
    ['setItem', [keyed(WRITE, 2, 2)]],
    ['del', [keyed(REMOVE, 1, 1)]],
    ['delete', [keyed(REMOVE, 1, 1)]],
    ['removeItem', [keyed(REMOVE, 1, 1)]],
  ]),
};

// What the store computes by itself, as the clients of databases write it.
const operators = ['$inc', '$push', '$addToSet', '$pull', '$pullAll', '$pop', '$min', '$max', '$mul', '$bit', '$currentDate'];
const members = [
  'increment',
  'decrement',
  'multiply',
  'divide',
  'push',
  'connect',
  'connectOrCreate',
  'disconnect',
  'create',
  'createMany',
  'delete',
  'deleteMany',
  'update',
  'updateMany',
  'upsert',
];
const pkg = '@prisma/client';
const asked = (op: Omit<Operation, 'key'>): Form => ({
  op: { ...op, key: '0.where', locks: '0.lock' },
  least: 1,
  most: 2,
  needs: ['0.where'],
});
const byWhere = (op: Omit<Operation, 'key'>): Form => ({ op: { ...op, key: '0.where' }, least: 1, most: 1, needs: ['0.where'], pkg });
const replaced: Form = { op: { kind: 'write', key: 0, value: 1, atomics: operators, options: 2 }, least: 2, most: 3 };
const removed: Form = { op: { kind: 'remove', key: 0 }, least: 1, most: 2 };

/** The methods of what databases' clients call models, collections and entries: their names, with what they are given, are hardly anybody else's. */
const RECORDS: Shape = {
  owner: { package: '(records)', source: 'the shape of its calls', exports: {}, system: 'database' },
  methods: new Map<string, readonly Form[]>([
    ['findUnique', [byWhere({ kind: 'read', unique: true })]],
    ['findUniqueOrThrow', [byWhere({ kind: 'read', unique: true })]],
    ['findFirst', [byWhere({ kind: 'read' })]],
    ['findFirstOrThrow', [byWhere({ kind: 'read' })]],
    ['findMany', [byWhere({ kind: 'read', gives: 'entries' })]],
    ['findAll', [asked({ kind: 'read', gives: 'entries' })]],
    ['findOne', [asked({ kind: 'read' }), { op: { kind: 'read', key: 0 }, least: 1, most: 3 }]],
    ['findById', [{ op: { kind: 'read', key: 0 }, least: 1, most: 3 }]],
    ['findByPk', [{ op: { kind: 'read', key: 0, locks: '1.lock' }, least: 1, most: 2 }]],
    ['count', [byWhere({ kind: 'read', gives: 'count' })]],
    ['countDocuments', [{ op: { kind: 'read', key: 0, gives: 'count' }, least: 0, most: 2 }]],
    [
      'update',
      [
        { op: { kind: 'write', key: '0.where', value: '0.data', atomics: members }, least: 1, most: 1, needs: ['0.where', '0.data'], pkg },
        { op: { kind: 'write', key: '1.where', value: 0, many: true }, least: 2, most: 2, needs: ['1.where'] },
        { op: { kind: 'write', key: 0, value: 1, atomics: operators }, least: 2, most: 2, waited: true },
        { op: { kind: 'write', value: 0, entry: true }, least: 1, most: 1, literal: true },
      ],
    ],
    [
      'updateMany',
      [
        {
          op: { kind: 'write', key: '0.where', value: '0.data', atomics: members, many: true },
          least: 1,
          most: 1,
          needs: ['0.where', '0.data'],
          pkg,
        },
        { ...replaced, op: { ...replaced.op, many: true } },
      ],
    ],
    ['updateOne', [replaced]],
    ['replaceOne', [replaced]],
    ['findOneAndUpdate', [replaced]],
    ['findByIdAndUpdate', [replaced]],
    [
      'create',
      [
        { op: { kind: 'create', value: '0.data' }, least: 1, most: 1, needs: ['0.data'], pkg },
        { op: { kind: 'create', value: 0 }, least: 1, most: 1, literal: true, waited: true },
      ],
    ],
    ['replace', [{ op: { kind: 'write', value: 0 }, least: 1, most: 1, literal: false, waited: true }]],
    ['insertOne', [{ op: { kind: 'create', value: 0 }, least: 1, most: 2 }]],
    ['upsert', [byWhere({ kind: 'update' })]],
    ['delete', [byWhere({ kind: 'remove', refuses: true })]],
    ['deleteOne', [removed]],
    ['deleteMany', [{ ...byWhere({ kind: 'remove', many: true }) }]],
    ['findOneAndDelete', [removed]],
    ['findByIdAndDelete', [removed]],
    ['destroy', [{ op: { kind: 'remove', key: '0.where', many: true }, least: 1, most: 1, needs: ['0.where'] }]],
    [
      'save',
      [
        { op: { kind: 'write', entry: true }, least: 0, most: 0, waited: true },
        { op: { kind: 'write', entry: true }, least: 1, most: 1, literal: true, waited: true },
        { op: { kind: 'write', value: 0 }, least: 1, most: 1, waited: true },
      ],
    ],
  ]),
};

/** All kinds of stores that are known by their shape. */
export const SHAPES: readonly Shape[] = [RECORDS, KEYED];
