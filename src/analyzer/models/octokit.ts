import { defineModel, type Wait } from './types.js';

// A number in `request.timeout` is ignored since the rewrite to fetch.
const response = { for: 'the response', default: { idle: 300_000 }, advice: '`request: { signal: AbortSignal.timeout(ms) }`' } satisfies Partial<Wait>;
const perCall = [{ signal: '0.request.signal' }, { signal: '1.request.signal' }] as const;

export default defineModel({
  package: ['@octokit/core', '@octokit/rest', 'octokit'],
  source: '@octokit/request 10.0 src/fetch-wrapper.ts; @octokit/core 7, rest 22: the global fetch underneath',
  system: 'http',
  side: 'server',
  exports: { Octokit: { new: { returns: 'Octokit', client: { ...response, bounds: [{ present: '0.request.fetch' }, { signal: '0.request.signal' }] } } } },
  types: {
    Octokit: {
      is: 'handle',
      members: {
        request: { call: { waits: { ...response, bounds: perCall } } },
        graphql: { call: { waits: { ...response, bounds: perCall } } },
        paginate: { call: { waits: { ...response, bounds: perCall } } },
        rest: 'Endpoint',
      },
    },
    Endpoint: { members: { '*': 'Endpoint' }, call: { waits: { ...response, bounds: perCall } } },
  },
});
