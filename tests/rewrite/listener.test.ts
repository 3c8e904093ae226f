import { describe, expect, it } from 'vitest';
import { rewritten } from './compose.js';
import { offersOf, storiesOf, type Files } from './stories.js';

const RULE = 'no-synchronous-chain';
const filesOf = (name: string): Files => storiesOf(RULE).find((story) => story.name === name)?.files ?? {};

/** The files of a story, some of them replaced, after the first rewrite; nothing where none is offered. */
function after(name: string, change: Files = {}): Files | undefined {
  const files = { ...filesOf(name), ...change };
  const [offer] = offersOf({ rule: RULE, name, files });
  return offer && rewritten(files, offer.rewrite);
}

/** A story's files with a text replaced in one of them. */
const changed = (name: string, file: string, from: RegExp, to: string): Files => ({ [file]: filesOf(name)[file].replace(from, to) });

describe('a listener of Nest', () => {
  const name = 'listener-of-nest';

  it('does what the provider was waited for', () => {
    const files = after(name);
    expect(files?.['src/guests.controller.ts']).toContain("    this.eventEmitter.emit('mail.sendInvitation', { to: body.email, table });");
    expect(files?.['src/mail.service.ts']).toContain(
      "\n\n  @OnEvent('mail.sendInvitation')\n  async onSendInvitation({ to, table }: { to: string; table: number }): Promise<void> {\n    await this.sendInvitation(to, table);\n  }\n}",
    );
  });
  it.each<[string, Files]>([
    ['what it throws may reach nobody', changed(name, 'package.json', /\^3\.0\.0/, '^2.0.0')],
    ['nobody listens to events', { 'src/seats.listener.ts': 'export {};\n' }],
    [
      'the class has no emitter',
      changed(
        name,
        'src/guests.controller.ts',
        /private readonly eventEmitter: EventEmitter2/,
        'private readonly eventEmitter: { emit(name: string, value: object): void }',
      ),
    ],
    ['an event may not carry what it is given', changed(name, 'src/mail.service.ts', /table: number/, 'table: number | Date')],
    ['the class is made by hand', changed(name, 'src/mail.service.ts', /@Injectable\(\)\n/, '')],
  ])('is not added where %s', (_, change) => {
    expect(after(name, change)).toBeUndefined();
  });
});

describe('a queue of pg-boss', () => {
  const name = 'queue-made-before-its-jobs';

  it('is made before its worker, which takes a list', () => {
    expect(after(name)?.['src/boss.ts']).toContain(
      "\n\n  await boss.createQueue('sendReceipt');\n  await boss.work<{ to: string; cents: number }>('sendReceipt', async (jobs) => {\n    for (const job of jobs) await sendReceipt(job.data.to, job.data.cents);\n  });\n",
    );
  });
  it('is made by the first job before version 10, whose worker takes one', () => {
    const boss = after(name, changed(name, 'package.json', /\^12\.0\.0/, '^9.0.0'))?.['src/boss.ts'];
    expect(boss).toContain("await boss.work<{ to: string; cents: number }>('sendReceipt', async (job) => {");
    expect(boss).not.toContain("createQueue('sendReceipt')");
  });
  it.each<[string, Files]>([
    ['both versions may be in use', changed(name, 'package.json', /\^12\.0\.0/, '>=9.0.0')],
    ['nobody waits for the worker', changed(name, 'src/boss.ts', /await boss\.work/, 'void boss.work')],
  ])('is left alone where %s', (_, change) => {
    expect(after(name, change)).toBeUndefined();
  });
});

describe('a function of Inngest', () => {
  const name = 'functions-of-inngest';

  it('is made beside another one, and listed with it', () => {
    const files = after(name);
    expect(files?.['src/orders.ts']).toContain("await inngest.send({ name: 'app/send-receipt', data: { to: email, cents } });");
    expect(files?.['src/functions.ts']).toContain(
      "\nexport const sendReceiptFunction = inngest.createFunction(\n  { id: 'send-receipt', triggers: [{ event: 'app/send-receipt' }] },\n  async ({ event }) => {\n",
    );
    expect(files?.['src/app.ts']).toContain('functions: [tidy, sendReceiptFunction]');
  });
  it('is given its event beside its name before version 4', () => {
    const files = after(name, changed(name, 'package.json', /\^4\.0\.0/, '^3.20.0'));
    expect(files?.['src/functions.ts']).toContain(
      "\n  { id: 'send-receipt' },\n  { event: 'app/send-receipt' },\n  async ({ event }) => {\n",
    );
  });
  it.each<[string, Files]>([
    ['both versions may be in use', changed(name, 'package.json', /\^4\.0\.0/, '>=3.0.0')],
    ['the client says which events there are', changed(name, 'src/inngest.ts', /id: 'shop'/, "id: 'shop', schemas: undefined")],
    ['the functions are listed elsewhere', changed(name, 'src/app.ts', /\[tidy\]/, 'Object.values({ tidy })')],
  ])('is left alone where %s', (_, change) => {
    expect(after(name, change)).toBeUndefined();
  });
});
