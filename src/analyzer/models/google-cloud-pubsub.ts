import { defineModel } from './types.js';

const sent = { call: { system: 'queue' } } as const;

export default defineModel({
  package: '@google-cloud/pubsub',
  source: 'README; @google-cloud/pubsub 5: durable, at least once',
  system: 'queue',
  side: 'server',
  exports: { PubSub: { new: { returns: 'PubSub' } } },
  types: {
    PubSub: { is: 'handle', members: { topic: { call: { returns: 'Topic' } }, subscription: { call: { returns: 'Subscription' } } } },
    Topic: { is: 'handle', members: { publishMessage: sent, publish: sent, publishJSON: sent } },
    Subscription: { is: 'handle', members: { on: { call: { returns: 'this', registers: { context: 'job', from: 1 } } } } },
  },
});
