import { defineModel, type Operation, type System } from './types.js';

interface Does { readonly call: { readonly system: System; readonly op: Operation } }
const does = (op: Operation): Does => ({ call: { system: 'store', op } });
const read = does({ kind: 'read', key: 0 }), update = does({ kind: 'update', key: 0 }), field = does({ kind: 'read', key: 0, field: 1 }), hupdate = does({ kind: 'update', key: 0, field: 1 });
const client = { call: { returns: 'Redis' } } as const;

export default defineModel({
  package: ['@upstash/redis', '@vercel/kv'],
  source: 'upstash.com/docs/redis/sdks/ts; @upstash/redis 1.39, @vercel/kv 3.0: commands over HTTP',
  system: 'store',
  side: 'server',
  exports: { Redis: { new: { returns: 'Redis' }, members: { fromEnv: client } }, createClient: client, kv: 'Redis', default: 'Redis' },
  types: {
    Redis: {
      is: 'handle',
      members: {
        get: read, mget: read, hgetall: read, lrange: read, smembers: read, zrange: read, exists: does({ kind: 'read', key: 0, gives: 'exists' }), llen: does({ kind: 'read', key: 0, gives: 'count' }), scard: does({ kind: 'read', key: 0, gives: 'count' }), hget: field, sismember: field, zscore: field,
        set: does({ kind: 'write', key: 0, value: 1, unless: '2.nx' }), setex: does({ kind: 'write', key: 0, value: 2 }), hset: does({ kind: 'write', key: 0, value: 1 }), setnx: does({ kind: 'create', key: 0, value: 1 }), hsetnx: does({ kind: 'create', key: 0, field: 1, value: 2 }),
        incr: update, incrby: update, decr: update, decrby: update, append: update, getset: update, getdel: update, lpush: update, rpush: update, lpop: update, rpop: update, sadd: update, srem: update, zadd: update, zrem: update, zincrby: update, hincrby: hupdate,
        eval: does({ kind: 'update' }), del: does({ kind: 'remove', key: 0 }), hdel: does({ kind: 'remove', key: 0, field: 1 }), expire: { call: { system: 'store' } }, multi: {}, pipeline: {},
      },
    },
  },
});
