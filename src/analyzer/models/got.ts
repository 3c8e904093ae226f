import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: 'none', advice: '`timeout: { request: ms }`', fails: { member: 'name', is: ['TimeoutError'] } } satisfies Partial<Wait>;
// Before 12 a number was the whole time; from 12 on a number throws at once, so it cannot hang either.
const at0 = [
  { option: '0.timeout.request' }, { option: '0.timeout.response' }, { option: '0.timeout.socket' }, { option: '0.timeout' }, { signal: '0.signal' },
] as const;
const at1 = [
  { option: '1.timeout.request' }, { option: '1.timeout.response' }, { option: '1.timeout.socket' }, { option: '1.timeout' }, { signal: '1.signal' },
] as const;

export default defineModel({
  package: 'got',
  source: 'documentation/6-timeout.md; got 16.1, 14.6 and 11.8: every timeout is undefined by default',
  system: 'http',
  side: 'server',
  exports: { default: 'Got', got: 'Got', '=': 'Got' },
  types: {
    // Its `body` is read already.
    CancelableRequest: { members: { json: { call: {} }, text: { call: {} }, buffer: { call: {} } } },
    Got: {
      is: 'handle',
      call: { returns: 'CancelableRequest', waits: { ...response, bounds: [...at0, ...at1] } },
      members: {
        extend: { call: { returns: 'Got', client: { ...response, bounds: [...at0, { option: '*.timeout.request' }, { option: '*.timeout' }, { receiver: '0.timeout.request' }, { receiver: '0.timeout' }] } } },
        get: 'Call', post: 'Call', put: 'Call', patch: 'Call', head: 'Call', delete: 'Call', stream: 'Stream', paginate: 'Stream',
      },
    },
    Stream: { call: { waits: { ...response, bounds: [...at0, ...at1] } } },
    Call: { call: { returns: 'CancelableRequest', waits: { ...response, bounds: [...at0, ...at1] } } },
  },
});
