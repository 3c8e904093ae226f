import { defineModel } from './types.js';

const handler = { call: { makesContext: '0.createContext' } } as const;

export default defineModel({
  package: ['@trpc/server/adapters/next', '@trpc/server/adapters/fetch', '@trpc/server/adapters/express', '@trpc/server/adapters/standalone', '@trpc/server/adapters/next-app-dir', '@trpc/server/adapters/aws-lambda', '@trpc/server/adapters/ws'],
  source: 'trpc.io/docs/server/context and /adapters; @trpc/server 11',
  side: 'server',
  exports: {
    createNextApiHandler: handler, fetchRequestHandler: handler, createExpressMiddleware: handler, createHTTPServer: handler, createHTTPHandler: handler,
    experimental_nextAppDirCaller: handler, awsLambdaRequestHandler: handler, applyWSSHandler: handler,
  },
});
