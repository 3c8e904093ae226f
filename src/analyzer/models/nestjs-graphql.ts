import { defineModel } from './types.js';

const handler = { call: { decorates: 'handler' } } as const;

export default defineModel({
  package: ['@nestjs/graphql', 'type-graphql'],
  source: 'docs.nestjs.com/graphql/resolvers; @nestjs/graphql 13, type-graphql 2',
  side: 'server',
  exports: { Resolver: { call: { decorates: 'controller' } }, Query: handler, Mutation: handler, Subscription: handler, ResolveField: handler, ResolveReference: handler, FieldResolver: handler },
});
