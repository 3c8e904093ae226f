/**
 * `npm run proof`: runs the example and what `hidden-state fix` makes of it against real servers, under the same load, and shows the harm of each fault
 * in both. Exits with 1 where a fault does no harm before, or still does afterwards.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAULTS } from './faults.mjs';
import { build, startReplicas } from './programs.mjs';
import { startMail, startPostgres, startRedis, startSilence, startWarehouse } from './servers.mjs';

const folder = mkdtempSync(join(tmpdir(), 'hidden-state-proof-'));
chmodSync(folder, 0o755); // PostgreSQL runs as another user
const stops = [];
const keep = (server) => {
  stops.push(server.stop);
  return server;
};

async function measureAll(home, servers) {
  const { store, nodes, database, mail, env } = servers;
  await Promise.all([store, ...nodes].map(({ client }) => client.flushall()));
  await database.pool.query('TRUNCATE users, orders RESTART IDENTITY CASCADE');
  const replicas = await startReplicas(home, 2, env);
  try {
    const harms = [];
    for (const { measure } of FAULTS)
      harms.push(await measure({ urls: replicas.urls, db: database.pool, nodes: nodes.map(({ client }) => client), mail }));
    return harms;
  } finally {
    await replicas.stop();
  }
}

async function startServers() {
  const database = keep(await startPostgres(folder));
  const [store, ...nodes] = (await Promise.all(Array.from({ length: 5 }, startRedis))).map(keep);
  const mail = { delay: 0 };
  Object.assign(mail, keep(await startMail(() => mail.delay)));
  const warehouse = keep(await startWarehouse(500));
  const silence = keep(await startSilence());
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: store.url,
    SESSION_NODES: nodes.map(({ url }) => url).join(','),
    SMTP_URL: mail.url,
    INVENTORY_URL: warehouse.url,
    PREFERENCES_URL: silence.url,
  };
  return { database, store, nodes, mail, env };
}

function show(before, after) {
  const rows = FAULTS.map(({ rule, harm, isGone }, i) => [
    rule,
    harm,
    before[i],
    after[i],
    before[i] > 0 && isGone(after[i], before[i]) ? 'gone' : 'NOT GONE',
  ]);
  const table = [['rule', 'harm', 'before', 'after', ''], ...rows].map((row) => row.map(String));
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
  return rows.every((row) => row[4] === 'gone');
}

try {
  const servers = await startServers();
  const homes = [build(folder, false), build(folder, true)];
  await servers.database.pool.query(readFileSync(join(homes[0], 'schema.sql'), 'utf8'));
  const before = await measureAll(homes[0], servers);
  // What the rewrites ask of the schema.
  await servers.database.pool.query(readFileSync(join(homes[1], 'schema.sql'), 'utf8'));
  const after = await measureAll(homes[1], servers);
  process.exitCode = show(before, after) ? 0 : 1;
} finally {
  for (const stop of stops.reverse()) await stop().catch((error) => console.error(error));
  rmSync(folder, { recursive: true, force: true });
}
