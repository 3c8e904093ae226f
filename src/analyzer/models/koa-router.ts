import { defineModel } from './types.js';

const routes = { call: { returns: 'this', registers: { context: 'handler', from: 0, rest: true } } } as const;

export default defineModel({
  package: ['@koa/router', 'koa-router'],
  source: 'API.md; @koa/router 14, koa-router 13',
  side: 'server',
  exports: { default: 'RouterClass', '=': 'RouterClass', Router: 'RouterClass' },
  types: {
    RouterContext: { madeIn: 'handler' },
    RouterClass: { new: { returns: 'Router' } },
    Router: { members: { get: routes, post: routes, put: routes, patch: routes, delete: routes, del: routes, head: routes, options: routes, all: routes, use: routes, param: routes, register: routes } },
  },
});
