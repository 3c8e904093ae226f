import { defineModel } from './types.js';

const schedule = { call: { returns: 'Task', registers: { context: 'job', from: 1, rest: true } } } as const;

export default defineModel({
  package: ['node-cron', 'node-schedule', 'croner'],
  source: 'README of each; node-cron 4, node-schedule 2.1, croner 10: runs in every process that schedules it',
  side: 'server',
  exports: { '=': 'Scheduler', default: 'Scheduler', schedule, scheduleJob: schedule, Cron: { new: { returns: 'Task', registers: { context: 'job', from: 1, rest: true } } } },
  types: { Scheduler: { members: { schedule, scheduleJob: schedule } }, Task: {} },
});
