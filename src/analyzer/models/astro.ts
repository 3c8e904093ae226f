import { defineModel } from './types.js';

export default defineModel({
  package: 'astro',
  source: 'docs.astro.build/en/guides/endpoints, /middleware; astro 5',
  exports: {},
  entries: [
    { files: ['src/pages/**/*.{ts,js,mjs}'], exports: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'ALL'], context: 'handler' },
    { files: ['src/middleware.{ts,js}', 'src/middleware/index.{ts,js}'], exports: ['onRequest'], context: 'handler' },
  ],
});
