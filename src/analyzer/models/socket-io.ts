import { defineModel } from './types.js';

const listen = { call: { returns: 'this', registers: { context: 'handler', from: 1 } } } as const;
const connected = { call: { returns: 'this', registers: { context: 'handler', from: 1 }, gives: ['Socket'] } } as const;

export default defineModel({
  package: 'socket.io',
  source: 'socket.io/docs/v4/server-api; socket.io 4.8: an acknowledgement is waited for without limit',
  side: 'server',
  exports: { Server: { new: { returns: 'Server' } } },
  types: {
    Server: { is: 'handle', members: { on: connected, use: { call: { returns: 'this', registers: { context: 'handler', from: 0 }, gives: ['Socket'] } }, of: { call: { returns: 'Namespace' } }, emit: { call: {} } } },
    Namespace: { is: 'handle', members: { on: connected, use: { call: { returns: 'this', registers: { context: 'handler', from: 0 }, gives: ['Socket'] } }, emit: { call: {} } } },
    Socket: {
      is: 'handle',
      members: {
        on: listen, once: listen, emit: { call: {} }, timeout: { call: { returns: 'Timed' } },
        emitWithAck: { call: { waits: { for: 'the acknowledgement', default: 'none', advice: '`.timeout(ms)` before it', bounds: [] } } },
      },
    },
    Timed: { members: { emitWithAck: { call: {} }, emit: { call: {} } } },
  },
});
