import { describe, expect, it } from 'vitest';
import { completePayment } from '../src/payments/complete-payment.js';
import { awardPoints } from '../src/payments/loyalty.js';
import { handleEvent } from '../src/payments/webhook-events.js';
import { fakeRedis } from './fakes.js';

const payment = { id: 'pay_1', userId: 1, amount: 2_550 };

describe('completePayment', () => {
  it('adds the amount to the balance', async () => {
    const { redis, store } = fakeRedis({ 'bal:1': '450' });
    expect(await completePayment(redis, payment)).toBe(3_000);
    expect(store.get('bal:1')).toBe('3000');
  });

  it('starts at nothing', async () => {
    expect(await completePayment(fakeRedis().redis, payment)).toBe(2_550);
  });
});

describe('awardPoints', () => {
  it('counts a payment once, however often it is announced', async () => {
    const { redis, store } = fakeRedis();
    await awardPoints(redis, payment);
    await awardPoints(redis, payment);
    expect(store.get('points:1')).toBe('25');
  });
});

describe('handleEvent', () => {
  it('credits a payment and takes a refund back', async () => {
    const { redis, store } = fakeRedis();
    await handleEvent(redis, { type: 'payment.succeeded', payment });
    await handleEvent(redis, { type: 'payment.refunded', payment: { ...payment, amount: 550 } });
    expect(store.get('bal:1')).toBe('2000');
  });

  it('leaves events alone that nobody registered for', async () => {
    expect(await handleEvent(fakeRedis().redis, { type: 'payout.created', payment })).toBe(false);
  });
});
