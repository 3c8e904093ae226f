/** The six faults under load. Each measurement gives a number that is the harm, and what else is worth knowing. */
import { setTimeout as sleep } from 'node:timers/promises';

const post = (url, body) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
const json = async (url) => (await fetch(url, { signal: AbortSignal.timeout(20_000) })).json();
const times = (count, make) => Promise.all(Array.from({ length: count }, (_, i) => make(i)));

async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function expectOk(response) {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  return response;
}

async function signUp(url, count, prefix) {
  return times(
    count,
    async (i) => (await (await expectOk(await post(`${url}/users`, { email: `${prefix}${i}@shop.example`, name: 'old' }))).json()).id,
  );
}

export const FAULTS = [
  {
    rule: 'no-module-state',
    harm: 'users of 40 that two replicas disagree on, after a change',
    isGone: (harm) => harm === 0,
    async measure({ urls: [a, b] }) {
      const ids = await signUp(a, 40, 'cache');
      await Promise.all(ids.map((id) => json(`${a}/users/${id}`)));
      await Promise.all(
        ids.map((id) =>
          fetch(`${a}/users/${id}`, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: '{"name":"new"}' }),
        ),
      );
      const pairs = await Promise.all(ids.map(async (id) => [await json(`${a}/users/${id}`), await json(`${b}/users/${id}`)]));
      return pairs.filter(([one, other]) => one.name !== other.name).length;
    },
  },
  {
    rule: 'no-module-state',
    harm: 'order numbers of 40 that were given twice, by two replicas',
    isGone: (harm) => harm === 0,
    async measure({ urls }) {
      const [userId] = await signUp(urls[0], 1, 'number');
      const order = { userId, itemId: 'lamp', quantity: 1, country: 'DE' };
      const orders = await times(40, async (i) => (await expectOk(await post(`${urls[i % 2]}/orders`, order))).json());
      return orders.length - new Set(orders.map(({ reference }) => reference)).size;
    },
  },
  {
    rule: 'no-lock-across-await',
    harm: 'ms that another change of an order waits while it is processed (the warehouse takes 500 ms)',
    isGone: (harm, before) => harm < before / 3,
    async measure({ urls: [a], db }) {
      const [userId] = await signUp(a, 1, 'lock');
      const orders = await times(5, async () =>
        (await expectOk(await post(`${a}/orders`, { userId, itemId: 'lamp', quantity: 1, country: 'DE' }))).json(),
      );
      const waits = await Promise.all(
        orders.map(async ({ id }) => {
          const processed = post(`${a}/orders/${id}/process`, {}).then(expectOk);
          await sleep(150);
          const wait = await timed(() => db.query("UPDATE orders SET country = 'AT' WHERE id = $1", [id]));
          await processed;
          return wait;
        }),
      );
      return Math.round(Math.max(...waits));
    },
  },
  {
    rule: 'no-broadcast-lookup',
    harm: 'nodes of 4 asked for a session, on average',
    isGone: (harm) => harm === 1,
    async measure({ urls: [a], nodes }) {
      await times(60, async (i) => expectOk(await post(`${a}/sessions`, { userId: i + 1 })));
      const asked = async () => {
        const stats = await Promise.all(nodes.map((node) => node.info('commandstats')));
        return stats.reduce((sum, text) => sum + Number(/cmdstat_get:calls=(\d+)/.exec(text)?.[1] ?? 0), 0);
      };
      const from = await asked();
      await times(60, async (i) => expectOk(await fetch(`${a}/sessions/${i + 1}`)));
      return Math.round(((await asked()) - from) / 6) / 10;
    },
  },
  {
    rule: 'no-read-modify-write',
    harm: 'payments of 200 at once that were lost',
    isGone: (harm) => harm === 0,
    async measure({ urls }) {
      await times(200, async (i) =>
        expectOk(
          await post(`${urls[i % 2]}/payments/webhook`, { type: 'payment.succeeded', payment: { id: `p${i}`, userId: 1, amount: 1 } }),
        ),
      );
      return 200 - (await json(`${urls[0]}/payments/balance/1`)).balance;
    },
  },
  {
    rule: 'no-synchronous-chain',
    harm: 'ms that a sign-up takes, the slowest of 5 (the mail server takes 1 000 ms)',
    isGone: (harm, before) => harm < before / 3,
    async measure({ urls: [a], mail }) {
      mail.got.mails = 0;
      mail.delay = 1_000;
      const took = await times(5, (i) => timed(() => signUp(a, 1, `chain${i}-`)));
      for (let i = 0; i < 40 && mail.got.mails < 5; i++) await sleep(100);
      mail.delay = 0;
      if (mail.got.mails !== 5) throw new Error(`${mail.got.mails} of 5 mails were sent`);
      return Math.round(Math.max(...took));
    },
  },
  {
    rule: 'require-timeout',
    harm: 'requests of 10 that still hang after 12 s (the other side never answers)',
    isGone: (harm) => harm === 0,
    async measure({ urls: [a] }) {
      const answers = await times(10, (i) =>
        fetch(`${a}/users/${i + 1}/preferences`, { signal: AbortSignal.timeout(12_000) }).then(
          () => true,
          () => false,
        ),
      );
      return answers.filter((answered) => !answered).length;
    },
  },
];
