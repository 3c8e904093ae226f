import { defineModel } from './types.js';

const handler = { call: { registers: { context: 'handler', from: 0 } } } as const;
const step = { call: { returns: 'this' } } as const;

export default defineModel({
  package: 'next-safe-action',
  source: 'next-safe-action.dev/docs/define-actions/instance-methods; next-safe-action 8: actions and middleware run on the server, for each call of the action',
  exports: {
    createSafeActionClient: { call: { returns: 'Client', registers: { context: 'handler', from: 0, members: ['handleServerError'] } } },
    createMiddleware: { call: { returns: { members: { define: handler } } } },
  },
  types: {
    Client: {
      members: {
        use: { call: { returns: 'this', registers: { context: 'handler', from: 0 } } },
        metadata: step, inputSchema: step, outputSchema: step, bindArgsSchemas: step, schema: step,
        action: handler, stateAction: handler,
      },
    },
  },
});
