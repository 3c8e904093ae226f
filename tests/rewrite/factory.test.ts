import { describe, expect, it } from 'vitest';
import { rewritten } from './compose.js';
import { check, storiesOf, type Files } from './stories.js';

const RULE = 'no-module-state';
const MANIFEST = JSON.stringify({ name: 'story', type: 'module', dependencies: { express: '^5.0.0' } });

/** The files after the factory that is offered, or nothing where none is. */
function afterwards(files: Files): Files | undefined {
  const offers = check({ 'package.json': MANIFEST, ...files }, true).findings.flatMap((one) => (one.ruleId === RULE ? one.rewrites : []));
  const factory = offers.find(({ title }) => title.startsWith('Let a factory own'));
  return factory && rewritten(files, factory);
}

const storyFiles = (name: string): Files => storiesOf(RULE).find((story) => story.name === name)?.files ?? {};

const HELD = `interface Hold {
  guest: string;
  until: number;
}

const held = new Map<string, Hold>();

export function hold(seat: string, guest: string): void {
  held.set(seat, { guest, until: Date.now() + 60_000 });
}

export const holder = (seat: string): string | undefined => {
  const found = held.get(seat);
  return found && found.until > Date.now() ? found.guest : undefined;
};
`;
const APP = `import express, { type Express } from 'express';
import { hold, holder } from './seats.js';

export function createApp(): Express {
  const app = express();
  app.post('/seats/:seat', (req, res) => {
    hold(req.params.seat, String(req.query.guest));
    res.json(holder(req.params.seat));
  });
  return app;
}
`;
const MAIN = `import { createApp } from './app.js';

createApp().listen(3000);
`;

describe('a factory', () => {
  it('takes in the state, what only its functions use, and their helpers, and leaves the rest', () => {
    const after = afterwards(storyFiles('functions-around-a-map'));
    expect(after?.['src/alerts.ts']).toContain(
      "\n}\n\nconst SEPARATOR = ', ';\n\nexport function createAlertsStore() {\n  // Oldest first.\n",
    );
    expect(after?.['src/alerts.ts']).toContain('\n  let changedAt = 0;\n');
    expect(after?.['src/alerts.ts']).toContain('\n  function touch(): void {\n    changedAt = Date.now();\n  }\n');
    expect(after?.['src/alerts.ts']).toContain(
      '\n  return { raise, summary, find };\n}\n\nexport type AlertsStore = ReturnType<typeof createAlertsStore>;\n',
    );
  });
  it('is made where the service is put together, and reaches classes through their constructors', () => {
    const after = afterwards(storyFiles('functions-around-a-map'));
    expect(after?.['src/server.ts']).toContain(
      "  const alertsStore = createAlertsStore();\n  const health = new Health('alerts', alertsStore);\n  registerAlerts(app, alertsStore);\n",
    );
    expect(after?.['src/routes.ts']).toContain("import type { AlertsStore, Alert } from './alerts.js';");
    expect(after?.['src/routes.ts']).toContain("app.get('/alerts', alertsStore.summary);");
    expect(after?.['src/health.ts']).toContain('this.alertsStore.summary()');
  });
  it('is what a CommonJS module exports in place of its functions', () => {
    const after = afterwards(storyFiles('functions-around-a-table-commonjs'));
    expect(after?.['src/seats.js']).toContain('\nmodule.exports = { createSeats, MINUTES };\n');
    expect(after?.['src/app.js']).toContain("const { createSeats, MINUTES } = require('./seats');");
    expect(after?.['src/app.js']).toContain('if (seats.holder(seat)) return');
  });
  it('is called by the function that makes the service in the same file', () => {
    const app = `${APP.replace(/import \{ hold.*\n/, '')}`;
    const after = afterwards({
      'src/app.ts': `${app.replace('\nexport', `\n${HELD.replaceAll('export ', '')}\nexport`)}`,
      'src/main.ts': MAIN,
    });
    expect(after?.['src/app.ts']).toContain('function createHeldStore() {\n  const held = new Map<string, Hold>();\n');
    expect(after?.['src/app.ts']).toContain('  const heldStore = createHeldStore();\n');
  });
  it.each<[string, Files]>([
    [
      'the routes are made while the module loads',
      { 'src/app.ts': APP.replace(/^export function.*\n/m, '').replace(/  return app;\n\}\n/, 'export const createApp = () => app;\n') },
    ],
    [
      'a function is exported and nobody is seen to use it',
      { 'src/seats.ts': `${HELD}\nexport const release = (): void => held.clear();\n` },
    ],
    [
      'a class touches it',
      { 'src/seats.ts': `${HELD}\nclass Seats {\n  count = () => held.size;\n}\nexport const seats = new Seats();\n` },
    ],
    ['it is touched while the module loads', { 'src/seats.ts': `${HELD}\nheld.set('1A', { guest: 'crew', until: Infinity });\n` }],
    [
      'the module is imported as a whole',
      { 'src/more.ts': "import * as seats from './seats.js';\n\nexport const more = () => seats.holder('1A');\n" },
    ],
    ['the functions are exported again', { 'src/index.ts': "export * from './seats.js';\n" }],
    [
      'two of those who put together would have one each',
      {
        'src/second.ts': APP.replace('createApp', 'createSecond'),
        'src/main.ts': `${MAIN}import { createSecond } from './second.js';\ncreateSecond().listen(3001);\n`,
      },
    ],
    ['`this` of a function would be another one', { 'src/seats.ts': HELD.replace('held.set', 'void this;\n  held.set') }],
  ])('is not offered where %s', (_, files) => {
    const base = { 'src/seats.ts': HELD, 'src/app.ts': APP, 'src/main.ts': MAIN };
    expect(afterwards(base)).toBeDefined();
    expect(afterwards({ ...base, ...files })).toBeUndefined();
  });
});
