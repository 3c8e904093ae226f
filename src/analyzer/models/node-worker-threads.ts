import { defineModel } from './types.js';

export default defineModel({
  package: ['node:worker_threads', 'node:cluster'],
  source: 'Node.js 20 worker_threads.md, cluster.md',
  side: 'server',
  exports: { Worker: { new: { returns: 'Worker' } } },
  types: { Worker: { is: 'handle', members: { on: { call: { returns: 'this' } }, once: { call: { returns: 'this' } }, postMessage: { call: {} }, terminate: { call: {} } } } },
});
