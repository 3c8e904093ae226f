import { defineModel, type Region } from './types.js';

const held = { kind: 'lock', key: 0, ttl: '1', until: { holder: 'result', methods: ['unlock', 'release'] } } as const satisfies Region;

export default defineModel({
  package: ['redlock', '@sesamecare-oss/redlock'],
  source: 'README; redlock 4.2, @sesamecare-oss/redlock 1.4: the lease is not renewed but in `using`, where a lost lease stops nothing',
  system: 'store',
  side: 'server',
  exports: { default: 'RedlockClass', '=': 'RedlockClass', Redlock: 'RedlockClass' },
  types: {
    RedlockClass: { new: { returns: 'Redlock' } },
    Redlock: {
      is: 'lock',
      members: {
        lock: { call: { returns: 'Lock', region: { ...held, until: { holder: 'result', methods: ['unlock'] } } } }, acquire: { call: { returns: 'Lock', region: held } },
        using: { call: { runs: [2, 3], region: { kind: 'lock', body: -1, key: 0, ttl: '1' } } }, unlock: { call: {} }, release: { call: {} }, extend: { call: {} }, on: {}, quit: {},
      },
    },
    Lock: { is: 'lock', members: { unlock: { call: {} }, release: { call: {} }, extend: { call: { returns: 'this' } } } },
  },
});
