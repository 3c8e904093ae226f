import { defineModel } from './types.js';

export default defineModel({
  package: 'cron',
  source: 'README "API"; cron 4: runs in every process that makes one',
  side: 'server',
  exports: {
    CronJob: {
      new: { returns: 'CronJob', registers: { context: 'job', from: 1, rest: true } },
      members: { from: { call: { returns: 'CronJob', registers: { context: 'job', from: 0, members: ['onTick', 'onComplete'] } } } },
    },
  },
  types: { CronJob: { members: { start: { call: {} }, stop: { call: {} } } } },
});
