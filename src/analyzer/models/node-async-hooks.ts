import { defineModel } from './types.js';

export default defineModel({
  package: 'node:async_hooks',
  source: 'Node.js 20 async_context.md: a store follows the asynchronous call, not the process',
  side: 'server',
  exports: { AsyncLocalStorage: { new: { returns: 'AsyncLocalStorage' } }, AsyncResource: { new: { returns: 'AsyncResource' } } },
  types: {
    AsyncLocalStorage: {
      is: 'context',
      members: { run: { call: { runs: [1], returns: 'result1' } }, exit: { call: { runs: [0], returns: 'result0' } }, getStore: { call: {} }, enterWith: { call: {} } },
    },
    AsyncResource: { is: 'context', members: { runInAsyncScope: { call: { runs: [0], returns: 'result0' } } } },
  },
});
