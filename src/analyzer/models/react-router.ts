import { defineModel } from './types.js';

const code = '{ts,tsx,js,jsx}';

export default defineModel({
  package: '@react-router/dev',
  source: 'reactrouter.com/start/framework/route-module; react-router 7: loader and action run on the server',
  exports: {},
  entries: [
    { files: [`app/routes/**/*.${code}`, `app/root.${code}`, `app/pages/**/*.${code}`], exports: ['loader', 'action', 'middleware'], context: 'handler' },
    { files: [`app/entry.server.${code}`], exports: ['default', 'handleDataRequest', 'handleError'], context: 'handler' },
  ],
});
