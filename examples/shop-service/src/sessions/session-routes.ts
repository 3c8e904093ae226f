import { Router } from 'express';
import { badRequest, notFound } from '../errors.js';
import type { SessionStore } from './session-store.js';

export function sessionRoutes(sessions: SessionStore): Router {
  const router = Router();

  router.post('/', async (req, res) => {
    const { userId } = req.body as { userId?: number };
    if (!userId) throw badRequest('userId is required');
    res.status(201).json(await sessions.create(userId));
  });

  router.get('/:userId', async (req, res) => {
    const session = await sessions.find(Number(req.params.userId));
    if (!session) throw notFound('session');
    res.json(session);
  });

  router.delete('/:userId', async (req, res) => {
    await sessions.destroy(Number(req.params.userId));
    res.sendStatus(204);
  });

  return router;
}
