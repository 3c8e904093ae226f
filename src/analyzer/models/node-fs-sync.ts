import { defineModel } from './types.js';

export default defineModel({
  package: 'node:fs',
  source: 'Node.js 20 fs.md: `promises` is node:fs/promises; what ends in `Sync` lets nothing else run in between',
  side: 'server',
  exports: { '=': 'Fs', default: 'Fs', promises: 'node:fs/promises#Fs' },
  types: { Fs: { members: { promises: 'node:fs/promises#Fs' } } },
});
