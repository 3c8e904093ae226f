// Installs the packed tarball as a user would, with npm and with pnpm, beside TypeScript 5.9, 6.0 and 7.0, and uses every way in:
// the command, ESLint, `import`, `require`, and the types. Run after the build: node tests/package/install.mjs [npm|pnpm]
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const PNPM = '10';
const VERSIONS = { 5.9: '~5.9.3', '6.0': '~6.0.3', '7.0': '~7.0.2' };
const INSTALL = {
  npm: ['npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']],
  pnpm: ['npx', ['--yes', `pnpm@${PNPM}`, 'install', '--ignore-scripts', '--prefer-offline', '--no-frozen-lockfile']],
};

const FILES = {
  'src/users.js': `import axios from 'axios';\nexport const users = axios.create({ baseURL: 'https://users.internal' });\n`,
  'eslint.config.js': `import { defineConfig } from 'eslint/config';
import hiddenState from 'eslint-plugin-hidden-state';
export default defineConfig([{ files: ['**/*.js'], plugins: { 'hidden-state': hiddenState }, extends: ['hidden-state/recommended'] }]);
`,
  'use.cjs': `const plugin = require('eslint-plugin-hidden-state');
const { findings } = plugin.analyze({ cwd: __dirname });
console.log(JSON.stringify({ rules: Object.keys(plugin.rules).length, found: findings.map(({ ruleId }) => ruleId) }));
`,
  'use.mjs': `import plugin, { analyze } from 'eslint-plugin-hidden-state';
const { findings } = analyze({ cwd: import.meta.dirname });
console.log(JSON.stringify({ rules: Object.keys(plugin.rules).length, found: findings.map(({ ruleId }) => ruleId) }));
`,
  'types.ts': `import type { ESLint } from 'eslint';
import { defineConfig } from 'eslint/config';
import hiddenState, { analyze, ConfigError, type Finding, type Result } from 'eslint-plugin-hidden-state';
export const asPlugin: ESLint.Plugin = hiddenState;
export default defineConfig([
  hiddenState.configs.recommended,
  { files: ['**/*.ts'], plugins: { 'hidden-state': hiddenState }, extends: ['hidden-state/strict'] },
]);
export function places(): string[] {
  try {
    const result: Result = analyze({ cwd: '.', paths: ['src'], config: { rules: { 'require-timeout': 'off' } }, certainty: 'likely', cache: true });
    return result.findings.map((finding: Finding) => \`\${finding.file}:\${finding.start.line} \${finding.message}\`);
  } catch (error) {
    if (error instanceof ConfigError) return [...error.problems];
    throw error;
  }
}
// @ts-expect-error there is no such option
analyze({ cwdd: '.' });
`,
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      module: 'nodenext',
      target: 'es2022',
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      types: ['node'],
    },
    files: ['types.ts'],
  }),
};

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'hidden-state-install-')));
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(INSTALL);
try {
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch], repository));
  for (const manager of wanted) {
    for (const [version, range] of Object.entries(VERSIONS)) {
      const dir = join(scratch, `${manager}-${version}`);
      install(dir, manager, range, join(scratch, filename));
      use(dir, version);
      console.log(`${manager}, TypeScript ${version}: ok, with TypeScript ${ownTypeScript(dir)}`);
      rmSync(dir, { recursive: true });
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function install(dir, manager, range, tarball) {
  const manifest = {
    name: 'a-service',
    private: true,
    type: 'module',
    dependencies: { axios: '^1.7.0' },
    devDependencies: { '@types/node': '^20.19.0', eslint: '^10.15.0', 'eslint-plugin-hidden-state': `file:${tarball}`, typescript: range },
  };
  write(dir, { ...FILES, 'package.json': JSON.stringify(manifest) });
  const [command, args] = INSTALL[manager];
  run(command, args, dir);
}

function use(dir, version) {
  const bin = (name) => join(dir, 'node_modules/.bin', name);
  const report = JSON.parse(run(bin('hidden-state'), ['check', '--format', 'json', '--no-exit-code'], dir));
  expect(
    'the command',
    report.findings.map(({ ruleId }) => ruleId),
    ['require-timeout'],
  );
  const [{ messages }] = JSON.parse(run(bin('eslint'), ['-f', 'json', 'src'], dir, 1));
  expect(
    'ESLint',
    messages.map(({ ruleId, line }) => `${ruleId} ${line}`),
    ['hidden-state/require-timeout 2'],
  );
  const imported = run(process.execPath, ['use.mjs'], dir);
  expect('require', run(process.execPath, ['use.cjs'], dir), imported);
  expect('import', JSON.parse(imported).found, ['require-timeout']);
  expect(`the types, for TypeScript ${version}`, run(bin('tsc'), ['-p', '.'], dir), '');
}

/** The version that the plugin itself uses: the user's, or one of its own beside TypeScript 7. */
function ownTypeScript(dir) {
  const plugin = realpathSync(join(dir, 'node_modules/eslint-plugin-hidden-state/package.json'));
  const { version } = JSON.parse(readFileSync(createRequire(plugin).resolve('typescript/package.json'), 'utf8'));
  const users = JSON.parse(readFileSync(join(dir, 'node_modules/typescript/package.json'), 'utf8')).version;
  if (!/^[56]\./.test(version)) throw new Error(`the plugin uses TypeScript ${version}`);
  if (/^[56]\./.test(users) && users !== version) throw new Error(`the project has TypeScript ${users}, the plugin takes ${version}`);
  return version;
}

function write(dir, files) {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  }
}

function run(command, args, cwd, status = 0) {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 26 });
  } catch (error) {
    if (error.status === status && status !== 0) return error.stdout;
    throw new Error(`${command} ${args.join(' ')} ended with ${error.status}\n${error.stdout}\n${error.stderr}`, { cause: error });
  }
}

function expect(what, actual, expected) {
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}
