import { defineModel } from './types.js';

const registers = { context: 'handler', from: 0, within: 'ctx' } as const;
const handler = { call: { registers } } as const;

export default defineModel({
  package: '@trpc/server',
  source: 'trpc.io/docs/server/procedures; @trpc/server 11',
  side: 'server',
  exports: { initTRPC: 'Init' },
  types: {
    Init: { members: { context: { call: { returns: 'Init' } }, meta: { call: { returns: 'Init' } }, create: { call: { returns: 'Root' } } } },
    Root: { members: { procedure: 'Procedure', middleware: { call: { registers } }, router: { call: {} }, mergeRouters: { call: {} }, createCallerFactory: { call: {} } } },
    Procedure: {
      members: {
        input: { call: { returns: 'this' } }, output: { call: { returns: 'this' } }, meta: { call: { returns: 'this' } }, concat: { call: { returns: 'this' } },
        use: { call: { returns: 'this', registers } },
        query: handler, mutation: handler, subscription: handler,
      },
    },
  },
});
