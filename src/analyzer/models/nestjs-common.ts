import { defineModel } from './types.js';

const handler = { call: { decorates: 'handler' } } as const;
const provider = { call: { decorates: 'provider' } } as const;

export default defineModel({
  package: '@nestjs/common',
  source: 'docs.nestjs.com "Controllers", "Providers"; @nestjs/common 11',
  side: 'server',
  exports: {
    Controller: { call: { decorates: 'controller' } },
    Get: handler, Post: handler, Put: handler, Patch: handler, Delete: handler, Head: handler, Options: handler, All: handler, Search: handler, Sse: handler,
    Injectable: provider, Module: provider, Catch: provider,
    Logger: { new: { returns: 'Logger' } }, ConsoleLogger: { new: { returns: 'Logger' } },
  },
  types: { Logger: { is: 'logger' } },
});
