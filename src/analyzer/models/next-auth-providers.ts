import { defineModel } from './types.js';

export default defineModel({
  package: ['next-auth/providers/credentials', 'next-auth/providers/email', 'next-auth/providers/github', 'next-auth/providers/google', 'next-auth/providers/azure-ad'],
  source: 'next-auth.js.org/configuration/providers: `authorize`, `profile` and `sendVerificationRequest` run within a request; next-auth 4',
  exports: { default: { call: { registers: { context: 'handler', from: 0, members: ['*'] } } } },
});
