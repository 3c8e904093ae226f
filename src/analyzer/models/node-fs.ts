import { defineModel, type Operation, type System } from './types.js';

interface Does { readonly call: { readonly system: System; readonly op: Operation } }
const does = (op: Operation): Does => ({ call: { system: 'file', op } });

export default defineModel({
  package: ['node:fs/promises', 'fs-extra'],
  source: 'Node.js 20 fs.md "Promises API"; fs-extra 11 README: writing and checking are two steps, `wx` fails where the file is there',
  side: 'server',
  exports: {
    '=': 'Fs', default: 'Fs',
    readFile: does({ kind: 'read', key: 0 }), readJson: does({ kind: 'read', key: 0 }), readJSON: does({ kind: 'read', key: 0 }),
    writeFile: does({ kind: 'write', key: 0, value: 1, unless: '2.flag' }), writeJson: does({ kind: 'write', key: 0, value: 1 }), writeJSON: does({ kind: 'write', key: 0, value: 1 }), outputFile: does({ kind: 'write', key: 0, value: 1 }), outputJson: does({ kind: 'write', key: 0, value: 1 }),
    access: does({ kind: 'read', key: 0, gives: 'exists' }), stat: does({ kind: 'read', key: 0, gives: 'exists' }), pathExists: does({ kind: 'read', key: 0, gives: 'exists' }),
    appendFile: does({ kind: 'update', key: 0, value: 1 }), rm: does({ kind: 'remove', key: 0 }), unlink: does({ kind: 'remove', key: 0 }), remove: does({ kind: 'remove', key: 0 }),
  },
  types: {
    Fs: {
      members: {
        readFile: does({ kind: 'read', key: 0 }), readJson: does({ kind: 'read', key: 0 }), writeFile: does({ kind: 'write', key: 0, value: 1, unless: '2.flag' }), writeJson: does({ kind: 'write', key: 0, value: 1 }),
        outputFile: does({ kind: 'write', key: 0, value: 1 }), outputJson: does({ kind: 'write', key: 0, value: 1 }), access: does({ kind: 'read', key: 0, gives: 'exists' }), stat: does({ kind: 'read', key: 0, gives: 'exists' }), pathExists: does({ kind: 'read', key: 0, gives: 'exists' }),
        appendFile: does({ kind: 'update', key: 0, value: 1 }), rm: does({ kind: 'remove', key: 0 }), unlink: does({ kind: 'remove', key: 0 }), remove: does({ kind: 'remove', key: 0 }),
      },
    },
  },
});
