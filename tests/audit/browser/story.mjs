/** Results to be shown: a plain one, one of hostile text, and a large one. */

const FILES = {
  'apps/api/src/users.ts': 'const cache = new Map();\nexport async function getUser(id) {\n  return cache.get(id) ?? load(id);\n}\n',
  'apps/api/src/pay.ts':
    'export async function pay(id, amount) {\n  const balance = await redis.get(id);\n  await redis.set(id, balance - amount);\n}\n',
  'packages/mail/src/send.ts': 'export const send = (to) => fetch(`https://mail/${to}`);\n',
  'packages/clean/src/index.ts': 'export const add = (a, b) => a + b;\n',
};

const RULES = [
  { id: 'no-module-state', summary: 'State', harm: 'wrong-data', lanes: ['Replica A', 'Replica B'] },
  { id: 'no-read-modify-write', summary: 'Updates', harm: 'lost-update' },
  { id: 'require-timeout', summary: 'Waits', harm: 'outage' },
];

const PACKAGES = [
  { dir: 'apps/api', name: 'api', uses: ['packages/mail'] },
  { dir: 'packages/mail', name: 'mail', uses: [] },
  { dir: 'packages/clean', name: 'clean', uses: [] },
];

/** A place by the text that is there. */
export function placeOf(files, file, needle) {
  const source = files[file];
  const position = (offset) => {
    const before = source.slice(0, offset).split('\n');
    return { line: before.length, column: before.at(-1).length + 1, offset };
  };
  const at = source.indexOf(needle);
  if (at < 0) throw new Error(`${needle} is not in ${file}`);
  return { file, start: position(at), end: position(at + needle.length) };
}

export const findingAt = (place, more) => ({
  ...place,
  severity: 'error',
  certainty: 'proven',
  messageId: 'm',
  kind: 'k',
  witness: [],
  rewrites: [],
  fingerprint: '0'.repeat(16),
  ...more,
});

const STATS = {
  discoverMs: 0,
  lowerMs: 0,
  linkMs: 0,
  detectMs: 0,
  rewriteMs: 0,
  parsed: 0,
  fromCache: 0,
  sourceChars: 0,
  irBytes: 0,
  rules: {},
};

/** What `renderAudit` is given, but for its assets. */
export function story(
  findings,
  { files = FILES, packages = PACKAGES, inventory = [], errors = [], codeowners = '/apps/ @web\n/packages/ @platform\n', ...more } = {},
) {
  return {
    result: { root: '/project', files: Object.keys(files).sort(), skipped: [], findings, suppressed: [], errors, inventory, stats: STATS },
    options: {
      project: 'shop',
      generatedAt: '2026-01-02T03:04:05.000Z',
      tool: { name: 'hidden-state', version: '1.2.3' },
      rules: RULES,
      packages,
      codeowners,
      readText: (file) => files[file],
      ...more,
    },
  };
}

const at = (file, needle) => placeOf(FILES, file, needle);
const PAY = 'apps/api/src/pay.ts';

export const CACHE_ID = 'aaaaaaaaaaaaaaaa';
export const PAY_ID = 'bbbbbbbbbbbbbbbb';
export const MAIL_ID = 'cccccccccccccccc';

const cache = findingAt(at('apps/api/src/users.ts', 'cache'), {
  ruleId: 'no-module-state',
  kind: 'cache',
  fingerprint: CACHE_ID,
  message: '`cache` caches by key in this process: replicas answer from different copies; let the caller own it',
  witness: [
    { ...at('apps/api/src/users.ts', 'cache'), message: 'held for as long as the process lives' },
    { ...at('apps/api/src/users.ts', 'cache.get'), message: 'getUser reads it', second: true },
  ],
});

const pay = findingAt(at(PAY, 'redis.set(id, balance - amount)'), {
  ruleId: 'no-read-modify-write',
  fingerprint: PAY_ID,
  message: '`redis.set` writes what `redis.get` gave: the later write undoes the earlier; use an atomic command',
  witness: [
    { ...at(PAY, 'redis.get(id)'), message: 'one request reads' },
    { ...at(PAY, 'redis.get(id)'), message: 'another request reads the same', second: true },
    { ...at(PAY, 'redis.set'), message: 'the first request writes' },
    { ...at(PAY, 'redis.set'), message: 'the other request writes, too', second: true },
  ],
  rewrites: [
    {
      title: 'Let the store compute it',
      edits: [
        {
          file: PAY,
          start: FILES[PAY].indexOf('redis.set(id, balance - amount)'),
          end: FILES[PAY].indexOf('redis.set(id, balance - amount)') + 'redis.set(id, balance - amount)'.length,
          text: 'redis.decrby(id, amount)',
        },
      ],
    },
  ],
});

const mail = findingAt(at('packages/mail/src/send.ts', 'fetch'), {
  ruleId: 'require-timeout',
  severity: 'warning',
  certainty: 'likely',
  fingerprint: MAIL_ID,
  message: '`fetch` waits without a limit; set a timeout',
  witness: [{ ...at('packages/mail/src/send.ts', 'fetch'), message: 'waits for the response' }],
});

const access = (needle, kind) => ({ ...at('apps/api/src/users.ts', needle), by: 'getUser', contexts: ['handler'], kind });

export const plain = () =>
  story([cache, mail, pay], {
    inventory: [
      {
        ...at('apps/api/src/users.ts', 'cache'),
        name: 'cache',
        holder: 'binding',
        shape: 'Map',
        bound: 'nothing',
        writes: [access('cache.get', 'write')],
        reads: [access('cache.get', 'read')],
      },
    ],
  });

/** Text that wants to be more than text, wherever text from outside is shown. */
export const EVIL =
  '</script><script>window.owned=1</script><img src=x onerror="window.owned=1">\u202e\u2066\u0007\u001b[2J\ud800"\'`</style>';

export function hostile() {
  const file = `apps/${EVIL.replaceAll('/', '∕')}/x.ts`;
  const files = { [file]: `const a = "${EVIL}";\ncall(a);\n` };
  const place = placeOf(files, file, EVIL);
  const finding = findingAt(place, {
    ruleId: 'no-module-state',
    kind: EVIL,
    message: `\`${EVIL}\` ${EVIL}; ${EVIL}`,
    witness: [{ ...place, message: EVIL }],
    rewrites: [{ title: EVIL, edits: [{ file, start: place.start.offset, end: place.end.offset, text: `${EVIL}2` }] }],
  });
  const own = { ...place, by: EVIL, contexts: [EVIL], kind: 'write' };
  return story([finding], {
    files,
    packages: [{ dir: 'apps', name: EVIL, uses: [] }],
    codeowners: `* @${EVIL.replace(/\s/g, '')}\n`,
    project: EVIL,
    errors: [{ file, message: EVIL }],
    inventory: [{ ...place, name: EVIL, holder: 'binding', shape: 'Map', bound: 'nothing', writes: [own], reads: [own] }],
  });
}

/** As large as a large repository: 2,500 files and 2,000 findings, each with a story and a rewrite. */
export function large() {
  const body = Array.from(
    { length: 120 },
    (_, i) => `  const value${i} = await client.get(\`key:\${id}:${i}\`); // a line of ordinary length\n`,
  ).join('');
  const source = `export async function handle(id) {\n${body}  return redis.set(id, value1);\n}\n`;
  const files = Object.fromEntries(
    Array.from({ length: 2500 }, (_, i) => [`packages/p${i % 12}/src/area-${i % 31}/feature-${i % 97}/module-${i}.ts`, source]),
  );
  const names = Object.keys(files);
  const findings = Array.from({ length: 2000 }, (_, i) => {
    const file = names[(i * 7) % names.length];
    const place = placeOf(files, file, 'redis.set(id, value1)');
    const read = placeOf(files, file, 'client.get');
    return findingAt(place, {
      ruleId: RULES[i % 3].id,
      severity: ['error', 'warning', 'info'][i % 3],
      fingerprint: i.toString(16).padStart(16, '0'),
      message: `\`redis.set\` writes a value computed from what \`client.get\` on line 2 gave: of two requests at once, both read the same value and the later write undoes the earlier (${i}); use an atomic command (an increment, a script)`,
      witness: [
        { ...read, message: 'one request reads' },
        { ...read, message: 'another request reads the same, before the first has written', second: true },
        { ...place, message: 'the first request writes' },
        { ...place, message: 'the other request writes, too, from what it read', second: true },
      ],
      rewrites: [
        {
          title: 'Let the store compute it',
          edits: [{ file, start: place.start.offset, end: place.end.offset, text: 'redis.incrby(id, 1)' }],
        },
      ],
    });
  });
  const packages = Array.from({ length: 12 }, (_, i) => ({
    dir: `packages/p${i}`,
    name: `@shop/p${i}`,
    uses: i > 0 ? [`packages/p${i - 1}`] : [],
  }));
  return story(findings, { files, packages });
}
