import { defineModel } from './types.js';

export default defineModel({
  package: 'node:timers',
  source: 'Node.js 20 timers.md',
  exports: { setTimeout: { call: { returns: 'global#Timer', timer: true } }, setImmediate: { call: {} }, setInterval: { call: {} } },
});
