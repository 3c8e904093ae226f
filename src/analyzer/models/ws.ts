import { defineModel } from './types.js';

const listen = { call: { returns: 'this', registers: { context: 'handler', from: 1 } } } as const;

export default defineModel({
  package: 'ws',
  source: 'doc/ws.md; ws 8',
  side: 'server',
  exports: { WebSocketServer: { new: { returns: 'WebSocketServer' } }, Server: { new: { returns: 'WebSocketServer' } }, WebSocket: 'WebSocketClass', default: 'WebSocketClass', '=': 'WebSocketClass' },
  types: {
    WebSocketClass: { new: { returns: 'WebSocket' }, members: { Server: { new: { returns: 'WebSocketServer' } } } },
    WebSocketServer: { is: 'handle', members: { on: { call: { returns: 'this', registers: { context: 'handler', from: 1 }, gives: ['WebSocket'] } }, close: {} } },
    WebSocket: { is: 'handle', members: { on: listen, once: listen, send: { call: {} }, close: {} } },
  },
});
