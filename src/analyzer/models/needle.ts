import { defineModel, type Wait } from './types.js';

// `timeout` and `open_timeout` bound the connection only.
const response = {
  for: 'the response', default: 'none', advice: '`response_timeout` and `read_timeout`',
  bounds: [{ option: '*.response_timeout' }, { option: '*.read_timeout' }, { signal: '*.signal' }, { process: 'needle' }],
} satisfies Wait;

export default defineModel({
  package: 'needle',
  source: 'README "Request timeouts"; needle 3.5: 10 s to connect, none afterwards',
  system: 'http',
  side: 'server',
  exports: { default: 'Needle', '=': 'Needle' },
  types: {
    Needle: {
      call: { waits: response },
      members: {
        defaults: { call: { sets: 'needle', setsUnder: [{ option: '0.response_timeout' }, { option: '0.read_timeout' }] } },
        get: 'Call', head: 'Call', post: 'Call', put: 'Call', patch: 'Call', delete: 'Call', request: 'Call',
      },
    },
    Call: { call: { waits: response } },
  },
});
