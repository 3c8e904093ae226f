import { defineModel } from './types.js';

const job = { call: { decorates: 'job' } } as const;

export default defineModel({
  package: '@nestjs/schedule',
  source: 'docs.nestjs.com/techniques/task-scheduling; @nestjs/schedule 6',
  side: 'server',
  exports: { Cron: job, Interval: job, Timeout: job },
});
