import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', advice: '`timeout`', bounds: [{ option: '1.timeout' }] } satisfies Partial<Wait>;
const perCall = { for: 'the response', advice: '`timeout` of the client', bounds: [] } satisfies Partial<Wait>;

export default defineModel({
  package: '@slack/web-api',
  source: 'src/WebClient.ts; 8.2: the global fetch underneath, 7.19 and 6.13: axios without a limit; 10 retries in 30 min',
  system: 'push',
  side: 'server',
  exports: { WebClient: { new: { returns: 'WebClient', client: [{ ...response, default: { idle: 300_000 }, versions: '>=8' }, { ...response, default: 'none', versions: '<8' }] } } },
  types: {
    WebClient: { extends: 'Method', is: 'handle' },
    Method: { members: { '*': 'Method' }, call: { waits: [{ ...perCall, default: { idle: 300_000 }, versions: '>=8' }, { ...perCall, default: 'none', versions: '<8' }] } },
  },
});
