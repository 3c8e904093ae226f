import { defineModel, type Bound, type Wait } from './types.js';

const response = { for: 'the response', default: 'none', advice: '`requestTimeout: ms, throwOnRequestTimeout: true`' } satisfies Partial<Wait>;
const socket = [{ option: '0.socketTimeout' }, { all: [{ option: '0.requestTimeout' }, { present: '0.throwOnRequestTimeout' }] }] as const satisfies readonly Bound[];
// Up to 4.3 `requestTimeout` ended the wait; from 4.4 on it only prints a warning unless it is told to throw.
const client = [
  { ...response, versions: '>=4.4.0', bounds: socket },
  { ...response, versions: '<4.4.0', bounds: [...socket, { option: '0.requestTimeout' }] },
] as const satisfies readonly Wait[];

export default defineModel({
  package: ['@smithy/node-http-handler', '@aws-sdk/node-http-handler'],
  source: 'src/node-http-handler.ts; 4.14.2 and 4.3',
  side: 'server',
  exports: { NodeHttpHandler: { new: { returns: 'Handler', client } }, NodeHttp2Handler: { new: { returns: 'Handler', client: { ...response, advice: '`requestTimeout`', bounds: [{ option: '0.requestTimeout' }] } } } },
  types: { Handler: { is: 'handle', members: { destroy: {} } } },
});
