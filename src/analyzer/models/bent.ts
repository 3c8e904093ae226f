import { defineModel } from './types.js';

export default defineModel({
  package: 'bent',
  source: 'README; bent 7.3: no option for a limit exists',
  exports: { default: 'Bent', '=': 'Bent' },
  types: {
    Bent: { call: { returns: 'Request' } },
    Request: { call: { returns: 'global#Response', waits: { for: 'the response', default: 'none', advice: 'a race with a timer', bounds: [] } } },
  },
});
