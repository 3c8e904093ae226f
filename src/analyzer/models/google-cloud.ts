import { defineModel } from './types.js';

export default defineModel({
  package: '@google-cloud/*',
  source: 'google-gax 5.0 src/gax.ts: 30 s to 60 s a call, so nothing is said about single calls here',
  side: 'server',
  exports: { '*': { new: { returns: 'Client' } } },
  types: { Client: { is: 'handle' } },
});
