import { defineModel, type Wait } from './types.js';

const answers = { for: 'the answers of all clusters', default: 'unknown', advice: '`timeout`', bounds: [] } satisfies Wait;

export default defineModel({
  package: 'discord-hybrid-sharding',
  source: 'dist/Core/ClusterClient.d.ts, dist/Core/ClusterManager.d.ts; discord-hybrid-sharding 2.2: `cluster`, `shard` and `guildId` ask the owner alone',
  side: 'server',
  exports: { ClusterClient: { new: { returns: 'ClusterClient' } }, ClusterManager: { new: { returns: 'ClusterManager' } } },
  types: {
    ClusterClient: {
      is: 'handle',
      members: {
        broadcastEval: { call: { waits: answers, system: 'cluster', asksAll: { routed: ['1.cluster', '1.shard', '1.guildId'], with: '1.context' } } },
        fetchClientValues: { call: { waits: answers, system: 'cluster', asksAll: { routed: ['1'] } } },
      },
    },
    ClusterManager: { extends: 'ClusterClient', is: 'handle' },
  },
});
