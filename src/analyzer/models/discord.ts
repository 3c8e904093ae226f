import { defineModel, type Wait } from './types.js';

const answers = { for: 'the answers of all shards', default: 'unknown', advice: 'a limit of the call', bounds: [] } satisfies Wait;

// What a bot is told of happens on behalf of whoever wrote the message or pressed the button.
const listener = { call: { returns: 'this', registers: { context: 'handler', from: 1 } } } as const;

export default defineModel({
  package: 'discord.js',
  source: 'discord.js.org/docs ShardClientUtil, ShardingManager, Client; discord.js 14: `shard` in the options asks one shard alone',
  side: 'server',
  exports: {
    Client: { new: { returns: 'Client' } }, ShardClientUtil: { new: { returns: 'ShardClientUtil' } }, ShardingManager: { new: { returns: 'ShardingManager' } },
  },
  types: {
    Client: { is: 'handle', members: { shard: 'ShardClientUtil', on: listener, once: listener, addListener: listener } },
    ShardClientUtil: {
      members: {
        broadcastEval: { call: { waits: answers, system: 'cluster', asksAll: { routed: ['1.shard'], with: '1.context' } } },
        fetchClientValues: { call: { waits: answers, system: 'cluster', asksAll: { routed: ['1'] } } },
      },
    },
    ShardingManager: { extends: 'ShardClientUtil', is: 'handle' },
  },
});
