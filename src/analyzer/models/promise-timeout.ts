import { defineModel } from './types.js';

export default defineModel({
  package: 'promise-timeout',
  source: 'README; promise-timeout 1.3',
  exports: { timeout: { call: { returns: 'arg0', wraps: { arg: 0, bounds: [{ option: '1' }] } } } },
});
