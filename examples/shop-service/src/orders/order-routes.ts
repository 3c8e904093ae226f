import type { AxiosInstance } from 'axios';
import { Router } from 'express';
import type { Pool } from 'pg';
import { badRequest, notFound } from '../errors.js';
import { getUser } from '../users/user-directory.js';
import type { UserRepository } from '../users/user-repository.js';
import { OrderRepository, type NewOrder } from './order-repository.js';
import { processOrder } from './process-order.js';

export function orderRoutes(db: Pool, users: UserRepository, inventory: AxiosInstance): Router {
  const router = Router();
  const orders = new OrderRepository(db);

  router.post('/', async (req, res) => {
    const { userId, itemId, quantity, country } = req.body as Partial<NewOrder>;
    if (!userId || !itemId || !quantity || !country) throw badRequest('userId, itemId, quantity and country are required');
    if (!(await getUser(users, userId))) throw notFound('user');
    res.status(201).json(await orders.insert({ userId, itemId, quantity, country }));
  });

  router.get('/', async (req, res) => {
    res.json(await orders.listByUser(Number(req.query.userId)));
  });

  router.post('/:id/process', async (req, res) => {
    await processOrder(db, inventory, Number(req.params.id));
    res.sendStatus(204);
  });

  return router;
}
