import { defineModel } from './types.js';

const sent = { call: { system: 'analytics' } } as const;

export default defineModel({
  package: ['posthog-node', 'mixpanel', '@segment/analytics-node', '@amplitude/analytics-node'],
  source: 'README of each; posthog-node 5, mixpanel 0.24, @segment/analytics-node 3: events are kept and sent in batches, `flush` and `shutdown` wait',
  system: 'analytics',
  side: 'server',
  exports: {
    PostHog: { new: { returns: 'Client' } }, Analytics: { new: { returns: 'Client' } }, default: { new: { returns: 'Client' }, members: { init: { call: { returns: 'Client' } } } }, '=': { new: { returns: 'Client' }, members: { init: { call: { returns: 'Client' } } } },
    init: { call: { returns: 'Client' } }, track: sent, identify: sent, logEvent: sent, flush: sent,
  },
  types: {
    Client: {
      is: 'handle',
      members: {
        capture: sent, captureImmediate: sent, identify: sent, identifyImmediate: sent, alias: sent, groupIdentify: sent, track: sent, track_batch: sent, page: sent, group: sent, flush: sent, flushAsync: sent, shutdown: sent, shutdownAsync: sent, closeAndFlush: sent,
        people: { members: { set: sent, set_once: sent, increment: sent, track_charge: sent } },
      },
    },
  },
});
