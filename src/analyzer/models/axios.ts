import { defineModel, type TypeModel, type Wait } from './types.js';

const response = { for: 'the response', default: 'none', advice: '`timeout`', fails: { member: 'code', is: ['ECONNABORTED', 'ETIMEDOUT'] } } satisfies Partial<Wait>;

const axios = {
  is: 'handle',
  settings: [{ assigned: 'defaults.timeout' }, { hook: 'interceptors.request.use', sets: ['timeout', 'signal'] }],
  call: { waits: { ...response, bounds: [
    { option: '0.timeout' }, { signal: '0.signal' }, { present: '0.cancelToken' },
    { option: '1.timeout' }, { signal: '1.signal' }, { present: '1.cancelToken' },
  ] } },
  members: {
    create: { call: { returns: 'Axios', client: { ...response, bounds: [{ option: '0.timeout' }] } } },
    request: { call: { waits: { ...response, bounds: [{ option: '0.timeout' }, { signal: '0.signal' }, { present: '0.cancelToken' }] } } },
    get: 'WithoutBody', delete: 'WithoutBody', head: 'WithoutBody', options: 'WithoutBody',
    post: 'WithBody', put: 'WithBody', patch: 'WithBody', postForm: 'WithBody', putForm: 'WithBody', patchForm: 'WithBody',
  },
} satisfies TypeModel;

export default defineModel({
  package: 'axios',
  source: 'README "Request Config" and "Config Defaults"; axios 1.21.1 and 0.30.3: timeout defaults to 0, which is none',
  system: 'http',
  exports: { default: 'Axios', '=': 'Axios', AxiosInstance: { new: { returns: 'Axios' } }, AxiosStatic: { new: { returns: 'AxiosStatic' } } },
  types: {
    Axios: axios,
    AxiosStatic: { ...axios, single: true },
    WithoutBody: { call: { waits: { ...response, bounds: [{ option: '1.timeout' }, { signal: '1.signal' }, { present: '1.cancelToken' }] } } },
    WithBody: { call: { waits: { ...response, bounds: [{ option: '2.timeout' }, { signal: '2.signal' }, { present: '2.cancelToken' }] } } },
  },
});
