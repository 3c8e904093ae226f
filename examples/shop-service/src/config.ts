export interface Config {
  readonly port: number;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly smtpUrl: string;
  readonly inventoryUrl: string;
  readonly preferencesUrl: string;
  /** Nothing is tracked where this is not set. */
  readonly analyticsUrl: string | undefined;
  /** One Redis a node; a user's session lives on the node that took the login. */
  readonly sessionNodes: readonly string[];
}

export function readConfig(env: NodeJS.ProcessEnv): Config {
  const redisUrl = env.REDIS_URL ?? 'redis://localhost:6379';
  return Object.freeze({
    port: Number(env.PORT ?? 3000),
    databaseUrl: env.DATABASE_URL ?? 'postgres://localhost:5432/shop',
    redisUrl,
    smtpUrl: env.SMTP_URL ?? 'smtp://localhost:1025',
    inventoryUrl: env.INVENTORY_URL ?? 'http://localhost:4001',
    preferencesUrl: env.PREFERENCES_URL ?? 'http://localhost:4002',
    analyticsUrl: env.ANALYTICS_URL,
    sessionNodes: (env.SESSION_NODES ?? redisUrl).split(',').map((node) => node.trim()),
  });
}
