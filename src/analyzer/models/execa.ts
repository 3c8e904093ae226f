import { defineModel, type Wait } from './types.js';

// `cancelSignal` is execa 9, `signal` 6 to 8.
const exit = {
  for: 'the end of the child process', default: 'none', unless: 'unused', advice: '`timeout`',
  bounds: [{ option: '1.timeout' }, { signal: '1.cancelSignal' }, { signal: '1.signal' }, { option: '2.timeout' }, { signal: '2.cancelSignal' }, { signal: '2.signal' }],
} satisfies Wait;
const sync = { for: 'the end of the child process', default: 'none', advice: '`timeout`', bounds: [{ option: '1.timeout' }, { option: '2.timeout' }] } satisfies Wait;

export default defineModel({
  package: 'execa',
  source: 'docs/api.md "options.timeout"; execa 9.6 and 5.1: 0, which is none',
  system: 'process',
  side: 'server',
  exports: {
    default: 'Execa', '=': 'Execa', execa: 'Execa', execaNode: 'Execa', execaCommand: 'Execa', execaSync: 'Sync', execaCommandSync: 'Sync', $: 'Script',
  },
  types: {
    Execa: { call: { waits: exit }, members: { sync: 'Sync', command: 'Execa' } },
    Sync: { call: { waits: sync } },
    Script: { call: { returns: 'Script', client: { for: 'the end of the child process', default: 'none', advice: '`timeout`', bounds: [{ option: '0.timeout' }, { signal: '0.cancelSignal' }] } } },
  },
});
