import { defineModel, type Operation, type Wait } from './types.js';

const reply = { for: 'the reply', default: 'none', advice: '`commandTimeout`' } satisfies Partial<Wait>;
const waits = { ...reply, bounds: [] } satisfies Wait;
const op = {
  read: { kind: 'read', key: 0 }, field: { kind: 'read', key: 0, field: 1 }, set: { kind: 'write', key: 0, value: 1, words: ['NX', 'nx'], adds: { method: 'incrby', real: 'incrbyfloat', args: ['key', 'amount'] } }, setex: { kind: 'write', key: 0, value: 2 },
  hset: { kind: 'write', key: 0, field: 1, value: 2, adds: { method: 'hincrby', real: 'hincrbyfloat', args: ['key', 'part', 'amount'] } }, hmset: { kind: 'write', key: 0, value: 1 }, setnx: { kind: 'create', key: 0, value: 1 }, hsetnx: { kind: 'create', key: 0, field: 1, value: 2 },
  update: { kind: 'update', key: 0 }, hupdate: { kind: 'update', key: 0, field: 1 }, remove: { kind: 'remove', key: 0, when: { count: '', words: {} } }, hremove: { kind: 'remove', key: 0, field: 1 },
} as const satisfies Record<string, Operation>;
const read = { call: { waits, op: op.read } }, field = { call: { waits, op: op.field } }, update = { call: { waits, op: op.update } }, hupdate = { call: { waits, op: op.hupdate } };
const set = { call: { waits, op: op.set } }, setex = { call: { waits, op: op.setex } }, hset = { call: { waits, op: op.hset } }, hmset = { call: { waits, op: op.hmset } };
const setnx = { call: { waits, op: op.setnx } }, hsetnx = { call: { waits, op: op.hsetnx } }, remove = { call: { waits, op: op.remove } }, hremove = { call: { waits, op: op.hremove } };
const exists = { call: { waits, op: { kind: 'read', key: 0, gives: 'exists' } } } as const, member = { call: { waits, op: { kind: 'read', key: 0, field: 1, gives: 'exists' } } } as const;
const count = { call: { waits, op: { kind: 'read', key: 0, gives: 'count' } } } as const;
// The commands that wait in a queue until `exec`.
const queued = (of: Operation): { call: { returns: 'this'; op: Operation } } => ({ call: { returns: 'this', op: of } });

export default defineModel({
  package: 'ioredis',
  source: 'API.md "new Redis", redis.io/commands; ioredis 6.0 and 5.11: connectTimeout 10 s, a reply is waited for without limit',
  system: 'store',
  side: 'server',
  exports: { default: 'RedisClass', '=': 'RedisClass', Redis: 'RedisClass', Cluster: 'ClusterClass' },
  types: {
    RedisClass: { new: { returns: 'Redis', client: { ...reply, bounds: [{ option: '*.commandTimeout' }] } }, members: { Cluster: 'ClusterClass' } },
    ClusterClass: { new: { returns: 'Redis', client: { ...reply, advice: '`redisOptions: { commandTimeout }`', bounds: [{ option: '1.redisOptions.commandTimeout' }] } } },
    Redis: {
      is: 'handle',
      members: {
        '*': 'Command',
        get: read, getBuffer: read, mget: read, exists, strlen: count, ttl: read, pttl: read, hgetall: read, hkeys: read, hvals: read, hlen: count, lrange: read, llen: count, smembers: read, scard: count,
        zrange: read, zcard: count, zcount: count, hget: field, hmget: field, hexists: member, sismember: member, zscore: field, lindex: field,
        set, setex, psetex: setex, hset, hmset, setnx, hsetnx, mset: { call: { waits, op: { kind: 'write' } } }, lset: { call: { waits, op: { kind: 'write', key: 0, field: 1, value: 2 } } },
        incr: update, incrby: update, incrbyfloat: update, decr: update, decrby: update, append: update, getset: update, getdel: update, getex: update, setrange: update,
        lpush: update, rpush: update, lpop: update, rpop: update, ltrim: update, lrem: update, sadd: update, srem: update, spop: update, zadd: update, zrem: update, zincrby: update, zpopmin: update, zpopmax: update,
        hincrby: hupdate, hincrbyfloat: hupdate, eval: { call: { waits, op: { kind: 'update' } } }, evalsha: { call: { waits, op: { kind: 'update' } } },
        del: remove, unlink: remove, hdel: hremove, flushall: { call: { waits, op: { kind: 'clear' } } }, flushdb: { call: { waits, op: { kind: 'clear' } } },
        // What follows fails where somebody else changed the key meanwhile.
        watch: { call: { waits, op: { kind: 'read', key: 0, locks: '0' } } },
        multi: { call: { returns: 'ChainableCommander' } }, pipeline: { call: { returns: 'ChainableCommander' } },
        duplicate: { call: { returns: 'this' } },
        on: { call: { returns: 'this', registers: { context: 'job', from: 1 } } }, once: { call: { returns: 'this' } }, off: { call: { returns: 'this' } },
        // These wait by design.
        blpop: {}, brpop: {}, brpoplpush: {}, blmove: {}, bzpopmin: {}, bzpopmax: {}, xread: {}, xreadgroup: {}, monitor: {},
        disconnect: {}, quit: {}, end: {}, defineCommand: {}, status: {}, options: {}, emit: {}, removeListener: {}, removeAllListeners: {}, setMaxListeners: {}, nodes: {},
        scanStream: {}, hscanStream: {}, sscanStream: {}, zscanStream: {},
      },
    },
    Command: { call: { waits } },
    ChainableCommander: {
      members: {
        exec: 'Command', set: queued(op.set), setex: queued(op.setex), hset: queued(op.hset), hmset: queued(op.hmset), del: queued(op.remove), hdel: queued(op.hremove), incr: queued(op.update), incrby: queued(op.update),
        hincrby: queued(op.hupdate), '*': { call: { returns: 'this' } },
      },
    },
  },
});
