import { defineModel } from './types.js';

export default defineModel({
  package: 'opossum',
  source: 'README "Options"; opossum 9: 10 s, `timeout: false` switches it off',
  side: 'server',
  exports: { default: 'CircuitBreakerClass', '=': 'CircuitBreakerClass' },
  types: {
    CircuitBreakerClass: { new: { returns: 'CircuitBreaker', wraps: { arg: 0, default: 10_000, bounds: [{ option: '1.timeout' }] } } },
    CircuitBreaker: { is: 'handle', members: { fire: { call: {} }, on: { call: { returns: 'this' } }, fallback: { call: { returns: 'this' } } } },
  },
});
