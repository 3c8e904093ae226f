import { defineModel } from './types.js';

const routes = { call: { returns: 'this', registers: { context: 'handler', from: 0, rest: true } } } as const;

export default defineModel({
  package: ['hono', '@hono/zod-openapi'],
  source: 'hono.dev/docs/api/hono; hono 4',
  side: 'server',
  exports: { Hono: { new: { returns: 'Hono' } }, OpenAPIHono: { new: { returns: 'OpenAPIHono' } } },
  types: {
    Context: { madeIn: 'handler' },
    Hono: {
      members: {
        get: routes, post: routes, put: routes, patch: routes, delete: routes, options: routes, all: routes, use: routes, on: routes,
        notFound: routes, onError: routes,
        route: { call: { returns: 'this' } }, basePath: { call: { returns: 'this' } }, mount: { call: { returns: 'this' } },
      },
    },
    OpenAPIHono: { extends: 'Hono', members: { openapi: routes } },
  },
});
