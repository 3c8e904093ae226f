import { defineModel } from './types.js';

const router = {
  members: {
    service: { call: { returns: 'this', registers: { context: 'handler', from: 1, members: ['*'] } } },
    rpc: { call: { returns: 'this', registers: { context: 'handler', from: 1, rest: true } } },
  },
} as const;

export default defineModel({
  package: '@connectrpc/connect',
  source: 'connectrpc.com/docs/node/implementing-services; @connectrpc/connect 2.2',
  exports: { createConnectRouter: { call: { returns: 'ConnectRouter' } } },
  types: { ConnectRouter: router },
});
