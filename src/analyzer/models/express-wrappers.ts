import { defineModel } from './types.js';

export default defineModel({
  package: 'express-async-handler',
  source: 'README and index.js; express-async-handler 1.2: a handler that calls the given one, and hands its failure to `next`',
  side: 'server',
  exports: { default: 'Wrap', '=': 'Wrap' },
  types: { Wrap: { call: { returns: 'arg0' } } },
});
