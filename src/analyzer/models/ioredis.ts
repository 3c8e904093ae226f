import { defineModel, type Wait } from './types.js';

const reply = { for: 'the reply', default: 'none', advice: '`commandTimeout`' } satisfies Partial<Wait>;

export default defineModel({
  package: 'ioredis',
  source: 'API.md "new Redis"; ioredis 6.0 and 5.11: connectTimeout 10 s, a reply is waited for without limit',
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
        multi: { call: { returns: 'ChainableCommander' } }, pipeline: { call: { returns: 'ChainableCommander' } },
        duplicate: { call: { returns: 'this' } },
        on: { call: { returns: 'this', registers: { context: 'job', from: 1 } } }, once: { call: { returns: 'this' } }, off: { call: { returns: 'this' } },
        // These wait by design.
        blpop: {}, brpop: {}, brpoplpush: {}, blmove: {}, bzpopmin: {}, bzpopmax: {}, xread: {}, xreadgroup: {}, monitor: {},
        disconnect: {}, quit: {}, end: {}, defineCommand: {}, status: {}, options: {}, emit: {}, removeListener: {}, removeAllListeners: {}, setMaxListeners: {}, nodes: {},
        scanStream: {}, hscanStream: {}, sscanStream: {}, zscanStream: {},
      },
    },
    Command: { call: { waits: { ...reply, bounds: [] } } },
    ChainableCommander: { members: { exec: 'Command', '*': { call: { returns: 'this' } } } },
  },
});
