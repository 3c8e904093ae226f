import { defineModel } from './types.js';

export default defineModel({
  package: ['rxjs', 'rxjs/operators'],
  source: 'rxjs.dev/api; rxjs 7.8: `timeout` and `timeoutWith` end an observable that is silent too long',
  exports: {
    timeout: { call: { returns: 'TimeLimit' } },
    timeoutWith: { call: { returns: 'TimeLimit' } },
    firstValueFrom: { call: { returns: 'arg0' } },
    lastValueFrom: { call: { returns: 'arg0' } },
  },
  types: { TimeLimit: {} },
});
