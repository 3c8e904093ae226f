import { defineModel } from './types.js';

const routes = { call: { returns: 'this', registers: { context: 'handler', from: 0, rest: true } } } as const;

export default defineModel({
  package: ['express', 'polka', 'restify'],
  source: 'expressjs.com/en/5x/api.html, polka and restify README; express 5 and 4, polka 0.5, restify 11: every function is a handler, error handlers too',
  side: 'server',
  exports: { default: 'Factory', '=': 'Factory', Router: 'MakeRouter', createServer: 'Factory' },
  types: {
    Factory: { call: { returns: 'Application' }, members: { Router: 'MakeRouter', createServer: 'Factory' } },
    MakeRouter: { call: { returns: 'Router' }, new: { returns: 'Router' } },
    Router: {
      members: {
        get: routes, post: routes, put: routes, patch: routes, delete: routes, del: routes, head: routes, opts: routes, options: routes, all: routes, use: routes, param: routes, pre: routes,
        route: { call: { returns: 'Route' } },
      },
    },
    Route: { extends: 'Router' },
    Application: { extends: 'Router', is: 'handle', members: { listen: { call: { registers: { context: 'startup', from: 0, rest: true } } }, set: { call: { returns: 'this' } } } },
    Express: { extends: 'Application', is: 'handle' },
    Response: { madeIn: 'handler' },
    NextFunction: { madeIn: 'handler' },
  },
});
