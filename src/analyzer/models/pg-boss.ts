import { defineModel } from './types.js';

export default defineModel({
  package: 'pg-boss',
  source: 'docs/api/workers.md; pg-boss 12',
  system: 'queue',
  side: 'server',
  exports: { default: 'PgBossClass', '=': 'PgBossClass', PgBoss: 'PgBossClass' },
  types: {
    PgBossClass: { new: { returns: 'PgBoss' } },
    // From 10 on a queue has to be made before anybody sends to it, and a worker is given several jobs.
    PgBoss: { is: 'handle', jobs: [{ add: 'send', handle: 'work', data: 'data', typed: true, not: '>=10.0.0' }, { add: 'send', handle: 'work', data: 'data', typed: true, list: true, first: 'createQueue', not: '<10.0.0' }], members: { createQueue: { call: {} }, work: { call: { registers: { context: 'job', from: 1, rest: true } } }, send: { call: { system: 'queue' } }, insert: { call: { system: 'queue' } }, publish: { call: { system: 'queue' } }, schedule: { call: { system: 'queue' } }, start: { call: {} }, stop: { call: {} } } },
  },
});
