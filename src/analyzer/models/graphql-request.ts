import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', advice: '`signal: AbortSignal.timeout(ms)`' } satisfies Partial<Wait>;
// From 7 the global fetch is underneath; before, it was cross-fetch, which has no limit.
const since7 = { ...response, default: { idle: 300_000 }, versions: '>=7' } satisfies Partial<Wait>;
const before7 = { ...response, default: 'none', versions: '<7' } satisfies Partial<Wait>;
// Options stand alone; with variables and headers behind it, the first argument is the document.
const perCall = [{ signal: '0.signal', alone: true }] as const;
const perClient = [{ present: '1.fetch' }, { signal: '1.signal' }] as const;
const call = [{ ...since7, bounds: perCall }, { ...before7, bounds: perCall }] as const;

export default defineModel({
  package: 'graphql-request',
  source: 'README "Cancellation"; graphql-request 7.4 and 6.1',
  system: 'http',
  exports: {
    request: { call: { waits: call } },
    default: { call: { waits: call } },
    GraphQLClient: { new: { returns: 'GraphQLClient', client: [{ ...since7, bounds: perClient }, { ...before7, bounds: perClient }] } },
  },
  types: {
    GraphQLClient: {
      is: 'handle',
      members: { request: { call: { waits: call } }, rawRequest: { call: { waits: call } }, batchRequests: { call: { waits: call } } },
    },
  },
});
