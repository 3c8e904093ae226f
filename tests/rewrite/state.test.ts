import { describe, expect, it } from 'vitest';
import { rewritten } from './compose.js';
import { offersOf, storiesOf, type Story } from './stories.js';

const storyOf = (rule: string, name: string): Story => storiesOf(rule).find((story) => story.name === name) ?? { rule, name, files: {} };

/** Where the function that a piece of its head names begins, and where its closing brace stands. */
function rangeOf(text: string, fn: string): { start: number; end: number } {
  const start = text.indexOf(fn);
  const indent = /^ */.exec(text.slice(text.lastIndexOf('\n', start) + 1))?.[0] ?? '';
  return { start, end: text.indexOf(`\n${indent}}\n`, start) };
}

/** The statements of a function after the first rewrite that is offered for a finding in it, without markers; `undefined` where none is. */
function after(rule: string, name: string, file: string, fn: string): string[] | undefined {
  const story = storyOf(rule, name);
  const { start, end } = rangeOf(story.files[file], fn);
  const offer = offersOf(story).find(({ finding }) => finding.file === file && finding.start.offset > start && finding.start.offset < end);
  if (offer === undefined) return undefined;
  const text = rewritten(story.files, offer.rewrite)[file];
  const range = rangeOf(text, fn);
  const body = text.slice(text.indexOf('\n', range.start) + 1, range.end);
  return body.split('\n').map((line) => line.replace(/ *\/\/ expect:.*/, '').trim());
}

describe('a number that is read, added to and written', () => {
  const amounts = (fn: string) => after('no-read-modify-write', 'amounts-in-redis-as-they-come', 'src/amounts.ts', fn);
  const rows = (fn: string) => after('no-read-modify-write', 'rows-that-the-library-can-add-to', 'src/rows.ts', fn);

  it('is added to by Redis, with decimals where there are some, and the comments stay', () => {
    expect(amounts('function discount')).toEqual([
      '// What it was.',
      'const next = Number(await redis.incrbyfloat(`price:${sku}`, -(share / 2)));',
      'return next;',
    ]);
  });
  it('keeps its read where something else needs it', () => {
    expect(amounts('function visit')).toContain("const count = parseInt((await redis.get(key)) || '0', 10);");
    expect(amounts('function visit')).toContain('await redis.incrby(key, 1);');
  });
  it.each(['function append', 'function limited', 'function timed'])(
    'is left alone where it is a text, compared, or has a time to live: %s',
    (fn) => {
      expect(amounts(fn)).toBeUndefined();
    },
  );
  it('is what the update returns, where it is used afterwards', () => {
    expect(rows('function returned')).toEqual([
      'const { hits } = await db.page.update({ where: { id }, data: { hits: { increment: 1 } } });',
      'return hits;',
    ]);
  });
  it('is left alone where the column may be null', () => {
    expect(rows('function nullable')).toBeUndefined();
  });
  it('stays the same method where related rows are written: the library throws', () => {
    expect(rows('function relation')?.at(-1)).toBe(
      "await db.page.update({ where: { id, state: 'draft' }, data: { state: 'done', tags: { connect: { tag } } } });",
    );
  });
  it('is added to by a statement that a builder makes, where the entity calls the column what the database does', () => {
    const tanks = (fn: string) => after('no-read-modify-write', 'entities-updated-by-a-builder', 'src/tanks.ts', fn);
    expect(tanks('fill(id')?.slice(4, 6)).toEqual([".set({ litres: () => 'litres + :litresBy' })", ".setParameter('litresBy', litres)"]);
    expect(tanks('count(id')?.join()).toContain('.andWhere({ version: tank.version }).execute()');
  });
  it('takes the guard before it along', () => {
    expect(rows('function spend')?.slice(-4)).toEqual([
      'const { modifiedCount } = await Wallet.updateOne({ _id: wallet._id, coins: { $gte: coins } }, { $inc: { coins: -coins } });',
      'if (modifiedCount === 0) {',
      "throw new Error('not enough');",
      '}',
    ]);
  });
});

describe('a lookup at every node', () => {
  const session = (fn: string) => after('no-broadcast-lookup', 'session-stored-on-any-node', 'src/sessions.ts', fn);

  it('asks the owner', () => {
    expect(session('find(user')).toEqual([
      '// Whoever has it.',
      'const node = this.nodes[Number(this.ring.get(keyOf(user)))];',
      'const token = await node.get(keyOf(user));',
      'if (token) return token;',
      'return null;',
    ]);
  });
  it('stores at the owner, too', () => {
    const story = storyOf('no-broadcast-lookup', 'session-stored-on-any-node');
    const [{ rewrite }] = offersOf(story);
    expect(rewritten(story.files, rewrite)['src/sessions.ts']).not.toContain('Math.random');
  });
  it('is left alone where a node is picked by another key', () => {
    expect(session('draft(user')).toBeUndefined();
  });
});

describe('a call inside a transaction', () => {
  it('is made after the claim is committed, and the claim is taken back where it fails', () => {
    const lines = after('no-lock-across-await', 'stock-reserved-under-a-row-lock', 'src/orders.ts', 'function processOrder') ?? [];
    const order = ["await client.query('COMMIT');", 'try {', '// The warehouse takes its time.', '} catch (error) {', 'throw error;'];
    const found = order.map((line) => lines.indexOf(line, lines.indexOf("await client.query('COMMIT');")));
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(found).not.toContain(-1);
    expect(lines).toContain(
      'await client.query("UPDATE orders SET status = $2 WHERE id = $1 AND status = \'processed\'", [id, order.status]);',
    );
  });
  it('stays where its answer is written to the row that was locked', () => {
    expect(after('no-lock-across-await', 'stock-reserved-under-a-row-lock', 'src/orders.ts', 'function label')).toBeUndefined();
  });
});

describe('an entity that a repository saves', () => {
  const leaflets = (fn: string) => after('no-read-modify-write', 'entities-with-a-version', 'src/leaflet.service.ts', fn);

  it('is read again where what was stored is the answer', () => {
    expect(leaflets('trim(id')?.slice(-2)).toEqual([
      "if (affected === 0) throw new ConcurrencyError('the leaflet was changed meanwhile');",
      'return this.leaflets.findOneByOrFail({ id: leaflet.id });',
    ]);
  });
  it.each(['trimWith(id', 'move(id'])(
    'is left alone where more was read with it, or a refusal would leave what was written before: %s',
    (fn) => {
      expect(leaflets(fn)).toBeUndefined();
    },
  );
});

describe('what is done once', () => {
  const vouchers = (fn: string) => after('no-read-modify-write', 'token-found-then-deleted', 'src/vouchers.ts', fn);

  it('is taken out before it is used', () => {
    expect(vouchers('function redeem(')?.slice(1)).toEqual([
      'if (value === null) return false;',
      '// Once only.',
      'const changed = await redis.del(`voucher:${code}`);',
      'if (changed === 0) return false;',
      'await redis.set(`discount:${basket}`, value);',
      'return true;',
    ]);
  });
  it('stays where a request may end before, and come again', () => {
    expect(vouchers('function redeemIn(')).toBeUndefined();
  });

  const points = (fn: string) => after('no-read-modify-write', 'amounts-once-for-each-key', 'src/points.ts', fn);
  const deliveries = (fn: string) => after('no-read-modify-write', 'deliveries-looked-for-beside-redis', 'src/deliveries.ts', fn);

  it('is added under the idempotency key that the function is given', () => {
    expect(points('function earn')).toEqual([
      '// A request that comes again finds its key, and nothing is added twice.',
      "if (await redis.set(`proc:earn:${idempotencyKey}`, 'processing', 'EX', 60, 'NX')) {",
      '// Shown in the next letter.',
      'await redis.incrby(`points:${userId}`, points);',
      "await redis.set(`proc:earn:${idempotencyKey}`, 'done', 'EX', 86_400);",
      '}',
    ]);
    expect(points('function reward')?.[2]).toBe(
      "if (await redis.set(`proc:reward:${purchase.idempotencyKey}`, 'processing', 'EX', 60, 'NX')) {",
    );
  });
  it.each(['function total', 'function looked', 'function missing'])(
    'is only added where the sum or the key is needed otherwise: %s',
    (fn) => {
      expect(points(fn)?.join('\n')).toContain('redis.incrby(');
      expect(points(fn)?.join('\n')).not.toContain('proc:');
    },
  );
  it('is made by whoever claims it first, and who comes second leaves as if it had been found', () => {
    expect(deliveries('function noted')?.slice(2, 6)).toEqual([
      "if (known) throw new Error('delivered already');",
      '// Of requests at once, one goes on; the entry is found by those that come later.',
      "const isFirst = await redis.set(`delivery:${parcel}`, '1', 'EX', 60, 'NX');",
      "if (!isFirst) throw new Error('delivered already');",
    ]);
  });
  it('keeps the lines of the branch that it repeats', () => {
    const story = storyOf('no-read-modify-write', 'deliveries-looked-for-beside-redis');
    const offer = offersOf(story).find(({ rewrite }) => rewrite.edits.some(({ text }) => text.includes('isFirst2')));
    expect(offer && rewritten(story.files, offer.rewrite)['src/deliveries.ts']).toContain(
      "\n  if (!isFirst2) {\n    console.log('delivered already');\n    return;\n  }\n",
    );
  });
  it('is left to a person where who finds it answers with it', () => {
    expect(deliveries('function found')).toBeUndefined();
  });
});
