import { defineModel } from './types.js';

const job = { call: { decorates: 'job' } } as const;

export default defineModel({
  package: ['@nestjs/bullmq', '@nestjs/bull'],
  source: 'docs.nestjs.com/techniques/queues; @nestjs/bullmq 11, @nestjs/bull 11',
  side: 'server',
  exports: {
    Processor: { call: { decorates: 'provider' } },
    Process: job, OnWorkerEvent: job, OnQueueEvent: job, OnQueueActive: job, OnQueueCompleted: job, OnQueueFailed: job,
    WorkerHost: { overrides: { process: 'job' } },
  },
});
