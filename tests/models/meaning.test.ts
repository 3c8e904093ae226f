import { describe, expect, it } from 'vitest';
import { bodyRegions } from '../../src/analyzer/effects/regions.js';
import { systemOf } from '../../src/analyzer/effects/summaries.js';
import { fateOf } from '../../src/analyzer/effects/awaited.js';
import { describe as nameOf } from '../../src/analyzer/link/names.js';
import { linkFiles } from '../link/link.js';

/** Each call whose model says something about state, in words: `tx.user.update: write database awaited`. */
function said(text: string): string[] {
  const program = linkFiles({ 'a.ts': text });
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  const opened = bodyRegions(program);
  return program.graph.libCalls.flatMap((call) => {
    const { op, region, sql } = call.model;
    const body = opened.some((r) => r.open.unit === call.unit && r.open.call === call.call);
    const words = [
      op?.kind,
      region && `${region.kind}${body ? ' over its body' : region.until ? ' until' : ''}`,
      sql === undefined ? undefined : 'sql',
      systemOf(call),
    ].filter((word) => word !== undefined);
    if (words.length === 0) return [];
    const client =
      typeof call.callee.origin === 'string' ? call.callee.origin : `from line ${lineAt(call.unit.ir.start(call.callee.origin.value))}`;
    return [
      `${nameOf(call.unit, call.unit.ir.operand(call.call, 1))}: ${words.join(', ')} (${fateOf(program, call.unit, call.call)}; ${client})`,
    ];
  });
}

const stories: Record<string, { text: string; says: string[] }> = {
  'Prisma: the client of a transaction is another one': {
    text: `import { PrismaClient, Prisma } from '@prisma/client';
const prisma = new PrismaClient();
export async function pay(id: number) {
  const row = await prisma.user.findUnique({ where: { id } });
  await prisma.$transaction(async (tx) => {
    await tx.user.update({ where: { id }, data: { n: row.n + 1 } });
    await tx.$queryRaw\`select 1\`;
    await prisma.user.count();
  });
  await prisma.$transaction(async (tx: Prisma.TransactionClient) => { await tx.user.deleteMany({}); });
}`,
    says: [
      'prisma.user.findUnique: read, database (awaited; from line 2)',
      'prisma.$transaction: transaction over its body, database (awaited; from line 2)',
      'tx.user.update: write, database (awaited; from line 5)',
      'tx.$queryRaw: sql, database (awaited; from line 5)',
      'prisma.user.count: read, database (awaited; from line 2)',
      'prisma.$transaction: transaction over its body, database (awaited; from line 2)',
      'tx.user.deleteMany: remove, database (awaited; from line 10)',
    ],
  },
  'Drizzle: a chain is waited for where it ends': {
    text: `import { drizzle } from 'drizzle-orm/node-postgres';
const db = drizzle('');
export async function f() {
  const rows = await db.select().from(users).where(eq(users.id, 1)).for('update');
  await db.transaction(async (tx) => { await tx.update(users).set({ n: 1 }).where(eq(users.id, 1)); }, { isolationLevel: 'serializable' });
  return db.insert(users).values({}).onConflictDoNothing();
}`,
    says: [
      'db.select: read, database (awaited; from line 2)',
      'db.transaction: transaction over its body, database (awaited; from line 2)',
      'tx.update: write, database (awaited; from line 5)',
      'db.insert: create, database (returned; from line 2)',
    ],
  },
  Knex: {
    text: `import knex from 'knex';
const db = knex({});
export async function f() {
  const row = await db('users').where({ id: 1 }).first();
  await db.transaction(async (trx) => { await trx('users').where({ id: 1 }).update({ n: row.n + 1 }); await trx('users').increment('n', 1); });
  const trx = await db.transaction();
  await trx.commit();
}`,
    says: [
      'db().where().first: read, database (awaited; from line 2)',
      'db: database (awaited; from line 2)',
      'db.transaction: transaction over its body, database (awaited; from line 2)',
      'trx().where().update: write, database (awaited; from line 5)',
      'trx: database (awaited; from line 5)',
      'trx().increment: update, database (awaited; from line 5)',
      'trx: database (awaited; from line 5)',
      'db.transaction: transaction until, database (awaited; from line 2)',
      'db.transaction().commit: database (awaited; from line 6)',
    ],
  },
  Kysely: {
    text: `import { Kysely } from 'kysely';
const db = new Kysely({});
export async function f() {
  await db.selectFrom('users').where('id', '=', 1).forUpdate().executeTakeFirst();
  await db.transaction().setIsolationLevel('serializable').execute(async (trx) => { await trx.updateTable('users').set({ n: 1 }).where('id', '=', 1).execute(); });
  const trx = await db.startTransaction().execute();
  await trx.insertInto('users').values({}).execute();
  await trx.commit().execute();
}`,
    says: [
      'db.selectFrom: read, database (awaited; from line 2)',
      'db.startTransaction().execute().insertInto: create, database (awaited; from line 6)',
      'db.startTransaction().execute: transaction until, database (awaited; from line 2)',
      'db.transaction().setIsolationLevel().execute: transaction over its body, database (awaited; from line 2)',
      'selectFrom().where().forUpdate().executeTakeFirst: database (awaited; from line 2)',
      'trx.updateTable: write, database (awaited; from line 5)',
      'updateTable().set().where().execute: database (awaited; from line 5)',
      '…().execute().commit().execute: database (awaited; from line 6)',
      '…().insertInto().values().execute: database (awaited; from line 6)',
    ],
  },
  'Sequelize: models that are classes, managed and unmanaged transactions': {
    text: `import { Sequelize, Model } from 'sequelize';
const sequelize = new Sequelize('');
class User extends Model {}
export async function f() {
  const user = await User.findOne({ where: { id: 1 } });
  user.n -= 1;
  await user.save();
  await sequelize.transaction(async (t) => { await User.update({ n: 1 }, { where: { id: 1 }, transaction: t }); });
  await sequelize.transaction({ isolationLevel: 'x' }, async (t) => { await User.increment('n', { where: { id: 1 }, transaction: t }); });
  const t = await sequelize.transaction();
  await t.commit();
}`,
    says: [
      'User.findOne().save: write, database (awaited; from line 5)',
      'User.findOne: read, database (awaited; export)',
      'User.increment: update, database (awaited; export)',
      'User.update: write, database (awaited; export)',
      'sequelize.transaction().commit: database (awaited; from line 10)',
      'sequelize.transaction: transaction over its body, database (awaited; from line 2)',
      'sequelize.transaction: transaction over its body, database (awaited; from line 2)',
      'sequelize.transaction: transaction until, database (awaited; from line 2)',
    ],
  },
  'TypeORM: repositories, managers, query runners': {
    text: `import { DataSource, Repository } from 'typeorm';
import { InjectRepository } from '@nestjs/typeorm';
class User {}
const source = new DataSource({});
export class Service {
  constructor(@InjectRepository(User) private readonly users: Repository<User>, private readonly dataSource: DataSource) {}
  async f() {
    const user = await this.users.findOne({ where: { id: 1 } });
    await this.users.save(user);
    await this.dataSource.transaction('SERIALIZABLE', async (manager) => { await manager.getRepository(User).update(1, { n: 1 }); await manager.increment(User, { id: 1 }, 'n', 1); });
    await this.users.createQueryBuilder('u').where('id = :id', { id: 1 }).setLock('pessimistic_write').getOne();
    const runner = source.createQueryRunner();
    await runner.startTransaction();
    await runner.manager.save(user);
    await runner.commitTransaction();
  }
}`,
    says: [
      'createQueryBuilder().where().setLock().getOne: read, database (awaited; typed)',
      'manager.getRepository().update: write, database (awaited; from line 10)',
      'manager.increment: update, database (awaited; from line 10)',
      'source.createQueryRunner().commitTransaction: database (awaited; from line 4)',
      'source.createQueryRunner().manager.save: write, database (awaited; from line 4)',
      'source.createQueryRunner().startTransaction: transaction until, database (awaited; from line 4)',
      'this.dataSource.transaction: transaction over its body, database (awaited; typed)',
      'this.users.findOne: read, database (awaited; typed)',
      'this.users.save: write, database (awaited; typed)',
    ],
  },
  'Mongoose: documents, sessions': {
    text: `import mongoose, { model, Schema, Model } from 'mongoose';
import { InjectModel } from '@nestjs/mongoose';
const User = model('User', new Schema({}));
export class Service {
  constructor(@InjectModel('User') private readonly users: Model<any>) {}
  async f() {
    const user = await User.findOne({ id: 1 }).lean();
    user.n -= 1;
    await user.save();
    await this.users.findByIdAndUpdate(1, { $inc: { n: 1 } }).exec();
    for (const one of await User.find({})) await one.save();
    const session = await mongoose.startSession();
    await session.withTransaction(async () => { await User.create([{}], { session }); });
    session.startTransaction();
    await session.commitTransaction();
    await mongoose.connection.transaction(async (s) => { await User.updateMany({}, {}, { session: s }); });
    new User({}).save();
  }
}`,
    says: [
      'User().save: write, database (dropped; from line 17)',
      'User.create: create, database (awaited; from line 3)',
      'User.find: read, database (awaited; from line 3)',
      'User.findOne().lean().save: write, database (awaited; from line 3)',
      'User.findOne: read, database (awaited; from line 3)',
      'User.updateMany: write, database (awaited; from line 3)',
      'mongoose.connection.transaction: transaction over its body, database (awaited; export)',
      'save: write, database (awaited; from line 3)',
      'session.commitTransaction: database (awaited; from line 12)',
      'session.startTransaction: transaction until (dropped; from line 12)',
      'session.withTransaction: transaction over its body, database (awaited; from line 12)',
      'this.users.findByIdAndUpdate: write, database (awaited; typed)',
    ],
  },
  'Redis, files and locks': {
    text: `import Redis from 'ioredis';
import { createClient } from 'redis';
import { readFile, writeFile } from 'node:fs/promises';
import { promises as fs } from 'fs';
import { Mutex, Semaphore } from 'async-mutex';
import AsyncLock from 'async-lock';
import pLimit from 'p-limit';
import lockfile from 'proper-lockfile';
import Redlock from 'redlock';
const redis = new Redis(), client = createClient(), mutex = new Mutex(), keys = new AsyncLock(), limit = pLimit(1), redlock = new Redlock([redis]);
export async function f() {
  const n = Number(await redis.get('n'));
  await redis.set('n', n + 1);
  await redis.multi().set('a', 1).incr('b').exec();
  await client.hIncrBy('h', 'f', 1);
  await writeFile('a', await readFile('a'));
  await fs.readFile('a');
  await mutex.runExclusive(async () => {});
  const release = await mutex.acquire();
  release();
  await keys.acquire('k', async () => {});
  await limit(async () => {});
  const unlock = await lockfile.lock('a');
  await unlock();
  await redlock.using(['a'], 1000, async () => {});
  const lock = await redlock.acquire(['a'], 1000);
  await lock.release();
  await navigator.locks.request('a', async () => {});
}`,
    says: [
      'client.hIncrBy: update, store (awaited; from line 10)',
      'fs.readFile: read, file (awaited; export)',
      'keys.acquire: lock over its body (awaited; from line 10)',
      'limit: lock over its body (awaited; from line 10)',
      'lockfile.lock: lock until (awaited; export)',
      'multi().set().incr().exec: store (awaited; from line 10)',
      'mutex.acquire: lock until (awaited; from line 10)',
      'mutex.runExclusive: lock over its body (awaited; from line 10)',
      'navigator.locks.request: lock over its body (awaited; export)',
      'readFile: read, file (awaited; export)',
      'redis.get: read, store (awaited; from line 10)',
      'redis.multi().set().incr: update, store (awaited; from line 10)',
      'redis.multi().set: write, store (awaited; from line 10)',
      'redis.set: write, store (awaited; from line 10)',
      'redlock.acquire: lock until (awaited; from line 10)',
      'redlock.using: lock over its body (awaited; from line 10)',
      'writeFile: write, file (awaited; export)',
    ],
  },
  Drivers: {
    text: `import { Pool } from 'pg';
import mysql from 'mysql2/promise';
import postgres from 'postgres';
import { MikroORM, EntityManager } from '@mikro-orm/postgresql';
const pool = new Pool(), my = mysql.createPool(''), sql = postgres('');
export async function f(em: EntityManager) {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('COMMIT');
  const connection = await my.getConnection();
  await connection.beginTransaction();
  await connection.execute('select 1');
  await connection.commit();
  await sql.begin(async (sql) => { await sql\`select 1\`; });
  await em.transactional(async (tx) => { await tx.findOne(User, 1); });
  await em.begin();
}`,
    says: [
      'em.begin: transaction until, database (awaited; typed)',
      'em.transactional: transaction over its body, database (awaited; typed)',
      'my.getConnection().beginTransaction: transaction until, database (awaited; from line 5)',
      'my.getConnection().commit: database (awaited; from line 5)',
      'my.getConnection().execute: sql, database (awaited; from line 5)',
      'my.getConnection: database (awaited; from line 5)',
      'pool.connect().query: sql, database (awaited; from line 5)',
      'pool.connect().query: sql, database (awaited; from line 5)',
      'pool.connect: database (awaited; from line 5)',
      'sql.begin: transaction over its body, database (awaited; from line 5)',
      'sql: sql, database (awaited; from line 14)',
      'tx.findOne: read, database (awaited; from line 15)',
    ],
  },
  'Types that stand for what something makes': {
    text: `import { createClient } from 'redis';
import { PrismaClient } from '@prisma/client';
import { drizzle } from 'drizzle-orm/node-postgres';
const connect = () => drizzle('');
export let client: ReturnType<typeof createClient>;
export async function f(prisma: Omit<PrismaClient, '$connect'>, db: Awaited<ReturnType<typeof connect>>, other: InstanceType<typeof PrismaClient>) {
  await client.get('a');
  await prisma.user.count();
  await db.delete(users);
  await other.user.findFirst();
}`,
    says: [
      'client.get: read, store (awaited; typed)',
      'prisma.user.count: read, database (awaited; typed)',
      'db.delete: remove, database (awaited; typed)',
      'other.user.findFirst: read, database (awaited; typed)',
    ],
  },
};

describe('what models say about calls', () => {
  it.each(Object.entries(stories))('%s', (_, { text, says }) => {
    expect(said(text).sort()).toEqual([...says].sort());
  });
});
