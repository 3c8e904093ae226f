import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', advice: '`requestTimeout`' } satisfies Partial<Wait>;
const v9 = { ...response, default: 'none', versions: '>=9' } satisfies Partial<Wait>;
const v8 = { ...response, default: 600_000, versions: '>=8.19.2 <9' } satisfies Partial<Wait>;
const older = { ...response, default: 30_000, versions: '<8.19.2' } satisfies Partial<Wait>;
const perClient = [{ option: '0.requestTimeout' }] as const;
const perCall = [{ option: '1.requestTimeout' }, { signal: '1.signal' }] as const;

export default defineModel({
  package: '@elastic/elasticsearch',
  source: 'docs/reference/basic-config.md; 9.4: none, 8.19.2: 10 min, before: 30 s',
  system: 'search',
  side: 'server',
  exports: { Client: { new: { returns: 'Client', client: [{ ...v9, bounds: perClient }, { ...v8, bounds: perClient }, { ...older, bounds: perClient }] } } },
  types: {
    Client: { extends: 'Namespace', is: 'handle', members: { close: {}, child: { call: { returns: 'this' } }, diagnostic: {}, connectionPool: {} } },
    Namespace: {
      members: { '*': 'Namespace' },
      call: { waits: [{ ...v9, bounds: perCall }, { ...v8, bounds: perCall }, { ...older, bounds: perCall }] },
    },
  },
});
