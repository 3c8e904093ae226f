import { defineModel } from './types.js';

export default defineModel({
  package: 'bull',
  source: 'REFERENCE.md; bull 4.16: finished() waits for ever, job.opts.timeout bounds the processor',
  system: 'queue',
  side: 'server',
  exports: { default: 'QueueClass', '=': 'QueueClass' },
  types: {
    QueueClass: { new: { returns: 'Queue' }, call: { returns: 'Queue' } },
    Queue: {
      is: 'handle',
      jobs: { add: 'add', handle: 'process', data: 'data' },
      members: {
        process: { call: { registers: { context: 'job', from: 0, rest: true }, gives: ['Job'] } },
        add: { call: { returns: 'Job', system: 'queue' } }, addBulk: { call: { system: 'queue' } }, getJob: { call: { returns: 'Job' } }, on: { call: { returns: 'this', registers: { context: 'job', from: 1 } } }, close: {},
      },
    },
    Job: {
      members: {
        finished: { call: { waits: { for: 'the end of the job', default: 'none', advice: 'a race with a timer', bounds: [] } } },
        progress: { call: {} }, update: { call: {} }, log: { call: {} }, remove: { call: {} },
      },
    },
  },
});
