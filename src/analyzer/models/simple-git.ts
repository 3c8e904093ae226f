import { defineModel, type Wait } from './types.js';

const exit = { for: 'the end of git', default: 'none', advice: '`timeout: { block: ms }`' } satisfies Partial<Wait>;
const client = { ...exit, bounds: [{ option: '*.timeout.block' }, { signal: '*.abort' }] } satisfies Wait;

export default defineModel({
  package: 'simple-git',
  source: 'docs/PLUGIN-TIMEOUT.md; simple-git 4.0: no limit',
  system: 'process',
  side: 'server',
  exports: { default: 'Factory', '=': 'Factory', simpleGit: 'Factory', gitP: 'Factory' },
  types: {
    Factory: { call: { returns: 'SimpleGit', client } },
    SimpleGit: { is: 'handle', members: { '*': { call: { returns: 'this', waits: { ...exit, unless: 'unused', bounds: [] } } }, env: { call: { returns: 'this' } }, cwd: { call: { returns: 'this' } }, outputHandler: { call: { returns: 'this' } } } },
  },
});
