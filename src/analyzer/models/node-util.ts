import { defineModel } from './types.js';

export default defineModel({
  package: 'node:util',
  source: 'Node.js 20 util.md: a promisified function takes the same arguments and waits for the same thing',
  exports: { '=': 'Util', default: 'Util', promisify: 'Promisify' },
  types: { Util: { members: { promisify: 'Promisify' } }, Promisify: { call: { returns: 'arg0' } } },
});
