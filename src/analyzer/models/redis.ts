import { defineModel, type Wait } from './types.js';

// `commandOptions.timeout` and `withAbortSignal` end when the command is written, not when it is answered.
const reply = { for: 'the reply', default: 'none', advice: 'a race with a timer, or `socket.socketTimeout` together with `pingInterval`' } satisfies Partial<Wait>;
const made = { returns: 'Redis', client: { ...reply, bounds: [{ option: '0.socket.socketTimeout' }] } } as const;

export default defineModel({
  package: ['redis', '@redis/client'],
  source: 'docs/client-configuration.md; redis 6.3, 5.12, 4.7: connecting is retried and a reply waited for without limit',
  system: 'store',
  side: 'server',
  exports: {
    createClient: { call: made },
    createClientPool: { call: { returns: 'Redis', client: { ...reply, bounds: [{ option: '0.socket.socketTimeout' }] } } },
    createCluster: { call: { returns: 'Redis', client: { ...reply, bounds: [{ option: '0.defaults.socket.socketTimeout' }] } } },
    createSentinel: { call: { returns: 'Redis', client: { ...reply, bounds: [{ option: '0.nodeClientOptions.socket.socketTimeout' }] } } },
  },
  types: {
    Redis: {
      is: 'handle',
      members: {
        '*': 'Command',
        multi: { call: { returns: 'Multi' } },
        duplicate: { call: { returns: 'this' } },
        connect: { call: { returns: 'this', waits: { ...reply, bounds: [] } } },
        withTypeMapping: { call: { returns: 'this' } }, withCommandOptions: { call: { returns: 'this' } }, withAbortSignal: { call: { returns: 'this' } },
        on: { call: { returns: 'this' } }, once: { call: { returns: 'this' } }, off: { call: { returns: 'this' } },
        subscribe: { call: { registers: { context: 'job', from: 1 } } }, pSubscribe: { call: { registers: { context: 'job', from: 1 } } },
        // These wait by design.
        blPop: {}, brPop: {}, bzPopMin: {}, bzPopMax: {}, blMove: {}, xRead: {}, xReadGroup: {},
        close: {}, destroy: {}, quit: {}, disconnect: {}, ref: {}, unref: {}, emit: {}, removeListener: {}, removeAllListeners: {},
        scanIterator: {}, isOpen: {}, isReady: {}, options: {},
      },
    },
    Command: { call: { waits: { ...reply, bounds: [] } } },
    Multi: { members: { exec: 'Command', execAsPipeline: 'Command', '*': { call: { returns: 'this' } } } },
  },
});
