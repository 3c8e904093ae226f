import { defineModel, type Wait } from './types.js';

const reply = { for: 'the answer of the mail server', default: { idle: 600_000 }, advice: '`socketTimeout`' } satisfies Partial<Wait>;
// Other transports than SMTP have limits of their own.
const client = { ...reply, bounds: [{ option: '0.socketTimeout' }, { present: '0.SES' }, { present: '0.jsonTransport' }, { present: '0.streamTransport' }, { present: '0.sendmail' }] } satisfies Wait;

export default defineModel({
  package: 'nodemailer',
  source: 'nodemailer.com/smtp "Timeouts"; nodemailer 10.6: connecting 2 min, greeting 30 s, idle 10 min',
  system: 'mail',
  side: 'server',
  exports: { '=': 'Nodemailer', default: 'Nodemailer', createTransport: 'CreateTransport' },
  types: {
    Nodemailer: { members: { createTransport: 'CreateTransport' } },
    CreateTransport: { call: { returns: 'Transporter', client } },
    Transporter: { is: 'handle', members: { sendMail: { call: { waits: { ...reply, bounds: [] } } }, verify: { call: { waits: { ...reply, bounds: [] } } }, close: {}, use: {} } },
  },
});
