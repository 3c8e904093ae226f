#!/usr/bin/env node
/**
 * `npm start [-- <dir> [flags]]`: builds the tool and shows what it finds in the example service, or in the given folder.
 * Ends with 0 whatever it finds: this is a demonstration, not a gate.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const given = process.argv.slice(2);
const target = given[0] === undefined || given[0].startsWith('-') ? [join(root, 'examples/shop-service')] : [];

const run = (script, ...rest) => spawnSync(process.execPath, [script, ...rest], { stdio: 'inherit' }).status ?? 1;

const built = run(join(root, 'scripts/build.mjs'));
process.exitCode = built === 0 ? run(join(root, 'dist/cli/bin.js'), 'check', '--no-exit-code', ...target, ...given) : built;
