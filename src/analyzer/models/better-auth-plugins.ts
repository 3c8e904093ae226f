import { defineModel } from './types.js';

export default defineModel({
  package: 'better-auth/plugins',
  source: 'better-auth.com/docs/plugins: what a plugin is told to call (`sendMagicLink`, `sendVerificationOTP`) runs within a request; better-auth 1.7',
  exports: { '*': { call: { registers: { context: 'handler', from: 0, members: ['*'], deep: true } } } },
});
