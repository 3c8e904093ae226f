import { defineModel } from './types.js';

export default defineModel({
  package: [
    'node:assert', 'node:buffer', 'node:crypto', 'node:dgram', 'node:diagnostics_channel', 'node:dns', 'node:dns/promises',
    'node:inspector', 'node:module', 'node:net', 'node:os', 'node:perf_hooks', 'node:process', 'node:readline', 'node:repl', 'node:sqlite', 'node:stream',
    'node:stream/promises', 'node:tls', 'node:v8', 'node:vm', 'node:zlib',
  ],
  source: 'Node.js 20 documentation, table of contents: these run on a server only',
  side: 'server',
  exports: {},
});
