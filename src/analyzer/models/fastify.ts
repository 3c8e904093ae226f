import { defineModel } from './types.js';

const routes = { call: { returns: 'this', registers: { context: 'handler', from: 1, rest: true } } } as const;
const inOptions = { call: { returns: 'this', registers: { context: 'handler', from: 0, members: ['handler', 'preHandler', 'onRequest', 'preValidation', 'preParsing', 'preSerialization', 'onSend', 'onResponse', 'onError'] } } } as const;

export default defineModel({
  package: 'fastify',
  source: 'fastify.dev/docs "Routes", "Hooks"; fastify 5',
  side: 'server',
  exports: { default: 'Factory', '=': 'Factory', fastify: 'Factory' },
  types: {
    FastifyReply: { madeIn: 'handler' },
    FastifyRequest: { madeIn: 'handler' },
    Factory: { call: { returns: 'FastifyInstance' } },
    FastifyInstance: {
      is: 'handle',
      members: {
        get: routes, post: routes, put: routes, patch: routes, delete: routes, head: routes, options: routes, all: routes,
        route: inOptions,
        addHook: routes,
        setErrorHandler: { call: { returns: 'this', registers: { context: 'handler', from: 0 } } },
        setNotFoundHandler: { call: { returns: 'this', registers: { context: 'handler', from: 0, rest: true } } },
        register: { call: { returns: 'this', registers: { context: 'startup', from: 0 }, gives: ['FastifyInstance'] } },
        after: { call: { returns: 'this', registers: { context: 'startup', from: 0 } } },
        ready: { call: { registers: { context: 'startup', from: 0 } } },
        decorate: { call: { returns: 'this' } }, listen: { call: {} },
      },
    },
  },
});
