/** The example as it is, and as `hidden-state fix` leaves it: compiled, and started as processes of their own. */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { end, freePort, until } from './servers.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = (args, cwd) => execFileSync(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });

/** Copies the example, lets the tool rewrite it if asked, compiles it. Gives its folder. */
export function build(folder, rewritten) {
  const home = join(folder, rewritten ? 'after' : 'before');
  cpSync(join(root, 'examples/shop-service'), home, {
    recursive: true,
    filter: (path) => !/node_modules|dist/.test(path.slice(root.length)),
  });
  const cli = process.env.HIDDEN_STATE_CLI ?? join(root, 'dist/cli/bin.js');
  if (rewritten) {
    node([cli, 'fix', '--force', '--include', 'test', '--', '.'], home);
    node([cli, 'check', '--strict', '--fail-on', 'info', '.'], home); // nothing is left, or this fails
  }
  symlinkSync(join(root, 'proof/node_modules'), join(home, 'node_modules'));
  writeFileSync(join(home, 'vitest.config.mjs'), 'export default {};\n'); // else one of a folder above would count
  const own = createRequire(join(root, 'package.json'));
  node([join(own.resolve('vitest/package.json'), '../vitest.mjs'), 'run', '--root', home], home); // its own tests pass, or this fails
  node([own.resolve('typescript/bin/tsc'), '-p', 'tsconfig.json'], home);
  return home;
}

/** Starts replicas of a program; each is a process of its own with a port of its own. */
export async function startReplicas(home, count, env) {
  const replicas = await Promise.all(
    Array.from({ length: count }, async () => {
      const port = await freePort();
      const child = spawn(process.execPath, [join(home, 'dist/server.js')], {
        env: { ...process.env, ...env, PORT: String(port) },
        stdio: 'ignore',
      });
      const url = `http://127.0.0.1:${port}`;
      await until(async () => (await fetch(`${url}/health`)).text());
      return { url, child };
    }),
  );
  return { urls: replicas.map(({ url }) => url), stop: () => Promise.all(replicas.map(({ child }) => end(child, 'SIGKILL'))) };
}
