import { defineModel } from './types.js';

const options = { context: 'handler', from: 0, rest: true, members: ['*'], deep: true } as const;

export default defineModel({
  package: 'next-auth',
  source: 'next-auth.js.org/configuration/options: callbacks, events and providers run within a request; next-auth 4 and 5',
  exports: {
    default: { call: { registers: options } },
    getServerSession: { call: { registers: options } },
    unstable_getServerSession: { call: { registers: options } },
  },
});
