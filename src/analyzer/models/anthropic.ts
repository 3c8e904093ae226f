import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: 600_000, advice: '`timeout`' } satisfies Partial<Wait>;

export default defineModel({
  package: '@anthropic-ai/sdk',
  source: 'README "Timeouts"; @anthropic-ai/sdk 1.12: 10 min for each of 3 tries',
  system: 'ai',
  side: 'server',
  exports: { default: 'ClientClass', '=': 'ClientClass', Anthropic: 'ClientClass', },
  types: {
    ClientClass: { new: { returns: 'Client', client: { ...response, bounds: [{ option: '0.timeout' }] } } },
    Client: { extends: 'Resource', is: 'handle', members: { withOptions: { call: { returns: 'Client', client: { ...response, bounds: [{ option: '0.timeout' }, { receiver: '0.timeout' }] } } } } },
    // `client.chat.completions.create(body, options)`: whatever is below a client is a resource, whatever is called sends a request.
    Resource: { members: { '*': 'Resource' }, call: { waits: { ...response, bounds: [{ option: 'last.timeout' }, { signal: 'last.signal' }] } } },
  },
});
