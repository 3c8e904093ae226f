import { defineModel } from './types.js';

export default defineModel({
  package: ['express-rate-limit', 'express-slow-down', 'rate-limiter-flexible', 'limiter', 'bottleneck'],
  source: 'README of each; express-rate-limit 8, rate-limiter-flexible 9: made once in each process by design',
  side: 'server',
  exports: { default: 'Limiter', '=': 'Limiter', '*': 'Limiter' },
  types: { Limiter: { is: 'handle', new: { returns: 'Limiter' }, call: { returns: 'Limiter' } } },
});
