import type { AxiosInstance } from 'axios';
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Redis } from 'ioredis';
import type { Transporter } from 'nodemailer';
import type { Pool } from 'pg';
import { HttpError } from './errors.js';
import { orderRoutes } from './orders/order-routes.js';
import { paymentRoutes } from './payments/payment-routes.js';
import { sessionRoutes } from './sessions/session-routes.js';
import { SessionStore } from './sessions/session-store.js';
import type { Analytics } from './users/analytics.js';
import { UserRepository } from './users/user-repository.js';
import { userRoutes } from './users/user-routes.js';

export interface Services {
  readonly db: Pool;
  readonly redis: Redis;
  readonly sessionNodes: readonly Redis[];
  readonly mail: Transporter;
  readonly inventory: AxiosInstance;
  readonly preferences: AxiosInstance;
  readonly analytics: Analytics;
}

const onError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  const status = error instanceof HttpError ? error.status : 500;
  if (status === 500) console.error(error);
  res.status(status).json({ error: status === 500 ? 'internal error' : (error as Error).message });
};

export function createApp({ db, redis, sessionNodes, mail, inventory, preferences, analytics }: Services): Express {
  const app = express();
  const users = new UserRepository(db);

  app.use(express.json());
  app.get('/health', (_req, res) => {
    res.json({ status: 'ok' });
  });
  app.use('/users', userRoutes({ users, mail, analytics }, preferences));
  app.use('/orders', orderRoutes(db, users, inventory));
  app.use('/payments', paymentRoutes(redis));
  app.use('/sessions', sessionRoutes(new SessionStore(sessionNodes)));
  app.use(onError);
  return app;
}
