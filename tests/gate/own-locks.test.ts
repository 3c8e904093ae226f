import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/analyzer/config.js';
import { loadConfig } from '../../src/analyzer/config/read.js';
import { createMemoryHost } from '../../src/analyzer/host.js';
import { analyze } from '../../src/analyzer/index.js';
import { RULES } from '../../src/rules/index.js';

/** What a team writes about its own lock and its own transactions. */
const modelOf = (name: string) => ({
  package: name,
  exports: {
    Mutex: { new: { returns: 'Mutex' } },
    inTransaction: { call: { runs: [0], returns: 'result0', region: { kind: 'transaction', body: 0 } } },
  },
  types: {
    Mutex: {
      is: 'lock',
      members: {
        take: { call: { region: { kind: 'lock', until: { holder: 'receiver', methods: ['give'] } } } },
        give: { call: {} },
        during: { call: { runs: [0], returns: 'result0', region: { kind: 'lock', body: 0 } } },
      },
    },
  },
});

const LOCKS = `export class Mutex {
  private waiting: (() => void)[] = [];
  private taken = false;
  async take(): Promise<void> {
    if (this.taken) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.taken = true;
  }
  give(): void {
    this.taken = false;
    this.waiting.shift()?.();
  }
  async during<T>(work: () => Promise<T>): Promise<T> {
    await this.take();
    try { return await work(); } finally { this.give(); }
  }
}
export async function inTransaction<T>(work: () => Promise<T>): Promise<T> { return work(); }
`;

const ROUTES = (from: string): string => `import express from 'express';
import Redis from 'ioredis';
import { Mutex, inTransaction } from '${from}';
const redis = new Redis();
const app = express();
const mutex = new Mutex();
const url = 'https://pay.example.com/';
app.post('/pay/:id', async (req, res) => {
  await mutex.during(async () => {
    const left = await redis.get('left');
    await fetch(url + left, { signal: AbortSignal.timeout(5_000) });
    await redis.set('left', 'less');
  });
  res.end();
});
app.post('/refund/:id', async (req, res) => {
  await mutex.take();
  await redis.set('left', 'more');
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  if (!answer.ok) return res.status(502).end();
  mutex.give();
  res.end();
});
app.post('/book/:id', async (req, res) => {
  await inTransaction(async () => {
    await fetch(url, { signal: AbortSignal.timeout(5_000) });
  });
  res.end();
});
`;

function check(files: Readonly<Record<string, string>>, config: object): string[] {
  const host = createMemoryHost({
    '/shop/package.json': '{"name":"shop","workspaces":["packages/*"],"dependencies":{"express":"5","ioredis":"5"}}',
    ...files,
    '/shop/hidden-state.config.json': JSON.stringify(config),
  });
  const { config: user } = loadConfig(host, { from: '/shop' }, RULES);
  const rules = RULES.filter(({ id }) => ['no-lock-across-await', 'require-lock-release'].includes(id));
  const result = analyze({ root: '/shop', config: resolveConfig(user, RULES), rules, certainty: 'proven', host });
  expect(result.errors).toEqual([]);
  return result.findings.map(({ file, start, ruleId }) => `${file}:${start.line} ${ruleId}`);
}

const FOUND = [
  'src/routes.ts:11 no-lock-across-await',
  'src/routes.ts:17 require-lock-release',
  'src/routes.ts:19 no-lock-across-await',
  'src/routes.ts:26 no-lock-across-await',
];

describe('locks and transactions of the house, described in the configuration', () => {
  it('count when they come from a package that is not there', () => {
    expect(check({ '/shop/src/routes.ts': ROUTES('@acme/locks') }, { models: [modelOf('@acme/locks')] })).toEqual(FOUND);
  });

  it('count when they are a workspace', () => {
    const files = {
      '/shop/src/routes.ts': ROUTES('@shop/locks'),
      '/shop/packages/locks/package.json': '{"name":"@shop/locks","main":"./index.ts"}',
      '/shop/packages/locks/index.ts': LOCKS,
    };
    expect(check(files, { models: [modelOf('@shop/locks')] })).toEqual(FOUND);
  });

  it('count when they are a file, named by its path from the root, also through a barrel', () => {
    const files = { '/shop/src/lib/mutex.ts': LOCKS, '/shop/src/lib/index.ts': "export * from './mutex.js';\n" };
    const config = { models: [modelOf('./src/lib/mutex.ts')] };
    expect(check({ ...files, '/shop/src/routes.ts': ROUTES('./lib/mutex.js') }, config)).toEqual(FOUND);
    expect(check({ ...files, '/shop/src/routes.ts': ROUTES('./lib/index.js') }, config)).toEqual(FOUND);
  });

  it('say nothing where nothing describes them', () => {
    expect(check({ '/shop/src/lib/mutex.ts': LOCKS, '/shop/src/routes.ts': ROUTES('./lib/mutex.js') }, {})).toEqual([]);
  });
});
