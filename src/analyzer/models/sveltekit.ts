import { defineModel } from './types.js';

export default defineModel({
  package: '@sveltejs/kit',
  source: 'svelte.dev/docs/kit/routing, /hooks; @sveltejs/kit 2',
  exports: {},
  entries: [
    { files: ['src/routes/**/+server.{ts,js}'], exports: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'fallback'], context: 'handler' },
    { files: ['src/routes/**/+{page,layout}.server.{ts,js}'], exports: ['load', 'actions'], context: 'handler' },
    { files: ['src/hooks.server.{ts,js}', 'src/hooks.server/index.{ts,js}'], exports: ['handle', 'handleFetch', 'handleError'], context: 'handler' },
    { files: ['src/hooks.server.{ts,js}', 'src/hooks.server/index.{ts,js}'], exports: ['init'], context: 'startup' },
  ],
});
