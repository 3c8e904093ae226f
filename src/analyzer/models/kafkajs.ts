import { defineModel, type Wait } from './types.js';

const reply = { for: 'the reply', default: 30_000, advice: '`requestTimeout`' } satisfies Partial<Wait>;
const call = { call: { waits: { ...reply, bounds: [] } satisfies Wait } } as const;

export default defineModel({
  package: 'kafkajs',
  source: 'kafka.js.org/docs/configuration; kafkajs 2.2: connecting 1 s, a request 30 s',
  system: 'queue',
  side: 'server',
  exports: { Kafka: { new: { returns: 'Kafka', client: { ...reply, bounds: [{ option: '0.requestTimeout' }] } } } },
  types: {
    Kafka: { is: 'handle', members: { producer: { call: { returns: 'Producer' } }, consumer: { call: { returns: 'Consumer' } }, admin: { call: { returns: 'Admin' } } } },
    Producer: { is: 'handle', members: { connect: call, send: call, sendBatch: call, disconnect: {} } },
    Consumer: { is: 'handle', members: { connect: call, subscribe: call, run: { call: { registers: { context: 'job', from: 0, members: ['eachMessage', 'eachBatch'] } } }, disconnect: {}, commitOffsets: call } },
    Admin: { is: 'handle', members: { connect: call, createTopics: call, listTopics: call, fetchTopicMetadata: call, disconnect: {} } },
  },
});
