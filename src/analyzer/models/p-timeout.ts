import { defineModel } from './types.js';

export default defineModel({
  package: 'p-timeout',
  source: 'README; p-timeout 7: `{ milliseconds }`, up to 5: a number as second argument',
  exports: { default: 'Timeout', '=': 'Timeout' },
  types: { Timeout: { call: { returns: 'arg0', wraps: { arg: 0, bounds: [{ option: '1.milliseconds' }, { option: '1' }, { signal: '1.signal' }] } } } },
});
