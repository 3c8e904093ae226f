import { defineModel, type Bound, type Wait } from './types.js';

const advice = '`signal: AbortSignal.timeout(ms)`';
// The option `timeout` only emits an event: it bounds nothing without a listener.
const listener = [{ chain: 'on', args: 2, first: 'timeout' }, { chain: 'once', args: 2, first: 'timeout' }, { chain: 'setTimeout', args: 2 }] as const satisfies readonly Bound[];
// On a socket that is handed over, who made it may have set a limit.
const handed = [{ present: '0.socket' }, { present: '1.socket' }] as const satisfies readonly Bound[];
const response = { for: 'the response', default: 'none', advice, bounds: [{ signal: '0.signal' }, { signal: '1.signal' }, ...handed, ...listener] } satisfies Wait;

export default defineModel({
  package: ['node:http', 'node:https'],
  source: 'Node.js 20 http.md: `timeout` emits an event, `signal` ends the request; no default on either',
  system: 'http',
  side: 'server',
  exports: { '=': 'Http', default: 'Http', request: 'Request', get: 'Request', createServer: 'CreateServer', Server: { new: { returns: 'Server', registers: { context: 'handler', from: 0, rest: true } } } },
  types: {
    Http: { members: { request: 'Request', get: 'Request', createServer: 'CreateServer' } },
    Request: { call: { returns: 'ClientRequest', waits: response } },
    ClientRequest: { is: 'emitter' },
    CreateServer: { call: { returns: 'Server', registers: { context: 'handler', from: 0, rest: true } } },
    Server: {
      is: 'handle',
      members: {
        on: { call: { returns: 'this', registers: { context: 'handler', from: 1 } } },
        addListener: { call: { returns: 'this', registers: { context: 'handler', from: 1 } } },
        listen: { call: { returns: 'this' } },
        close: {},
      },
    },
  },
});
