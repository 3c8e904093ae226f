import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: 'none', advice: '`setTimeout(ms)` of the client', bounds: [{ process: 'sendgrid' }] } satisfies Wait;

export default defineModel({
  package: '@sendgrid/mail',
  source: 'src/classes/mail-service.js; @sendgrid/mail 8.1: axios without a limit, `setTimeout` sets one for all requests',
  system: 'mail',
  side: 'server',
  exports: { default: 'MailService', '=': 'MailService' },
  types: {
    MailService: {
      is: 'handle',
      members: { send: { call: { waits: response } }, sendMultiple: { call: { waits: response } }, setTimeout: { call: { sets: 'sendgrid', setsUnder: [{ option: '0' }] } }, setApiKey: {} },
    },
  },
});
