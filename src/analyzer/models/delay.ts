import { defineModel } from './types.js';

export default defineModel({
  package: ['delay', 'sleep-promise', 'await-sleep'],
  source: 'README; delay 7: a promise that a timer resolves',
  exports: { default: { call: { timer: true, system: 'timer' } }, '=': { call: { timer: true, system: 'timer' } } },
});
