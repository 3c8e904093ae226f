import { defineModel, type Wait } from './types.js';

// The global fetch is underneath.
const answer = { for: 'the answer to a query', default: { idle: 300_000 }, advice: '`db: { timeout: ms }`' } satisfies Partial<Wait>;
const waits = { ...answer, bounds: [{ chain: 'abortSignal', args: 1 }] } satisfies Wait;
const bounds = [{ option: '2.db.timeout' }, { present: '2.global.fetch' }] as const;

export default defineModel({
  package: '@supabase/supabase-js',
  source: 'dist/index.d.mts of supabase-js 2.109, postgrest-js PostgrestBuilder: the global fetch, `db.timeout` and `.abortSignal(signal)`',
  system: 'database',
  exports: { createClient: { call: { returns: 'Client', client: { ...answer, bounds } } }, SupabaseClient: { new: { returns: 'Client', client: { ...answer, bounds } } } },
  types: {
    Client: {
      is: 'handle',
      members: {
        from: { call: { returns: 'Query', names: 0 } }, schema: { call: { returns: 'this' } },
        rpc: { call: { returns: 'Builder', waits: { ...waits, unless: 'unused' } } },
        auth: 'Service', functions: 'Service', storage: { members: { from: { call: { returns: 'Service' } }, '*': 'Service' } },
      },
    },
    Service: { members: { '*': 'Service' } },
    Query: {
      members: {
        select: { call: { returns: 'Builder', waits, op: { kind: 'read', key: '().eq' } } }, insert: { call: { returns: 'Builder', waits, op: { kind: 'create', value: 0 } } },
        upsert: { call: { returns: 'Builder', waits, op: { kind: 'update', value: 0 } } }, update: { call: { returns: 'Builder', waits, op: { kind: 'write', key: '().eq', value: 0 } } },
        delete: { call: { returns: 'Builder', waits, op: { kind: 'remove', key: '().eq' } } },
      },
    },
    Builder: { members: { '*': { call: { returns: 'this' } } } },
  },
});
