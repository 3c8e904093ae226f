import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: 'unknown', advice: '`requestTimeout` of the client', bounds: [] } satisfies Wait;

export default defineModel({
  package: 'svix',
  source: 'dist/index.d.ts; svix 1.x: `requestTimeout` in milliseconds',
  system: 'webhook',
  service: 'Svix',
  side: 'server',
  exports: { Svix: { new: { returns: 'Svix' } }, Webhook: { new: { returns: 'Webhook' } } },
  types: {
    Webhook: { members: { verify: { call: { proves: 'webhook' } } } },
    Svix: { is: 'handle', members: { message: { members: { create: { call: { waits: response } } } } } },
  },
});
