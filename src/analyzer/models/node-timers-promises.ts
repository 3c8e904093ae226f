import { defineModel } from './types.js';

export default defineModel({
  package: 'node:timers/promises',
  source: 'Node.js 20 timers.md "Timers promises API"',
  exports: {
    setTimeout: { call: { timer: true, system: 'timer' } },
    setImmediate: { call: {} },
    setInterval: { call: {} },
    scheduler: { members: { wait: { call: { timer: true, system: 'timer' } }, yield: { call: {} } } },
  },
});
