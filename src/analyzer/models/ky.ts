import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: 10_000, advice: '`timeout`', fails: { member: 'name', is: ['TimeoutError'] } } satisfies Partial<Wait>;

export default defineModel({
  package: 'ky',
  source: 'README "timeout"; ky 2.1 and 1.14: 10 s for each try, `false` switches it off',
  system: 'http',
  exports: { default: 'Ky', KyInstance: { new: { returns: 'Ky' } } },
  types: {
    Response: { extends: 'global#Response', members: { json: { call: {} }, text: { call: {} }, blob: { call: {} }, arrayBuffer: { call: {} }, formData: { call: {} } } },
    Ky: {
      call: { returns: 'Response', waits: { ...response, bounds: [{ option: '1.timeout' }, { signal: '1.signal' }] } },
      members: {
        create: { call: { returns: 'Ky', client: { ...response, bounds: [{ option: '0.timeout' }] } } },
        extend: { call: { returns: 'Ky', client: { ...response, bounds: [{ option: '0.timeout' }] } } },
        get: 'Call', post: 'Call', put: 'Call', patch: 'Call', head: 'Call', delete: 'Call',
      },
    },
    Call: { call: { returns: 'Response', waits: { ...response, bounds: [{ option: '1.timeout' }, { signal: '1.signal' }] } } },
  },
});
