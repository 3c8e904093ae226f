import { defineModel } from './types.js';

export default defineModel({
  package: 'react',
  source: 'react.dev/reference/react/cache; react 19: `cache` remembers for one request on the server and nothing in the browser',
  exports: { cache: { call: { returns: 'arg0' } } },
});
