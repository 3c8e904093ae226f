import { createApp } from './app.js';
import * as clients from './clients.js';
import { readConfig } from './config.js';
import { Analytics } from './users/analytics.js';

const config = readConfig(process.env);
const db = clients.connectDatabase(config);
const redis = clients.connectRedis(config.redisUrl);
const sessionNodes = clients.connectSessionNodes(config);

const app = createApp({
  db,
  redis,
  sessionNodes,
  mail: clients.connectMail(config),
  inventory: clients.connectInventory(config),
  preferences: clients.connectPreferences(config),
  analytics: new Analytics(config.analyticsUrl),
});

const server = app.listen(config.port, () => {
  console.log(`shop-service listens on port ${config.port}`);
});

process.once('SIGTERM', () => {
  server.close(() => {
    redis.disconnect();
    for (const node of sessionNodes) node.disconnect();
    void db.end();
  });
});
