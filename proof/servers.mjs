/** Servers on free ports with folders of their own; `stop` ends those that were started here, and no others. */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';

/** A port that nobody listens on. */
export async function freePort() {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

/** Tries until it works; fails with the last error after ten seconds. */
export async function until(attempt) {
  for (const end = Date.now() + 10_000; ;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(50);
    }
  }
}

/** Ends a process that was started here. */
export async function end(child, signal = 'SIGTERM') {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}

/** Where PostgreSQL's own programs lie: on the path, or where Debian puts them. */
function postgresFolder() {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.length > 0 ? `${join(root, versions[0], 'bin')}/` : '';
}

/** PostgreSQL refuses to run as root: then it runs as its own user. */
function userOf() {
  if (process.getuid() !== 0) return {};
  const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

export async function startPostgres(folder) {
  const data = join(folder, 'postgres');
  mkdirSync(data);
  const user = userOf();
  if (user.uid !== undefined) chownSync(data, user.uid, user.gid);
  const bin = postgresFolder();
  execFileSync(`${bin}initdb`, ['-D', data, '-U', 'shop', '-A', 'trust', '--no-sync'], { ...user, cwd: data, stdio: 'pipe' });
  const port = await freePort();
  const options = [
    '-D',
    data,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    `unix_socket_directories=${data}`,
    '-c',
    'fsync=off',
  ];
  const child = spawn(`${bin}postgres`, options, { ...user, cwd: data, stdio: 'ignore' });
  const url = `postgres://shop@127.0.0.1:${port}/postgres`;
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 2_000, query_timeout: 20_000 });
  pool.on('error', () => undefined); // it is stopped before the pool is
  await until(() => pool.query('select 1'));
  return {
    url,
    pool,
    stop: async () => {
      await pool.end();
      await end(child, 'SIGINT');
    },
  };
}

export async function startRedis() {
  const port = await freePort();
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
    stdio: 'ignore',
  });
  const client = new Redis(port, '127.0.0.1', { commandTimeout: 5_000 });
  client.on('error', () => undefined); // until it listens
  await until(() => client.ping());
  return {
    url: `redis://127.0.0.1:${port}`,
    client,
    stop: async () => {
      client.disconnect();
      await end(child);
    },
  };
}

/** Answers each request after a while. */
export async function startWarehouse(ms) {
  const server = createHttpServer((request, response) => {
    request.resume();
    setTimeout(() => response.end('{}'), ms);
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, stop: async () => void server.close().closeAllConnections() };
}

/** Takes connections and requests, and never says a word. */
export async function startSilence() {
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined).resume());
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A mail server that takes `delay()` milliseconds for each mail. */
export async function startMail(delay) {
  const got = { mails: 0 };
  const server = createServer((socket) => {
    let inData = false;
    let buffer = '';
    const say = (line) => socket.writable && socket.write(`${line}\r\n`);
    const hear = (line) => {
      if (inData) {
        if (line !== '.') return;
        inData = false;
        got.mails += 1;
        return setTimeout(() => say('250 taken'), delay());
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'DATA') {
        inData = true;
        return say('354 go on');
      }
      say(verb === 'QUIT' ? '221 bye' : '250 ok');
    };
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      const lines = (buffer + String(chunk)).split('\r\n');
      buffer = lines.pop() ?? '';
      for (const line of lines) hear(line);
    });
    say('220 here');
  });
  const port = await listen(server);
  return { url: `smtp://127.0.0.1:${port}`, got, stop: async () => void server.close() };
}
