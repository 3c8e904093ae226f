import { defineModel, type Operation, type Wait } from './types.js';

// `commandOptions.timeout` and `withAbortSignal` end when the command is written, not when it is answered.
const reply = { for: 'the reply', default: 'none', advice: 'a race with a timer, or `socket.socketTimeout` together with `pingInterval`' } satisfies Partial<Wait>;
const waits = { ...reply, bounds: [] } satisfies Wait;
const made = { returns: 'Redis', client: { ...reply, bounds: [{ option: '0.socket.socketTimeout' }], edit: { set: { '0.socket.socketTimeout': 'ms', '0.pingInterval': '1_000' } } } } as const;
const does = (op: Operation): { call: { waits: Wait; op: Operation } } => ({ call: { waits, op } });
const queued = (op: Operation): { call: { returns: 'this'; op: Operation } } => ({ call: { returns: 'this', op } });
const SET = { kind: 'write', key: 0, value: 1, unless: ['2.NX', '2.condition'], adds: { method: 'incrBy', real: 'incrByFloat', args: ['key', 'amount'] } } as const, SETEX = { kind: 'write', key: 0, value: 2 } as const, HSET = { kind: 'write', key: 0, field: 1, value: 2, adds: { method: 'hIncrBy', real: 'hIncrByFloat', args: ['key', 'part', 'amount'] } } as const;
const read = does({ kind: 'read', key: 0 }), field = does({ kind: 'read', key: 0, field: 1 }), update = does({ kind: 'update', key: 0 }), hUpdate = does({ kind: 'update', key: 0, field: 1 }), script = does({ kind: 'update' });
const remove = does({ kind: 'remove', key: 0, when: { count: '', words: {} } }), clear = does({ kind: 'clear' }), exists = does({ kind: 'read', key: 0, gives: 'exists' }), count = does({ kind: 'read', key: 0, gives: 'count' });
const self = { call: { returns: 'this' } } as const;

export default defineModel({
  package: ['redis', '@redis/client'],
  source: 'docs/client-configuration.md, redis.io/commands; redis 6.3, 5.12, 4.7: connecting is retried and a reply waited for without limit',
  system: 'store',
  side: 'server',
  exports: {
    createClient: { call: made },
    createClientPool: { call: { returns: 'Redis', client: { ...reply, bounds: [{ option: '0.socket.socketTimeout' }], edit: { set: { '0.socket.socketTimeout': 'ms', '0.pingInterval': '1_000' } } } } },
    createCluster: { call: { returns: 'Redis', client: { ...reply, bounds: [{ option: '0.defaults.socket.socketTimeout' }], edit: { set: { '0.defaults.socket.socketTimeout': 'ms', '0.defaults.pingInterval': '1_000' } } } } },
    createSentinel: { call: { returns: 'Redis', client: { ...reply, bounds: [{ option: '0.nodeClientOptions.socket.socketTimeout' }], edit: { set: { '0.nodeClientOptions.socket.socketTimeout': 'ms', '0.nodeClientOptions.pingInterval': '1_000' } } } } },
  },
  types: {
    RedisClientType: { extends: 'Redis', is: 'handle' },
    Redis: {
      is: 'handle',
      members: {
        '*': 'Command',
        get: read, mGet: read, hGetAll: read, lRange: read, sMembers: read, zRange: read, exists, hGet: field, hmGet: field, hExists: does({ kind: 'read', key: 0, field: 1, gives: 'exists' }),
        sIsMember: does({ kind: 'read', key: 0, field: 1, gives: 'exists' }), zScore: field, lLen: count, sCard: count, zCard: count, hLen: count, strLen: count,
        set: does(SET), setEx: does(SETEX), pSetEx: does(SETEX), mSet: does({ kind: 'write' }), hSet: does(HSET), lSet: does({ kind: 'write', key: 0, field: 1, value: 2 }), setNX: does({ kind: 'create', key: 0, value: 1 }), hSetNX: does({ kind: 'create', key: 0, field: 1, value: 2 }),
        incr: update, incrBy: update, incrByFloat: update, decr: update, decrBy: update, append: update, getSet: update, getDel: update, getEx: update, lPush: update, rPush: update, lPop: update, rPop: update, lTrim: update, lRem: update,
        sAdd: update, sRem: update, sPop: update, zAdd: update, zRem: update, zIncrBy: update, zPopMin: update, zPopMax: update, hIncrBy: hUpdate, hIncrByFloat: hUpdate, eval: script, evalSha: script,
        del: remove, unlink: remove, hDel: does({ kind: 'remove', key: 0, field: 1 }), flushAll: clear, flushDb: clear,
        // What follows fails where somebody else changed the key meanwhile.
        watch: does({ kind: 'read', key: 0, locks: '0' }),
        multi: { call: { returns: 'Multi' } },
        duplicate: self,
        connect: { call: { returns: 'this', waits } },
        withTypeMapping: self, withCommandOptions: self, withAbortSignal: self, on: self, once: self, off: self,
        subscribe: { call: { registers: { context: 'job', from: 1 } } }, pSubscribe: { call: { registers: { context: 'job', from: 1 } } },
        // These wait by design.
        blPop: {}, brPop: {}, bzPopMin: {}, bzPopMax: {}, blMove: {}, xRead: {}, xReadGroup: {},
        close: {}, destroy: {}, quit: {}, disconnect: {}, ref: {}, unref: {}, emit: {}, removeListener: {}, removeAllListeners: {},
        scanIterator: {}, isOpen: {}, isReady: {}, options: {},
      },
    },
    Command: { call: { waits } },
    Multi: { members: { exec: 'Command', execAsPipeline: 'Command', set: queued(SET), setEx: queued(SETEX), hSet: queued(HSET), incr: queued({ kind: 'update', key: 0 }), incrBy: queued({ kind: 'update', key: 0 }), '*': self } },
  },
});
