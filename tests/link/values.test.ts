import { describe, expect, it } from 'vitest';
import { callees, linkFiles } from './link.js';

const AXIOS_GET = '`axios.get` of axios (axios#WithoutBody)';

describe('values across modules', () => {
  it('follows re-exports, barrels and renames', () => {
    const program = linkFiles({
      'src/http.ts': "import axios from 'axios';\nexport const http = axios.create({ timeout: 1 });",
      'src/lib/index.ts': "export * from '../http';\nexport { http as client } from '../http';",
      'src/a.ts':
        "import { http, client } from './lib';\nimport * as lib from './lib';\nhttp.get('/');\nclient.post('/');\nlib.http.head('/');",
    });
    expect(callees(program, 'src/a.ts')).toEqual({
      'http.get': '`axios.create.get` of axios (axios#WithoutBody)',
      'client.post': '`axios.create.post` of axios (axios#WithBody)',
      'lib.http.head': '`axios.create.head` of axios (axios#WithoutBody)',
    });
  });

  it('ends on modules that re-export from one another in a circle', () => {
    const program = linkFiles({
      'a.ts': "export { x } from './b';\nexport * from './b';",
      'b.ts': "export { x } from './a';\nexport * from './a';",
      'c.ts': "import { x, y } from './a';\nx();\ny();",
    });
    expect(callees(program, 'c.ts')).toEqual({ x: 'unknown: `a.ts` exports no `x`', y: 'unknown: `a.ts` exports no `y`' });
  });

  it('follows CommonJS: require, destructuring, exports and module.exports', () => {
    const program = linkFiles({
      'client.js': "const axios = require('axios');\nmodule.exports = { http: axios.create() };\n",
      'more.js': "exports.get = require('axios').get;",
      'main.js': "const { http } = require('./client');\nconst more = require('./more');\nhttp.get('/');\nmore.get('/');",
    });
    expect(callees(program, 'main.js')).toMatchObject({
      'http.get': '`axios.create.get` of axios (axios#WithoutBody)',
      'more.get': AXIOS_GET,
    });
  });

  it('follows classes: heritage, fields, constructor arguments and parameter properties', () => {
    const program = linkFiles({
      'base.ts':
        "import axios, { type AxiosInstance } from 'axios';\nexport class Base { protected http = axios.create();\n  constructor(readonly other: typeof axios) {} }",
      'api.ts':
        "import { Base } from './base';\nexport class Api extends Base { load() { return [this.http.get('/'), this.other.get('/')]; } }",
    });
    expect(callees(program, 'api.ts')).toEqual({
      'this.http.get': '`axios.create.get` of axios (axios#WithoutBody)',
      'this.other.get': AXIOS_GET,
    });
  });

  it('follows types that index a type: members, and what a callback or a function of ours is given', () => {
    const program = linkFiles({
      'db.ts':
        "import { drizzle } from 'drizzle-orm/node-postgres';\nimport type { PrismaClient } from '@prisma/client';\nexport const db = drizzle('');\n" +
        'export type Tx = Parameters<Parameters<typeof db.transaction>[0]>[0];\n' +
        "export type PrismaTx = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];\n" +
        'export interface Context { prisma: PrismaClient }\nexport function save(client: PrismaClient, n: number) {}',
      'a.ts':
        "import type { Tx, PrismaTx, Context, save } from './db';\n" +
        "export function f(tx: Tx, ptx: PrismaTx, users: Context['prisma']['user'], first: Parameters<typeof save>[0], second: Parameters<typeof save>[1], other: Context[keyof Context]) {\n" +
        '  tx.insert(t); ptx.user.count(); users.count(); first.user.count(); second.count(); other.count();\n}',
    });
    expect(callees(program, 'a.ts')).toEqual({
      'tx.insert': '`Transaction.insert` of drizzle-orm (drizzle-orm#(Database.insert))',
      'ptx.user.count': '`TransactionClient.user.count` of @prisma/client (@prisma/client#(Delegate.count))',
      'users.count': '`PrismaClient.user.count` of @prisma/client (@prisma/client#(Delegate.count))',
      'first.user.count': '`PrismaClient.user.count` of @prisma/client (@prisma/client#(Delegate.count))',
      'second.count': 'ends at parameter 5 of f.count',
      'other.count': 'ends at parameter 6 of f.count',
    });
  });

  it('follows the ways in which a process keeps one client', () => {
    const program = linkFiles({
      'a.ts':
        "import { PrismaClient } from '@prisma/client';\nconst g = globalThis as unknown as { prisma?: PrismaClient };\n" +
        "export const prisma = g.prisma ?? new PrismaClient();\nif (process.env.NODE_ENV !== 'production') g.prisma = prisma;",
      'b.ts':
        'export function singleton<T>(name: string, make: () => T): T {\n  const g = global as any;\n  g.__singletons ??= {};\n' +
        '  g.__singletons[name] ??= make();\n  return g.__singletons[name];\n}',
      'c.ts':
        "import { remember } from '@epic-web/remember';\nimport { PrismaClient } from '@prisma/client';\nimport { Redis } from 'ioredis';\n" +
        "import { singleton } from './b';\nexport const kept = singleton('prisma', () => new PrismaClient());\n" +
        "export const remembered = remember('prisma', () => new PrismaClient());\nconst clients: Record<string, Redis> = {};\n" +
        'export function clientOf(shard: string) {\n  if (!clients[shard]) clients[shard] = new Redis(shard);\n  return clients[shard];\n}',
      'd.ts':
        "import { prisma } from './a';\nimport { kept, remembered, clientOf } from './c';\n" +
        "prisma.user.count();\nkept.user.count();\nremembered.user.count();\nconst one = clientOf('a');\none.get('k');",
    });
    const count = '`PrismaClient.user.count` of @prisma/client (@prisma/client#(Delegate.count))';
    expect(callees(program, 'd.ts')).toMatchObject({
      'prisma.user.count': count,
      'kept.user.count': count,
      'remembered.user.count': count,
      'one.get': '`Redis.get` of ioredis (ioredis#(Redis.get))',
    });
  });

  it('keeps arms of a join that agree and does not choose between others', () => {
    const program = linkFiles({
      'a.ts':
        "import axios from 'axios';\nimport got from 'got';\ndeclare const c: boolean;\nconst same = c ? axios : axios;\nconst lazy = undefined ?? axios;\nconst other = c ? axios : got;\nsame.get('/');\nlazy.get('/');\nother.get('/');",
    });
    expect(callees(program, 'a.ts')).toMatchObject({ 'same.get': AXIOS_GET, 'lazy.get': AXIOS_GET });
    expect(callees(program, 'a.ts')['other.get']).toMatch(/^one of: .*axios.*; .*got/);
  });

  it('reads what a function returns, with the arguments of the call and through callbacks', () => {
    const program = linkFiles({
      'a.ts':
        "import axios from 'axios';\nconst pick = <T>(a: T, b: number) => a;\nconst once = <T>(make: () => T) => make();\npick(axios, 1).get('/');\nonce(() => axios).post('/');",
    });
    const found = callees(program, 'a.ts');
    expect(found['pick().get']).toBe(AXIOS_GET);
    expect(found['once().post']).toBe('`axios.post` of axios (axios#WithBody)');
  });

  it('says where a trail ends', () => {
    const program = linkFiles({ 'a.ts': 'export function f(db: any, { log }: any) { db.query(); log(); }' });
    expect(callees(program, 'a.ts')).toEqual({ 'db.query': 'ends at parameter 1 of f.query', log: 'ends at parameter 2 of f.log' });
  });

  it('does not hang on values that depend on themselves', () => {
    const program = linkFiles({
      'a.ts': 'export let x: any = {};\nexport function f(n: any): any { x = { ...x, f: f(n), g: x.g }; return f(x).g(x.f); }\nf(1).f.g();',
    });
    expect(Object.keys(callees(program, 'a.ts')).length).toBeGreaterThan(0);
  });
});
