import { defineModel } from './types.js';

const step = { call: { returns: 'this' } } as const;
const handler = { call: { returns: 'Procedure', registers: { context: 'handler', from: 0 } } } as const;
const use = { call: { returns: 'this', registers: { context: 'handler', from: 0 } } } as const;

export default defineModel({
  package: '@orpc/server',
  source: 'orpc.unnoq.com/docs/procedure and /docs/contract-first/implement-contract; @orpc/server 1.16',
  side: 'server',
  exports: { os: 'Builder', implement: { call: { returns: 'Implementer' } } },
  types: {
    Builder: {
      members: {
        $context: step, $config: step, $meta: step, $route: step, $input: step, errors: step, meta: step, route: step, input: step, output: step,
        prefix: step, tag: step, use, handler, middleware: handler, router: { call: {} }, lazy: { call: {} },
      },
    },
    Procedure: { members: { use, callable: step, actionable: step } },
    Implementer: { members: { $context: step, $config: step, use, handler, middleware: handler, router: { call: {} }, lazy: { call: {} }, '*': 'Implementer' } },
  },
});
