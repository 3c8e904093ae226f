import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: 30_000, advice: '`timeout`' } satisfies Partial<Wait>;

export default defineModel({
  package: 'twilio',
  source: 'lib/base/RequestClient.d.ts; twilio 6.2: 30 s',
  system: 'push',
  side: 'server',
  exports: { default: 'Twilio', '=': 'Twilio' },
  types: {
    Twilio: { call: { returns: 'Client', client: { ...response, bounds: [{ option: '2.timeout' }] } }, members: { Twilio: { new: { returns: 'Client', client: { ...response, bounds: [{ option: '2.timeout' }] } } } } },
    Client: { extends: 'Resource', is: 'handle' },
    Resource: { members: { '*': 'Resource' }, call: { returns: 'Resource', waits: { ...response, unless: 'unused', bounds: [] } } },
  },
});
