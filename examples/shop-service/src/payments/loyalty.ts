import type { Redis } from 'ioredis';
import type { Payment } from './complete-payment.js';

const DAY = 86_400;

/** One point for each full euro. The provider repeats its webhooks, so a payment counts once, and the counter is Redis's own. */
export async function awardPoints(redis: Redis, payment: Payment): Promise<void> {
  const first = await redis.set(`points-for:${payment.id}`, '1', 'EX', 30 * DAY, 'NX');
  if (first === null) return;
  await redis.incrby(`points:${payment.userId}`, Math.floor(payment.amount / 100));
}
