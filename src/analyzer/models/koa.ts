import { defineModel } from './types.js';

export default defineModel({
  package: 'koa',
  source: 'koajs.com; koa 3',
  side: 'server',
  exports: { default: 'KoaClass', '=': 'KoaClass' },
  types: {
    Context: { madeIn: 'handler' },
    ParameterizedContext: { madeIn: 'handler' },
    KoaClass: { new: { returns: 'Koa' } },
    Koa: { is: 'handle', members: { use: { call: { returns: 'this', registers: { context: 'handler', from: 0, rest: true } } }, on: { call: { returns: 'this', registers: { context: 'handler', from: 1 } } }, listen: { call: {} } } },
  },
});
