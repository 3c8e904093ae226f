import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: { idle: 300_000 }, advice: '`signal: AbortSignal.timeout(ms)`', bounds: [{ signal: '1.signal' }] } satisfies Wait;

export default defineModel({
  package: 'resend',
  source: 'dist/index.d.ts; resend 6.38: the global fetch underneath, `signal` in the options of a call; README: a call resolves to `{ data, error }`',
  system: 'mail',
  side: 'server',
  exports: { Resend: { new: { returns: 'Resend' } } },
  types: {
    Resend: { is: 'handle', members: { emails: 'Resource', batch: 'Resource', contacts: 'Resource', broadcasts: 'Resource' } },
    Resource: { members: { send: { call: { waits: response, answersErrors: true } }, create: { call: { waits: response, answersErrors: true } } } },
  },
});
