import { defineModel } from './types.js';

export default defineModel({
  package: 'bent',
  source: 'README; bent 7.3: no option for a limit exists',
  system: 'http',
  exports: { default: 'Bent', '=': 'Bent' },
  types: {
    // Its `body` is read already.
    Response: {},
    Bent: { call: { returns: 'Request' } },
    Request: { call: { returns: 'Response', waits: { for: 'the response', default: 'none', advice: 'a race with a timer', bounds: [] } } },
  },
});
