import { defineModel } from './types.js';

// Subscriptions and streams wait for as long as the server lives: a limit on replies would end them.
const adapter = { call: { owns: ['0', '1'] } } as const;

export default defineModel({
  package: ['@socket.io/redis-adapter', '@socket.io/redis-streams-adapter'],
  source: 'README of both; redis-adapter 8.3, redis-streams-adapter 0.2',
  side: 'server',
  exports: { createAdapter: adapter, createShardedAdapter: adapter },
});
