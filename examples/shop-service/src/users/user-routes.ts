import type { AxiosInstance } from 'axios';
import { Router } from 'express';
import { badRequest, notFound } from '../errors.js';
import { createProfile, type ProfileServices } from './create-profile.js';
import { getPreferences } from './preferences.js';
import { getUser } from './user-directory.js';

export function userRoutes(services: ProfileServices, preferences: AxiosInstance): Router {
  const router = Router();

  router.post('/', async (req, res) => {
    const { email, name } = req.body as { email?: string; name?: string };
    if (!email || !name) throw badRequest('email and name are required');
    const id = await createProfile(services, { email, name });
    res.status(201).json({ id });
  });

  router.get('/:id', async (req, res) => {
    const user = await getUser(services.users, Number(req.params.id));
    if (!user) throw notFound('user');
    res.json(user);
  });

  router.patch('/:id', async (req, res) => {
    const { name } = req.body as { name?: string };
    if (!name) throw badRequest('name is required');
    if (!(await services.users.rename(Number(req.params.id), name))) throw notFound('user');
    res.sendStatus(204);
  });

  router.get('/:id/preferences', async (req, res) => {
    res.json(await getPreferences(preferences, Number(req.params.id)));
  });

  return router;
}
