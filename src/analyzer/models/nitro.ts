import { defineModel } from './types.js';

const handler = { call: { registers: { context: 'handler', from: 0, rest: true } } } as const;

export default defineModel({
  package: ['nuxt', 'nitropack', 'h3'],
  source: 'nitro.build/guide/routing, h3.dev; nuxt 4, nitropack 2, h3 1: files under server/ export their handler as default',
  exports: { defineEventHandler: handler, eventHandler: handler },
  entries: [
    { files: ['server/{api,routes,middleware}/**/*.{ts,js,mjs}'], exports: ['default'], context: 'handler' },
    { files: ['server/plugins/**/*.{ts,js,mjs}'], exports: ['default'], context: 'startup' },
    { files: ['server/tasks/**/*.{ts,js,mjs}'], exports: ['default'], context: 'job' },
  ],
});
