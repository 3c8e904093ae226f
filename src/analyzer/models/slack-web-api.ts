import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', advice: '`timeout`', bounds: [{ option: '1.timeout' }] } satisfies Partial<Wait>;
const perCall = { for: 'the response', advice: '`timeout` of the client', bounds: [] } satisfies Partial<Wait>;

// What changes or opens what the user has before them is the answer to a click, not a message to others.
const shown = { call: { system: 'http', waits: [{ ...perCall, default: { idle: 300_000 }, versions: '>=8' }, { ...perCall, default: 'none', versions: '<8' }] } } as const;

export default defineModel({
  package: '@slack/web-api',
  source: 'src/WebClient.ts; 8.2: the global fetch underneath, 7.19 and 6.13: axios without a limit; 10 retries in 30 min',
  system: 'push',
  side: 'server',
  exports: { WebClient: { new: { returns: 'WebClient', client: [{ ...response, default: { idle: 300_000 }, versions: '>=8' }, { ...response, default: 'none', versions: '<8' }] } } },
  types: {
    WebClient: {
      extends: 'Method',
      is: 'handle',
      members: {
        views: { extends: 'Method', members: { open: shown, push: shown, update: shown, publish: shown } },
        chat: { extends: 'Method', members: { update: shown, delete: shown, postEphemeral: shown } },
        reactions: { extends: 'Method', members: { add: shown, remove: shown } },
      },
    },
    Method: { members: { '*': 'Method' }, call: { waits: [{ ...perCall, default: { idle: 300_000 }, versions: '>=8' }, { ...perCall, default: 'none', versions: '<8' }] } },
  },
});
