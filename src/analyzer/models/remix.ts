import { defineModel } from './types.js';

const code = '{ts,tsx,js,jsx}';

export default defineModel({
  package: ['@remix-run/node', '@remix-run/server-runtime', '@remix-run/cloudflare', '@remix-run/dev'],
  source: 'remix.run/docs/file-conventions; @remix-run 2',
  side: 'server',
  exports: {},
  entries: [
    { files: [`app/routes/**/*.${code}`, `app/root.${code}`], exports: ['loader', 'action'], context: 'handler' },
    { files: [`app/entry.server.${code}`], exports: ['default', 'handleDataRequest', 'handleError'], context: 'handler' },
  ],
});
