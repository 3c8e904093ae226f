import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: 'none', advice: '`timeout`' } satisfies Partial<Wait>;
const elsewhere = [{ process: 'nestjs-axios' }, { chain: 'pipe', having: 'rxjs#TimeLimit' }] as const;
const withoutBody = { call: { waits: { ...response, bounds: [{ option: '1.timeout' }, { signal: '1.signal' }, ...elsewhere] } satisfies Wait } } as const;
const withBody = { call: { waits: { ...response, bounds: [{ option: '2.timeout' }, { signal: '2.signal' }, ...elsewhere] } satisfies Wait } } as const;

export default defineModel({
  package: '@nestjs/axios',
  source: 'docs.nestjs.com/techniques/http-module; @nestjs/axios 4 and 12: axios underneath, without a limit',
  system: 'http',
  side: 'server',
  exports: {
    HttpService: { new: { returns: 'HttpService' } },
    HttpModule: {
      members: {
        register: { call: { sets: 'nestjs-axios', setsUnder: [{ option: '0.timeout' }, { signal: '0.signal' }] } },
        registerAsync: { call: { sets: 'nestjs-axios' } },
      },
    },
  },
  types: {
    HttpService: {
      is: 'handle',
      members: {
        get: withoutBody, delete: withoutBody, head: withoutBody, post: withBody, put: withBody, patch: withBody,
        request: { call: { waits: { ...response, bounds: [{ option: '0.timeout' }, { signal: '0.signal' }, ...elsewhere] } } },
        axiosRef: 'axios#Axios',
      },
    },
  },
});
