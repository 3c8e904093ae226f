import { describe, expect, it } from 'vitest';
import { EMPTY_CONFIG, resolveConfig } from '../../src/analyzer/config.js';
import { createMemoryHost } from '../../src/analyzer/host.js';
import { analyze } from '../../src/analyzer/index.js';
import { ModuleIR } from '../../src/analyzer/ir/module.js';
import { RULES } from '../../src/rules/index.js';

type Files = Record<string, string>;

const each = (n: number, write: (i: number) => string): Files =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [`/p/src/m${i}.ts`, write(i)]));

/** Projects that are as large as they are asked to be, in which what is true of one module comes from others. */
const PROJECTS: Readonly<Record<string, (n: number) => Files>> = {
  'a chain of modules that call the next and wait': (n) =>
    each(n, (i) =>
      i === n - 1
        ? `export const f = async (k) => (await fetch('https://x/' + k)).json();`
        : `import { f as next } from './m${i + 1}';\nexport const f = async (k) => { await next(k); };`,
    ),
  'a ring of modules that call the next': (n) =>
    each(
      n,
      (i) =>
        `import { f as next } from './m${(i + 1) % n}';\nexport const f = async (k) => { await fetch('https://x${i}/' + k); await next(k); };`,
    ),
  'diamonds, one on the other': (n) =>
    each(n, (i) =>
      i === n - 1
        ? `import Redis from 'ioredis'; const r = new Redis(); export const f = (k) => r.get(k);`
        : `import { f as next } from './m${i + 1}';\nexport const a = async (k) => next(k); export const b = async (k) => next(k);\nexport const f = async (k) => { await a(k); await b(k); };`,
    ),
  'barrels that hand on the next': (n) => ({
    ...each(n, (i) => (i === n - 1 ? `export const shared = new Map();` : `export * from './m${i + 1}'; export const own${i} = ${i};`)),
    ...Object.fromEntries(
      Array.from({ length: n }, (_, i) => [
        `/p/src/use${i}.ts`,
        `import { shared } from './m${n - 5}';\nexport const put${i} = (k, v) => { shared.set(k, v); };`,
      ]),
    ),
  }),
  'routes around one helper': (n) => ({
    ...each(
      n,
      (i) =>
        `import express from 'express';\nimport { load } from './helper';\nconst app = express();\napp.get('/${i}/:id', async (req, res) => { res.json(await load(req.params.id)); });`,
    ),
    '/p/src/helper.ts': `import { PrismaClient } from '@prisma/client';\nconst db = new PrismaClient();\nexport const load = async (id) => { const row = await db.item.findUnique({ where: { id } }); await db.item.update({ where: { id }, data: { seen: row.seen + 1 } }); return row; };`,
  }),
  'services that are handed the next one': (n) =>
    each(n, (i) =>
      i === n - 1
        ? `export class S${i} { private cache = new Map(); async get(k) { if (!this.cache.has(k)) this.cache.set(k, await fetch('https://x/' + k)); return this.cache.get(k); } }\nexport const s${i} = new S${i}();`
        : `import { S${i + 1}, s${i + 1} } from './m${i + 1}';\nexport class S${i} { constructor(private readonly next: S${i + 1}) {} async get(k) { return this.next.get(k); } }\nexport const s${i} = new S${i}(s${i + 1});`,
    ),
  'locks around what the next one does': (n) =>
    each(
      n,
      (i) =>
        `import { Mutex } from 'async-mutex';\n${i === n - 1 ? '' : `import { f as next } from './m${i + 1}';\n`}const m = new Mutex();\nexport const f = async (k) => m.runExclusive(async () => { ${i === n - 1 ? `await fetch('https://x/' + k);` : 'await next(k);'} });`,
    ),
  'callbacks that go on with the next': (n) =>
    each(n, (i) =>
      i === n - 1
        ? `export const f = (k) => fetch('https://x/' + k).then((r) => r.json());`
        : `import { f as next } from './m${i + 1}';\nexport const f = (k) => next(k).then((v) => { if (!v) return undefined; return next(v.key); }).catch((e) => { throw e; });`,
    ),
};

/** How often a run looks at an instruction, at a call or at who calls: rounds of a fixpoint show here, on every machine alike. */
function work(files: Files): number {
  const prototype = ModuleIR.prototype;
  const counted = ['op', 'operand', 'fnFlags'] as const;
  const kept = counted.map((name) => [name, Object.getOwnPropertyDescriptor(prototype, name)] as const);
  let looks = 0;
  for (const [name, descriptor] of kept) {
    const look = descriptor?.value as (this: ModuleIR, ...args: number[]) => number; // they are methods of numbers
    Object.defineProperty(prototype, name, {
      ...descriptor,
      value(this: ModuleIR, ...args: number[]) {
        looks += 1;
        return look.apply(this, args);
      },
    });
  }
  try {
    const host = createMemoryHost({
      '/p/package.json': '{ "dependencies": { "express": "*", "ioredis": "*", "@prisma/client": "*", "async-mutex": "*" } }',
      ...files,
    });
    const config = resolveConfig(EMPTY_CONFIG, RULES);
    const { errors } = analyze({ root: '/p', host, config, rules: RULES, certainty: 'likely', inventory: true, rewrites: false });
    expect(errors).toEqual([]);
  } finally {
    for (const [name, descriptor] of kept) if (descriptor) Object.defineProperty(prototype, name, descriptor);
  }
  return looks;
}

describe('a project that is four times as large is about four times the work', () => {
  it.each(Object.entries(PROJECTS))('%s', { timeout: 120_000 }, (_, write) => {
    const [small, large] = [work(write(40)), work(write(160))];
    expect(small).toBeGreaterThan(1_000);
    expect(large / small).toBeLessThan(4.6);
  });
});
