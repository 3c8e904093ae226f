import { defineModel, type Wait } from './types.js';

// Heartbeats end a dead link, and with it every wait for a reply; no option bounds a reply on a live one.
const reply = { call: { waits: { for: 'the reply', default: 'unknown', minor: true, advice: 'a race with a timer', bounds: [] } satisfies Wait } } as const;

export default defineModel({
  package: 'amqplib',
  source: 'amqp-node.github.io/amqplib/channel_api.html; amqplib 2.3: no limit on connecting or on a reply',
  system: 'queue',
  side: 'server',
  exports: { '=': 'Amqp', default: 'Amqp', connect: 'Connect' },
  types: {
    Amqp: { members: { connect: 'Connect' } },
    Connect: { call: { returns: 'ChannelModel', waits: { for: 'the connection', default: 'none', advice: '`timeout`', bounds: [{ option: '1.timeout' }] } } },
    ChannelModel: { is: 'handle', members: { createChannel: { call: { returns: 'Channel' } }, createConfirmChannel: { call: { returns: 'ConfirmChannel' } }, close: {} } },
    Channel: {
      is: 'handle',
      members: {
        assertQueue: reply, checkQueue: reply, deleteQueue: reply, purgeQueue: reply, bindQueue: reply, assertExchange: reply, checkExchange: reply, bindExchange: reply, get: reply,
        consume: { call: { registers: { context: 'job', from: 1 } } },
        publish: { call: { system: 'queue' } }, sendToQueue: { call: { system: 'queue' } }, ack: {}, nack: {}, prefetch: {}, close: {},
      },
    },
    ConfirmChannel: { extends: 'Channel', is: 'handle', members: { waitForConfirms: { call: { waits: { for: 'the confirmations', default: 'none', advice: 'a race with a timer', bounds: [] } } } } },
  },
});
