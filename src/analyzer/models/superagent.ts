import { defineModel } from './types.js';

export default defineModel({
  package: 'superagent',
  source: 'docs "Timeouts"; superagent 10.4: none until `.timeout()` is called',
  system: 'http',
  exports: { default: 'Agent', '=': 'Agent' },
  types: {
    Agent: {
      call: { returns: 'Request' },
      members: {
        agent: { call: { returns: 'Agent' } },
        get: 'Call', post: 'Call', put: 'Call', patch: 'Call', head: 'Call', delete: 'Call', del: 'Call', options: 'Call',
      },
    },
    Call: { call: { returns: 'Request', waits: { for: 'the response', default: 'none', advice: '`.timeout({ deadline: ms })`', bounds: [{ chain: 'timeout', args: 1 }], edit: { chain: '.timeout({ deadline: ms })' } } } },
    Request: {
      members: {
        timeout: { call: { returns: 'this' } }, set: { call: { returns: 'this' } }, query: { call: { returns: 'this' } }, send: { call: { returns: 'this' } },
        type: { call: { returns: 'this' } }, accept: { call: { returns: 'this' } }, auth: { call: { returns: 'this' } }, retry: { call: { returns: 'this' } },
      },
    },
  },
});
