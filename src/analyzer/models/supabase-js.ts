import { defineModel, type Operation, type Wait } from './types.js';

const answer = { for: 'the answer to a query', default: { idle: 300_000 }, advice: '`db: { timeout: ms }`' } satisfies Partial<Wait>;
const perCall = { ...answer, bounds: [{ chain: 'abortSignal', args: 1 }] } satisfies Wait;
const response = { ...answer, for: 'the response', advice: '`global: { fetch }` with a limit of its own', bounds: [] } satisfies Wait;
const client = { ...answer, bounds: [{ option: '2.db.timeout' }, { present: '2.global.fetch' }] } satisfies Wait;
// What it is asked for beside `eq` decides what is written, too: such a write depends on what the row holds.
const unless = ['().is', '().neq', '().gt', '().gte', '().lt', '().lte', '().in', '().not', '().or', '().filter', '().match', '().contains'] as const;
const asked = { waits: perCall, answersErrors: true } as const;
const one = { call: { returns: 'this', op: { kind: 'read', key: '().eq', within: 'data' } satisfies Operation } } as const;
const asks = { call: { waits: response, answersErrors: true } } as const;
const mails = { call: { waits: response, answersErrors: true, system: 'mail' } } as const;
const stores = { call: { waits: response, answersErrors: true, system: 'storage' } } as const;

export default defineModel({
  package: ['@supabase/supabase-js', '@supabase/ssr'],
  source: 'supabase.com/docs/reference/javascript; supabase-js 2.109, postgrest-js 2.109, ssr 0.12: the global fetch underneath; errors are part of the answer; `db.timeout` bounds queries only',
  system: 'database',
  exports: {
    createClient: { call: { returns: 'Client', client } }, SupabaseClient: { new: { returns: 'Client', client } }, createServerClient: { call: { returns: 'Client', client } },
  },
  types: {
    Client: {
      is: 'handle',
      members: {
        from: { call: { returns: 'Table', names: 0 } }, schema: { call: { returns: 'Client' } },
        rpc: { call: { returns: 'Builder', waits: { ...perCall, unless: 'unused' }, answersErrors: true } },
        functions: { members: { invoke: { call: { waits: response, answersErrors: true, system: 'http' } } } }, storage: { members: { from: { call: { returns: 'Bucket' } } } }, auth: 'Auth',
      },
    },
    Table: {
      members: {
        select: { call: { returns: 'Rows', op: { kind: 'read', key: '().eq', gives: 'entries', within: 'data' }, ...asked } },
        insert: { call: { returns: 'Builder', op: { kind: 'create', value: 0 }, ...asked } }, upsert: { call: { returns: 'Builder', op: { kind: 'update', value: 0 }, ...asked } },
        update: { call: { returns: 'Builder', op: { kind: 'write', key: '().eq', value: 0, unless }, ...asked } }, delete: { call: { returns: 'Builder', op: { kind: 'remove', key: '().eq' }, ...asked } },
      },
    },
    Rows: { members: { single: one, maybeSingle: one, '*': { call: { returns: 'this' } } } },
    Builder: { members: { '*': { call: { returns: 'this' } } } },
    Bucket: { members: { upload: stores, update: stores, download: stores, remove: stores, list: stores, move: stores, copy: stores, createSignedUrl: stores, createSignedUrls: stores, createSignedUploadUrl: stores } },
    Auth: {
      members: {
        getUser: asks, getSession: asks, getClaims: asks, refreshSession: asks, exchangeCodeForSession: asks, signUp: mails, signInWithPassword: asks, signOut: asks, verifyOtp: asks, updateUser: asks,
        signInWithOtp: mails, resetPasswordForEmail: mails, resend: mails,
        admin: { members: { inviteUserByEmail: mails, createUser: asks, updateUserById: asks, deleteUser: asks, getUserById: asks, listUsers: asks, generateLink: asks } },
      },
    },
  },
});
