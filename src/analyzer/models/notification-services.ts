import { defineModel } from './types.js';

const sent = { call: { system: 'push' } } as const;

export default defineModel({
  package: ['@novu/node', '@novu/api', '@knocklabs/node', 'pusher', 'ably', '@onesignal/node-onesignal'],
  source: 'README and types of each; @novu/node 2.6, @novu/api 3.19, @knocklabs/node 1.35, pusher 5.3, ably 2.28 (its REST client), @onesignal/node-onesignal 5.18',
  system: 'push',
  side: 'server',
  exports: {
    Novu: { new: { returns: 'Novu' } }, Knock: { new: { returns: 'Knock' } }, default: 'Default', '=': 'Default', Rest: { new: { returns: 'Ably' } }, DefaultApi: { new: { returns: 'OneSignal' } },
  },
  types: {
    // `new Pusher(…)`, `new Knock(…)`; `new Ably.Rest(key)`.
    Default: { new: { returns: 'Client' }, members: { Rest: { new: { returns: 'Ably' } } } },
    Client: { is: 'handle', members: { trigger: sent, triggerBatch: sent, workflows: 'Workflows' } },
    Novu: { is: 'handle', members: { trigger: sent, bulkTrigger: sent, broadcast: sent, triggerBulk: sent, triggerBroadcast: sent, subscribers: { members: { identify: sent, create: sent, update: sent } } } },
    Knock: { is: 'handle', members: { workflows: 'Workflows' } },
    Workflows: { members: { trigger: sent } },
    Ably: { is: 'handle', members: { channels: { members: { get: { call: { returns: 'Channel' } } } } } },
    Channel: { members: { publish: sent } },
    OneSignal: { is: 'handle', members: { createNotification: sent } },
  },
});
