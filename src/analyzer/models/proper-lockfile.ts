import { defineModel } from './types.js';

export default defineModel({
  package: 'proper-lockfile',
  source: 'README; proper-lockfile 4.1: no retries by default, a lock goes stale after 10 s without a sign of life',
  system: 'file',
  side: 'server',
  exports: { '=': 'Lockfile', default: 'Lockfile', lock: 'Lock', lockSync: 'LockSync', unlock: { call: {} }, check: { call: {} } },
  types: {
    Lockfile: { members: { lock: 'Lock', lockSync: 'LockSync', unlock: { call: {} }, check: { call: {} } } },
    // What it gives is the function that releases; `unlock` of the same file does so, too.
    Lock: { call: { returns: 'Release', region: { kind: 'lock', key: 0, until: { holder: 'result', methods: ['()'], also: ['unlock'] } } } },
    LockSync: { call: { returns: 'Release' } },
    Release: { call: {} },
  },
});
