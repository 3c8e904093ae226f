import { defineModel } from './types.js';

const sent = { call: { system: 'queue' } } as const;

export default defineModel({
  package: ['inngest', 'graphile-worker', '@upstash/qstash', 'bee-queue'],
  source: 'README of each; inngest 4.24, graphile-worker 0.17: work is stored and runs later, at least once',
  system: 'queue',
  side: 'server',
  exports: {
    Inngest: { new: { returns: 'Inngest' } }, Client: { new: { returns: 'QStash' } }, Receiver: { new: { returns: 'Receiver' } },
    makeWorkerUtils: { call: { returns: 'WorkerUtils' } }, quickAddJob: sent, default: { new: { returns: 'BeeQueue' } }, '=': { new: { returns: 'BeeQueue' } },
  },
  types: {
    Inngest: { is: 'handle', members: { send: sent, createFunction: { call: { registers: { context: 'job', from: 1, rest: true } } } } },
    WorkerUtils: { is: 'handle', members: { addJob: sent, addJobs: sent, release: {}, migrate: {} } },
    QStash: { is: 'handle', members: { publish: sent, publishJSON: sent, batchJSON: sent } },
    // What verifies is a message that QStash delivers, and delivers again after an error.
    Receiver: { members: { verify: { call: { proves: 'job' } } } },
    BeeQueue: { is: 'handle', members: { createJob: { call: { returns: 'BeeJob' } }, process: { call: { registers: { context: 'job', from: 0, rest: true } } } } },
    BeeJob: { members: { save: sent, '*': { call: { returns: 'this' } } } },
  },
});
