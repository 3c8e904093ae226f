import { defineModel } from './types.js';

export default defineModel({
  package: '@epic-web/remember',
  source: 'README; @epic-web/remember 1.1: runs the function the first time and keeps its result on globalThis',
  exports: { remember: { call: { runs: [1], returns: 'result1' } } },
});
