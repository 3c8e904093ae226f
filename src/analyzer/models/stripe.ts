import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: 80_000, advice: '`timeout`' } satisfies Partial<Wait>;

/** Only Stripe can sign: it sends an event again until it is answered. */
const event = { call: { proves: 'webhook' } } as const;

export default defineModel({
  package: 'stripe',
  source: 'README "Configuring Timeout"; stripe 23.1: 80 s for each of 3 tries',
  system: 'payment',
  side: 'server',
  exports: { default: 'StripeClass', Stripe: 'StripeClass', '=': 'StripeClass' },
  types: {
    StripeClass: { new: { returns: 'Stripe', client: { ...response, bounds: [{ option: '1.timeout' }] } }, call: { returns: 'Stripe', client: { ...response, bounds: [{ option: '1.timeout' }] } } },
    Stripe: { extends: 'Resource', is: 'handle', members: { parseEventNotification: event, webhooks: { members: { constructEvent: event, constructEventAsync: event } } } },
    Resource: { members: { '*': 'Resource' }, call: { waits: { ...response, bounds: [{ option: 'last.timeout' }] } } },
  },
});
