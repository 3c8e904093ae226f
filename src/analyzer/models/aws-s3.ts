import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: 'none', advice: '`requestHandler: { requestTimeout: ms, throwOnRequestTimeout: true }`' } satisfies Partial<Wait>;
const client = { ...response, bounds: [{ present: '0.requestHandler' }], edit: { set: { '0.requestHandler': '{ requestTimeout: ms, throwOnRequestTimeout: true }' } } } satisfies Wait;
const made = { returns: 'Client', client } as const;

export default defineModel({
  package: ['@aws-sdk/client-s3'],
  source: '@smithy/node-http-handler README and src; @aws-sdk/client-s3 3.1169 over handler 4.14: no limit by default',
  system: 'storage',
  side: 'server',
  exports: { '*Client': { new: made }, S3: { new: made } },
  types: {
    Client: {
      is: 'handle',
      members: {
        send: { call: { waits: { ...response, bounds: [{ signal: '1.abortSignal' }] } } },
        destroy: {}, config: {}, middlewareStack: {},
        '*': { call: { waits: { ...response, bounds: [{ signal: 'last.abortSignal' }] } } },
      },
    },
  },
});
