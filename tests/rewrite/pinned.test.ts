import { describe, expect, it } from 'vitest';
import { rewritten } from './compose.js';
import { check, type Files } from './stories.js';

/** The first file after the first rewrite of a rule's first finding that has one; `undefined` where none has. */
function after(rule: string, files: Files): string | undefined {
  const { findings, errors } = check(files, true);
  expect(errors).toEqual([]);
  const own = findings.filter(({ ruleId }) => ruleId === rule);
  expect(own.length).toBeGreaterThan(0);
  const [rewrite] = own.flatMap(({ rewrites }) => rewrites.filter(({ edits }) => edits.length > 0));
  return rewrite && rewritten(files, rewrite)[Object.keys(files)[0]];
}

const manifest = (...dependencies: string[]): string =>
  JSON.stringify({ name: 'story', dependencies: Object.fromEntries(dependencies.map((one) => one.split(' '))) });

/** An Express route around statements. */
const route = (imports: string, body: string): string =>
  `import { Router } from 'express';\n${imports}\nexport const router = Router();\nrouter.get('/', async (req, res) => {\n${body}\n});\n`;

const express = manifest('express ^5.0.0');

describe('limits', () => {
  const limited = (imports: string, body: string, ...packages: string[]): string | undefined =>
    after('require-timeout', { 'a.ts': route(imports, body), 'package.json': manifest('express ^5.0.0', ...packages) });

  it('keep a callback the last argument', () => {
    const body = "  exec('uptime', (error, stdout) => {\n    res.send(stdout);\n  });";
    expect(limited("import { exec } from 'node:child_process';", body)).toContain(
      "exec('uptime', { timeout: 60_000 }, (error, stdout) => {",
    );
    const named = "  const done = (error: Error | null, out: string) => res.send(out);\n  exec('uptime', done);";
    expect(limited("import { exec } from 'node:child_process';", named)).toContain("exec('uptime', { timeout: 60_000 }, done);");
  });

  it('fit what is carried', () => {
    const got = (use: string): string | undefined => limited('', `  const answer = await fetch('http://a/b');\n  ${use}`);
    expect(got('res.json(await answer.json());')).toContain('AbortSignal.timeout(5_000)');
    expect(got('res.send(Buffer.from(await answer.arrayBuffer()));')).toContain('AbortSignal.timeout(60_000)');
    const sent = "  res.json(await (await fetch('http://a', { method: 'POST', body: req, duplex: 'half' } as never)).json());";
    expect(limited('', sent)).toContain('AbortSignal.timeout(300_000)');
    const form = "  const body = new FormData();\n  res.json(await (await fetch('http://a', { method: 'POST', body })).json());";
    expect(limited('', form)).toContain('AbortSignal.timeout(60_000)');
  });

  it('give a queue that is polled the time to answer', () => {
    const files = {
      'a.ts': `import { SQSClient, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
const sqs = new SQSClient({});
export const poll = () => sqs.send(new ReceiveMessageCommand({ QueueUrl: 'q', WaitTimeSeconds: 20 }));
`,
      'package.json': manifest('@aws-sdk/client-sqs ^3.900.0'),
    };
    expect(after('require-timeout', files)).toContain('requestTimeout: 30_000');
  });

  it('are merged into an object that has them deeper, or not set', () => {
    const made = (options: string): string | undefined =>
      after('require-timeout', {
        'a.ts': `import { createClient } from 'redis';
import { optionsFor } from './options';
export async function open(url: string) {
  const options = optionsFor(url);
  const client = createClient(${options});
  await client.connect();
  return client.get('a');
}
`,
        'options.ts': 'export const optionsFor = (url: string) => ({ url, socket: { keepAlive: true } });\n',
        'package.json': manifest('redis ^5.0.0'),
      });
    expect(made('optionsFor(url)')).toBeUndefined();
    expect(made('options')).toContain('{ pingInterval: 1_000, ...options, socket: { socketTimeout: 2_000, ...options.socket } }');
  });

  it('are not passed to statements that take no options', () => {
    const body = `  const connection = await pool.getConnection();
  await connection.beginTransaction();
  await connection.query({ sql: 'update a set b = 1', timeout: 1_000 });
  await connection.commit();
  res.end();`;
    const imports = "import { createPool } from 'mysql2/promise';\nconst pool = createPool({ uri: 'mysql://a' });";
    expect(limited(imports, body, 'mysql2 ^3.0.0')).toBeUndefined();
  });
});

describe('what runs after the response', () => {
  const send = "await mail.emails.send({ from: 'a@b', to: 'c@d', subject: 'Hi', text: '' });";
  const helper = (body = send): string => `import { Resend } from 'resend';
import { pool } from './db';
const mail = new Resend('key');
export async function join(email: string) {
  await pool.query('insert into members (email) values ($1)', [email]);
  ${body}
}
`;
  const shared = {
    'lib/db.ts': "import { Pool } from 'pg';\nexport const pool = new Pool({ query_timeout: 1_000, connectionTimeoutMillis: 1_000 });\n",
    'package.json': manifest('next ^15.3.0', 'pg ^8.0.0', 'resend ^6.0.0'),
  };
  const app = {
    'app/api/join/route.ts': `import { join } from '../../../lib/join';
export async function POST(request: Request) {
  await join(await request.text());
  return new Response('');
}
`,
  };
  const pages = {
    'pages/api/join.ts': `import { join } from '../../lib/join';
export default async function handler(req: { body: string }, res: { end(): void }) {
  await join(req.body);
  res.end();
}
`,
  };
  const titles = (files: Files): string[] =>
    check(files, true)
      .findings.filter(({ ruleId }) => ruleId === 'no-synchronous-chain')
      .flatMap(({ rewrites }) => rewrites.filter(({ edits }) => edits.length > 0).map(({ title }) => title));
  const AFTER = 'Let Next.js run it after the response';

  it('is what the app router calls, and nothing else does', () => {
    expect(titles({ 'lib/join.ts': helper(), ...shared, ...app })).toContain(AFTER);
    expect(titles({ 'lib/join.ts': helper(), ...shared, ...pages })).not.toContain(AFTER);
    expect(titles({ 'lib/join.ts': helper(), ...shared, ...app, ...pages })).not.toContain(AFTER);
  });

  it('is what the platform waits for, where the file has that already', () => {
    const both = `await fetch('http://log', { signal: AbortSignal.timeout(9) }).catch(() => undefined);\n  waitUntil(Promise.resolve());\n  ${send}`;
    const text = after('no-synchronous-chain', {
      'lib/join.ts': `import { waitUntil } from '@vercel/functions';\n${helper(both)}`,
      ...shared,
      ...pages,
    });
    expect(text).toContain("  waitUntil(mail.emails.send({ from: 'a@b', to: 'c@d', subject: 'Hi', text: '' }));\n");
  });

  it('is nothing that is waited for beside a write, or that writes', () => {
    const together = `await Promise.all([pool.query('delete from invites where email = $1', [email]), mail.emails.send({ to: email })]);`;
    expect(titles({ 'lib/join.ts': helper(together), ...shared, ...app })).not.toContain(AFTER);
  });

  it('is nothing whose failure is dealt with', () => {
    const caught = `if (email) {\n    try {\n      ${send}\n    } catch (error) {\n      console.error(error);\n    }\n  }`;
    expect(titles({ 'lib/join.ts': helper(caught), ...shared, ...app })).not.toContain(AFTER);
  });
});

describe('a transaction whose body has no handle', () => {
  it('is used for all that the body does', () => {
    const files = {
      'a.ts': `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();
const other = (tx: number) => tx;
export async function move(id: string) {
  await prisma.$transaction(async () => {
    await prisma.item.delete({ where: { id } });
    const rows = async () => prisma.log.findMany({ where: { id } });
    for (const row of await rows()) await prisma.log.delete({ where: { id: row.id } });
  });
  return other(1);
}
`,
      'package.json': manifest('@prisma/client ^6.0.0'),
    };
    const text = after('no-transaction-escape', files) ?? '';
    expect(text).toContain('prisma.$transaction(async (tx) => {');
    expect(text.match(/\btx\.(?:item\.delete|log\.findMany|log\.delete)\(/g)).toHaveLength(3);
  });

  it('is passed on as the client that opened it', () => {
    const files = {
      'a.ts': `import knex from 'knex';
export const db = { knex: knex({ client: 'pg', acquireConnectionTimeout: 1_000 }) };
const record = (id: string) => db.knex.from('logs').insert({ id });
export async function move(id: string) {
  await db.knex.transaction(async (trx) => {
    await trx('items').where({ id }).delete();
    await record(id);
  });
}
`,
      'package.json': manifest('knex ^3.0.0'),
    };
    const text = after('no-transaction-escape', files) ?? '';
    expect(text).toContain("(id: string, client: Pick<typeof db.knex, 'from'> = db.knex) => client.from('logs').insert({ id })");
    expect(text).toContain('await record(id, trx);');
  });
});

describe('a call in a transaction', () => {
  const files = (body: string): Files => ({
    'a.ts': route(
      "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();",
      `  await prisma.$transaction(async (tx) => {\n${body}\n  });\n  res.end();`,
    ),
    'package.json': manifest('express ^5.0.0', '@prisma/client ^6.0.0'),
  });
  const call = "    await fetch('http://files/old', { method: 'DELETE', signal: AbortSignal.timeout(1_000) });";

  it('is not made before a write that may fail', () => {
    const write = "    await tx.file.delete({ where: { id: 'a' } });";
    expect(after('no-lock-across-await', files(`${write}\n${call}`))).toBeUndefined();
    expect(after('no-lock-across-await', files(`${call}\n${write}`))).toMatch(/fetch\([\s\S]*\$transaction/);
  });

  it('takes what is read for it along, whatever the handle is called', () => {
    const read = "    const file = await tx.file.findUniqueOrThrow({ where: { id: 'a' } });";
    const write = "    await tx.file.delete({ where: { id: 'a' } });";
    const told = call.replace("'http://files/old'", 'file.url');
    const text = (handle: string): string | undefined => {
      const { 'a.ts': source, ...others } = files(`${read}\n${told}\n${write}`);
      return after('no-lock-across-await', { 'a.ts': source.replaceAll(/\btx\b/g, () => handle), ...others });
    };
    expect(text('tx')).toMatch(/await prisma\.file\.findUniqueOrThrow[\s\S]*fetch\(file\.url[\s\S]*\$transaction/);
    expect(text('$tx')).toBe(text('tx')?.replaceAll(/\btx\b/g, () => '$tx'));
  });
});

describe('a map that grows', () => {
  it('is emptied only where what it keeps can be made again', () => {
    const registry = `const columns = new Map<object, string[]>();
export function Column(name: string) {
  return (entity: object) => {
    const known = columns.get(entity);
    if (known) known.push(name);
    else columns.set(entity, [name]);
  };
}
export const columnsOf = (entity: object) => columns.get(entity) ?? [];
`;
    const made = check({ 'a.ts': registry, 'package.json': express }, true).findings.flatMap(({ rewrites }) => rewrites);
    expect(made.filter(({ title }) => title.startsWith('Empty'))).toEqual([]);
  });

  it('is not made anew by what may run for each event', () => {
    const files = {
      'a.ts': `import { listen } from 'some-bot';
const seen = new Map<string, number>();
function check(users: string[]) {
  return users.filter((user) => {
    const last = seen.get(user) ?? 0;
    seen.set(user, Date.now());
    return last < Date.now() - 60_000;
  });
}
export function command(users: string[]) {
  return async () => check(users);
}
`,
      'b.ts': `import express from 'express';
import { command } from './a';
export const app = express();
export const run = (users: string[]) => command(users)();
app.get('/', async (req, res) => res.json(await run([String(req.query.user)])));
`,
      'package.json': express,
    };
    const made = check(files, true).findings.flatMap(({ rewrites }) => rewrites.flatMap(({ edits }) => edits));
    expect(made.filter(({ text }) => /(?:create\w*Cache|new Map)\b[^=]*\(/.test(text))).toEqual([]);
  });

  it('takes the comment above it to its owner, in JavaScript', () => {
    const files = {
      'a.js': `const express = require('express');

// Tokens by user, until they expire
const tokens = new Map();

function start() {
  const app = express();
  app.get('/', async (req, res) => {
    res.send(await tokenOf(req.query.user));
  });
  app.listen(1);
}

async function tokenOf(user) {
  const known = tokens.get(user);
  if (known) return known;
  const token = await (await fetch('http://a/' + user, { signal: AbortSignal.timeout(1_000) })).text();
  tokens.set(user, token);
  return token;
}

start();
`,
      'package.json': express,
    };
    const text = after('no-module-state', files) ?? '';
    expect(text).toContain("const express = require('express');\n\nfunction start() {");
    expect(text).toContain('  // Tokens by user, until they expire\n  const tokens = new Map();\n');
    expect(text).toContain('await tokenOf(req.query.user, tokens)');
  });
});

describe('a record that is rebuilt', () => {
  const schema = 'model Profile {\n  id String @id\n  settings Json\n  updatedAt DateTime @updatedAt\n}\n';
  const files = (body: string, late = ''): Files => ({
    'a.ts': `import { PrismaClient } from '@prisma/client';
const db = new PrismaClient();
export async function save(id: string, theme: string) {
${body}
}
${late}`,
    'schema.prisma': schema,
    'package.json': manifest('@prisma/client ^6.0.0'),
  });
  const read = '  const profile = await db.profile.findUniqueOrThrow({ where: { id } });';
  const write = '  await db.profile.update({ where: { id }, data: { settings: { ...(profile.settings as object), theme } } });';

  it('is compared by its time, and the error stands below the first imports', () => {
    const text = after('no-read-modify-write', files(`${read}\n${write}`, "import { other } from './other';\nexport { other };\n")) ?? '';
    expect(text).toContain('where: { id, updatedAt: profile.updatedAt }');
    expect(text.indexOf('class ConcurrencyError')).toBeLessThan(text.indexOf('const db'));
  });

  it('is left alone where a loop writes it again and again, or what was read is another row by then', () => {
    const loop = `${read}\n  for (const one of [theme, 'b']) {\n  ${write.replace('theme }', '[one]: one }')}\n  }`;
    expect(after('no-read-modify-write', files(loop))).toBeUndefined();
    const again = `${read.replace('const', 'let')}\n  if (!profile.settings) profile = await db.profile.findFirstOrThrow({ where: { id: 'default' } });\n${write}`;
    expect(after('no-read-modify-write', files(again))).toBeUndefined();
  });

  it('throws as the class of the package does, where it has one', () => {
    const own = { 'errors.ts': "export class ConcurrencyError extends Error {\n  override name = 'ConcurrencyError';\n}\n" };
    const text = after('no-read-modify-write', { ...files(`${read}\n${write}`), ...own }) ?? '';
    expect(text).toContain("import { ConcurrencyError } from './errors';");
    expect(text).not.toContain('class ConcurrencyError');
  });
});

describe('the name of a file', () => {
  const story = (type: string, route: string): Files => ({
    'bus.ts':
      "import { EventEmitter } from 'node:events';\nexport const bus = new EventEmitter();\nbus.on('seen', () => {\n  console.log('seen');\n});\n",
    'mails.ts':
      "import nodemailer from 'nodemailer';\nconst mailer = nodemailer.createTransport({ host: 'a' });\nexport async function greet(to: string): Promise<void> {\n  await mailer.sendMail({ to });\n}\n",
    'route.ts': route,
    'package.json': JSON.stringify({ name: 'story', type, dependencies: { express: '^5.0.0', pg: '^8.0.0', nodemailer: '^7.0.0' } }),
  });
  const importing = (end: string): string =>
    `import { Router } from 'express';\nimport { Pool } from 'pg';\nimport { bus } from './bus${end}';\nimport { greet } from './mails${end}';\nconst pool = new Pool();\nexport const router = Router();\nrouter.post('/', async (req, res) => {\n  await pool.query('insert into members (email) values ($1)', [req.body.email]);\n  await greet(req.body.email);\n  bus.emit('seen');\n  res.sendStatus(201);\n});\n`;

  it('is written as the files beside it write such names', () => {
    expect(after('no-synchronous-chain', story('module', importing('.js')))).toContain("from './mails.js'");
    expect(after('no-synchronous-chain', story('module', importing('')))).toContain("from './mails'");
  });
});

describe('a write that stands alone as a branch', () => {
  const written = (branch: string): string | undefined =>
    after('no-read-modify-write', {
      'a.ts': `import { PrismaClient } from '@prisma/client';\nconst db = new PrismaClient();\nexport async function add(id: string, line: string) {\n  const note = await db.note.findUnique({ where: { id } });\n  ${branch}\n}\n`,
      'schema.prisma': 'model Note {\n  id String @id\n  lines String[]\n  version Int @default(0)\n}\n',
      'package.json': manifest('@prisma/client ^6.0.0'),
    });
  const call = 'await db.note.update({ where: { id }, data: { lines: [...note.lines, line] } });';

  it('gets braces', () => {
    expect(written(`if (note)\n    ${call}`)).toContain('  if (note) {\n    const { count } = await db.note.updateMany(');
    expect(written(`if (note)\n    ${call}`)).toMatch(/\n {4}if \(count === 0\) throw .*\n {2}\}\n\}\n$/);
    expect(written(`if (note) ${call}`)).toMatch(
      / {2}if \(note\) \{\n {4}const \{ count \} = await .*\n {4}if \(count === 0\) throw .*\n {2}\}\n\}\n$/,
    );
  });
});
