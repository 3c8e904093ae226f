import { defineModel } from './types.js';

const all = { context: 'handler', from: 0, members: ['*'], deep: true } as const;

export default defineModel({
  package: ['better-auth', 'better-auth/minimal', 'better-auth/api'],
  source: 'better-auth.com/docs/concepts/hooks, /docs/concepts/database and /docs/reference/options; better-auth 1.7: whatever function its options hold runs within a request',
  exports: {
    betterAuth: { call: { registers: all } },
    createAuthMiddleware: { call: { returns: 'arg0', registers: { context: 'handler', from: 0, rest: true } } },
    createAuthEndpoint: { call: { registers: { context: 'handler', from: 1, rest: true } } },
  },
});
