import type { Redis } from 'ioredis';
import { completePayment, type Payment } from './complete-payment.js';
import { awardPoints } from './loyalty.js';

export interface WebhookEvent {
  readonly type: string;
  readonly payment: Payment;
}

type EventHandler = (redis: Redis, payment: Payment) => Promise<void>;

/** Which event goes where. Filled below while the module loads, and only read afterwards. */
const handlers = new Map<string, EventHandler>();

function on(type: string, handler: EventHandler): void {
  handlers.set(type, handler);
}

on('payment.succeeded', async (redis, payment) => {
  await completePayment(redis, payment);
  await awardPoints(redis, payment);
});

on('payment.refunded', async (redis, payment) => {
  await completePayment(redis, { ...payment, amount: -payment.amount });
});

/** Answers whether anybody was interested in the event. */
export async function handleEvent(redis: Redis, event: WebhookEvent): Promise<boolean> {
  const handler = handlers.get(event.type);
  if (!handler) return false;
  await handler(redis, event.payment);
  return true;
}
