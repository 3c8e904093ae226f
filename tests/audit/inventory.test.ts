import { describe, expect, it } from 'vitest';
import { EMPTY_CONFIG, resolveConfig } from '../../src/analyzer/config.js';
import { createMemoryHost } from '../../src/analyzer/host.js';
import { analyze } from '../../src/analyzer/index.js';
import { RULES } from '../../src/rules/index.js';

const SOURCE = `
import express from 'express';
import { LRUCache } from 'lru-cache';
const cache = new Map<string, string>();
const limited = new LRUCache<string, string>({ max: 10 });
const counts = new Map<string, number>();
const frozen = new Map([['a', 1]]);
let hits = 0;
const app = express();
app.get('/users/:id', async function handle(req, res) {
  hits += 1;
  const known = cache.get(req.params.id) ?? (await fetch('https://users/' + req.params.id)).toString();
  cache.set(req.params.id, known);
  limited.set(req.params.id, known);
  res.send([limited.get(req.params.id), hits, frozen.get('a')]);
});
setInterval(function sweep() { counts.clear(); }, 1000);
export function count(key: string) { counts.set(key, (counts.get(key) ?? 0) + 1); }
app.post('/', function post(req, res) { count(req.body.key); res.send(counts.size); });
`;

const run = (inventory: boolean) =>
  analyze({
    root: '/shop',
    config: resolveConfig(EMPTY_CONFIG, RULES),
    rules: RULES,
    certainty: 'likely',
    inventory,
    host: createMemoryHost({
      '/shop/package.json': JSON.stringify({ name: 'shop', dependencies: { express: '^5.0.0', 'lru-cache': '^11.0.0' } }),
      '/shop/src/server.ts': SOURCE,
    }),
  });

describe('the inventory', () => {
  const states = new Map((run(true).inventory ?? []).map((state) => [state.name, state]));

  it('is made where it is asked for only', () => {
    expect(run(false)).not.toHaveProperty('inventory');
  });

  it('lists what changes after load, harmless or not, and nothing else', () => {
    expect([...states.keys()].sort()).toEqual(['cache', 'counts', 'hits', 'limited']);
  });

  it('says what each is and what bounds it', () => {
    const seen = [...states.values()].map(({ name, holder, shape, bound }) => [name, holder, shape, bound]);
    expect(seen.sort()).toEqual([
      ['cache', 'binding', 'Map', 'nothing'],
      ['counts', 'binding', 'Map', 'sweep'],
      ['hits', 'binding', 'slot', 'value'],
      ['limited', 'binding', 'Map', 'limit'],
    ]);
  });

  it('says who writes and who reads, where and on whose behalf', () => {
    expect(states.get('cache')).toMatchObject({
      file: 'src/server.ts',
      start: { line: 4 },
      writes: [{ by: 'handle', kind: 'write', contexts: ['handler'], start: { line: 13 } }],
      reads: [{ by: 'handle', kind: 'read', start: { line: 12 } }],
    });
    expect(states.get('counts')?.writes.map(({ by, kind }) => [by, kind])).toEqual([
      ['sweep', 'clear'],
      ['count', 'write'],
    ]);
  });

  it('is plain data', () => {
    const inventory = run(true).inventory;
    expect(JSON.parse(JSON.stringify(inventory))).toEqual(inventory);
  });
});
