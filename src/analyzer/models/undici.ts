import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: { idle: 300_000 }, advice: '`signal: AbortSignal.timeout(ms)`', fails: { member: 'name', is: ['TimeoutError'] } } satisfies Partial<Wait>;
const at0 = [{ signal: '0.signal' }, { option: '0.headersTimeout' }, { option: '0.bodyTimeout' }] as const;
const at1 = [
  { signal: '1.signal' }, { option: '1.headersTimeout' }, { option: '1.bodyTimeout' }, { present: '1.dispatcher' }, { process: 'dispatcher' },
] as const;

// Its `connect.timeout` ends the handshake alone.
const agent = [{ option: '0.headersTimeout' }, { option: '0.bodyTimeout' }] as const;
// A signal starts one clock: it is no option of a client.
const client = { ...response, advice: '`headersTimeout` and `bodyTimeout`', bounds: [{ option: '1.headersTimeout' }, { option: '1.bodyTimeout' }], edit: { set: { '1.headersTimeout': 'ms', '1.bodyTimeout': 'ms' } } } satisfies Wait;

export default defineModel({
  package: 'undici',
  source: 'docs/api/Client.md, Dispatcher.md; undici 8.12, 7.30, 6.29: headers 300 s, body idle 300 s, no total',
  system: 'http',
  side: 'server',
  exports: {
    fetch: 'global#Fetch',
    Request: { new: { returns: 'global#Request' } },
    request: 'Call', stream: 'Call', pipeline: 'Call',
    setGlobalDispatcher: { call: { sets: 'dispatcher', setsUnder: [{ made: '0', bounds: [...agent, { made: '0', bounds: agent }] }] } },
    Agent: { new: { returns: 'Dispatcher' } },
    ProxyAgent: { new: { returns: 'Dispatcher' } },
    RetryAgent: { new: { returns: 'Dispatcher' } },
    Client: { new: { returns: 'Dispatcher', client } },
    Pool: { new: { returns: 'Dispatcher', client } },
    Dispatcher: { new: { returns: 'Dispatcher' } },
  },
  types: {
    Call: { call: { returns: 'global#Response', waits: { ...response, bounds: at1 } } },
    Dispatcher: {
      is: 'handle',
      members: {
        request: { call: { returns: 'global#Response', waits: { ...response, bounds: at0 } } },
        stream: { call: { waits: { ...response, bounds: at0 } } },
        pipeline: { call: { waits: { ...response, bounds: at0 } } },
      },
    },
  },
});
