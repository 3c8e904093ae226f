import { defineModel, type Wait } from './types.js';

const reply = { for: 'the reply', default: 'none', advice: '`signal: AbortSignal.timeout(ms)`' } satisfies Partial<Wait>;

export default defineModel({
  package: 'node:http2',
  source: 'Node.js 20 http2.md: no default; `request(headers, { signal })` and `stream.setTimeout(ms, fn)`',
  system: 'http',
  side: 'server',
  exports: { '=': 'Http2', default: 'Http2', connect: 'Connect', createServer: 'CreateServer', createSecureServer: 'CreateServer' },
  types: {
    Http2: { members: { connect: 'Connect', createServer: 'CreateServer', createSecureServer: 'CreateServer' } },
    Connect: { call: { returns: 'ClientHttp2Session' } },
    CreateServer: { call: { returns: 'node:http#Server', registers: { context: 'handler', from: 0, rest: true } } },
    ClientHttp2Session: {
      is: 'handle',
      members: { request: { call: { waits: { ...reply, bounds: [{ signal: '1.signal' }, { chain: 'setTimeout', args: 2 }] } } } },
    },
  },
});
