import type { Redis } from 'ioredis';

export interface Payment {
  readonly id: string;
  readonly userId: number;
  /** In cents. */
  readonly amount: number;
}

/** Credits a payment to the user's balance and answers the new balance. */
export async function completePayment(redis: Redis, payment: Payment): Promise<number> {
  const key = `bal:${payment.userId}`;
  const balance = Number((await redis.get(key)) ?? 0);
  const newBalance = balance + payment.amount;
  await redis.set(key, newBalance);
  return newBalance;
}
