import { defineModel } from './types.js';

const sent = { call: { system: 'mail' } } as const;

export default defineModel({
  package: ['postmark', 'mailgun.js', '@nestjs-modules/mailer'],
  source: 'README of each; postmark 5.1, mailgun.js 14.0, @nestjs-modules/mailer 2',
  system: 'mail',
  side: 'server',
  exports: { ServerClient: { new: { returns: 'Postmark' } }, MailerService: { new: { returns: 'MailerService' } }, default: { new: { returns: 'Mailgun' } }, '=': { new: { returns: 'Mailgun' } } },
  types: {
    Postmark: { is: 'handle', members: { sendEmail: sent, sendEmailWithTemplate: sent, sendEmailBatch: sent, sendEmailBatchWithTemplates: sent } },
    MailerService: { is: 'handle', members: { sendMail: sent } },
    Mailgun: { members: { client: { call: { returns: 'MailgunClient' } } } },
    MailgunClient: { is: 'handle', members: { messages: { members: { create: sent } } } },
  },
});
