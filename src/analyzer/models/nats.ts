import { defineModel } from './types.js';

export default defineModel({
  package: ['nats', '@nats-io/transport-node'],
  source: 'README "Request/Reply"; nats 2.29: connecting 20 s, a request 1 s',
  system: 'queue',
  side: 'server',
  exports: { connect: { call: { returns: 'NatsConnection', waits: { for: 'the connection', default: 20_000, advice: '`timeout`', bounds: [{ option: '0.timeout' }] } } } },
  types: {
    NatsConnection: {
      is: 'handle',
      members: { request: { call: { waits: { for: 'the reply', default: 1_000, advice: '`timeout`', bounds: [{ option: '2.timeout' }] } } }, publish: { call: { system: 'queue' } }, subscribe: { call: {} }, drain: {}, close: {} },
    },
  },
});
