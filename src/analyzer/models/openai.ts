import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: 600_000, advice: '`timeout`' } satisfies Partial<Wait>;

export default defineModel({
  package: 'openai',
  source: 'README "Timeouts"; openai 7.57 and 4.104: 10 min for each of 3 tries',
  system: 'ai',
  side: 'server',
  exports: { default: 'ClientClass', '=': 'ClientClass', OpenAI: 'ClientClass', AzureOpenAI: 'ClientClass', },
  types: {
    ClientClass: { new: { returns: 'Client', client: { ...response, bounds: [{ option: '0.timeout' }] } } },
    Client: { extends: 'Resource', is: 'handle', members: { withOptions: { call: { returns: 'Client', client: { ...response, bounds: [{ option: '0.timeout' }, { receiver: '0.timeout' }] } } } } },
    // `client.chat.completions.create(body, options)`: whatever is below a client is a resource, whatever is called sends a request.
    Resource: { members: { '*': 'Resource' }, call: { waits: { ...response, bounds: [{ option: 'last.timeout' }, { signal: 'last.signal' }] } } },
  },
});
