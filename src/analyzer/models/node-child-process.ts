import { defineModel, type Wait } from './types.js';

const exit = { for: 'the end of the child process', default: 'none', advice: '`timeout`' } satisfies Partial<Wait>;
const at1 = [{ option: '1.timeout' }, { signal: '1.signal' }] as const;
const at2 = [{ option: '2.timeout' }, { signal: '2.signal' }] as const;

export default defineModel({
  package: 'node:child_process',
  source: 'Node.js 20 child_process.md: `timeout` is undefined by default; the synchronous calls take no signal',
  system: 'process',
  side: 'server',
  exports: {
    '=': 'ChildProcessModule', default: 'ChildProcessModule', exec: 'Exec', execFile: 'ExecFile', spawn: 'Spawn', fork: 'Spawn',
    execSync: 'ExecSync', execFileSync: 'FileSync', spawnSync: 'FileSync',
  },
  types: {
    ChildProcessModule: { members: { exec: 'Exec', execFile: 'ExecFile', spawn: 'Spawn', fork: 'Spawn', execSync: 'ExecSync', execFileSync: 'FileSync', spawnSync: 'FileSync' } },
    Exec: { call: { returns: 'ChildProcess', waits: { ...exit, bounds: at1 } } },
    ExecFile: { call: { returns: 'ChildProcess', waits: { ...exit, bounds: [...at1, ...at2] } } },
    Spawn: { call: { returns: 'ChildProcess', waits: { ...exit, unless: 'unused', bounds: [...at1, ...at2] } } },
    ExecSync: { call: { waits: { ...exit, bounds: [{ option: '1.timeout' }] } } },
    FileSync: { call: { waits: { ...exit, bounds: [{ option: '1.timeout' }, { option: '2.timeout' }] } } },
    ChildProcess: { is: 'emitter' },
  },
});
