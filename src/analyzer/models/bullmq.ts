import { defineModel } from './types.js';

export default defineModel({
  package: 'bullmq',
  source: 'docs.bullmq.io "Workers", src/classes/job.ts; bullmq 6.7: waitUntilFinished without a ttl waits for ever',
  system: 'queue',
  side: 'server',
  exports: {
    Queue: { new: { returns: 'Queue', owns: ['1.connection'] } },
    QueueEvents: { new: { returns: 'QueueEvents', owns: ['1.connection'] } },
    FlowProducer: { new: { returns: 'FlowProducer', owns: ['0.connection'] } },
    Worker: { new: { returns: 'Worker', owns: ['2.connection'], registers: { context: 'job', from: 1 }, gives: ['Job'] } },
    Job: { new: { returns: 'Job' }, members: { fromId: { call: { returns: 'Job' } } } },
  },
  types: {
    Queue: {
      is: 'handle',
      members: {
        add: { call: { returns: 'Job', system: 'queue' } }, addBulk: { call: { returns: 'Jobs', system: 'queue' } }, getJob: { call: { returns: 'Job' } }, getJobs: { call: { returns: 'Jobs' } },
        upsertJobScheduler: { call: { returns: 'Job', system: 'queue' } }, close: {}, on: { call: { returns: 'this' } },
      },
    },
    Jobs: { element: 'Job' },
    Job: {
      members: {
        waitUntilFinished: { call: { waits: { for: 'the end of the job', default: 'none', advice: 'a `ttl` in milliseconds as second argument', bounds: [{ option: '1' }] } } },
        updateProgress: { call: {} }, updateData: { call: {} }, log: { call: {} }, remove: { call: {} }, retry: { call: {} },
      },
    },
    Worker: { is: 'handle', members: { on: { call: { returns: 'this', registers: { context: 'job', from: 1 } } }, close: {}, run: {} } },
    QueueEvents: { is: 'handle', members: { on: { call: { returns: 'this', registers: { context: 'job', from: 1 } } }, close: {} } },
    FlowProducer: { is: 'handle', members: { add: { call: { system: 'queue' } }, addBulk: { call: { system: 'queue' } } } },
  },
});
