import { Router } from 'express';
import type { Redis } from 'ioredis';
import { badRequest } from '../errors.js';
import { handleEvent, type WebhookEvent } from './webhook-events.js';

export function paymentRoutes(redis: Redis): Router {
  const router = Router();

  router.post('/webhook', async (req, res) => {
    const event = req.body as Partial<WebhookEvent>;
    if (!event.type || !event.payment) throw badRequest('type and payment are required');
    const handled = await handleEvent(redis, { type: event.type, payment: event.payment });
    res.status(handled ? 200 : 202).end();
  });

  router.get('/balance/:userId', async (req, res) => {
    const userId = Number(req.params.userId);
    const [balance, points] = await redis.mget(`bal:${userId}`, `points:${userId}`);
    res.json({ balance: Number(balance ?? 0), points: Number(points ?? 0) });
  });

  return router;
}
