import { defineModel } from './types.js';

const sent = { call: { system: 'mail' } } as const, told = { call: { system: 'analytics' } } as const, pushed = { call: { system: 'push' } } as const;

export default defineModel({
  package: ['mailgun-js', 'loops', 'customerio-node', '@mailchimp/mailchimp_transactional', 'node-mailjet', 'email-templates', 'mailersend', '@getbrevo/brevo'],
  source: 'README and types of each; mailgun-js 0.22, loops 7.3, customerio-node 4.5, mailchimp_transactional 1.4, node-mailjet 6.0, email-templates 13, mailersend 3.4, @getbrevo/brevo 6.0 and 2',
  system: 'mail',
  side: 'server',
  exports: {
    default: 'Default', '=': 'Default', LoopsClient: { new: { returns: 'Loops' } }, TrackClient: { new: { returns: 'Track' } }, APIClient: { new: { returns: 'CustomerIo' } },
    MailerSend: { new: { returns: 'MailerSend' } }, BrevoClient: { new: { returns: 'Brevo' } }, TransactionalEmailsApi: { new: { returns: 'BrevoMails' } },
  },
  types: {
    // What a package exports as a whole: `mailgun({ apiKey })`, `mandrill(key)`, `Mailjet.apiConnect(a, b)`, `new Email({ … })`.
    Default: { call: { returns: 'Client' }, new: { returns: 'Client' }, members: { apiConnect: { call: { returns: 'Client' } } } },
    Client: { is: 'handle', members: { messages: 'Messages', send: sent, post: { call: { returns: 'Request' } } } },
    Messages: { call: { returns: 'Messages' }, members: { send: sent, sendTemplate: sent } },
    Request: { members: { request: sent } },
    Loops: { is: 'handle', members: { sendTransactionalEmail: sent, sendEvent: told, createContact: told, updateContact: told, deleteContact: told } },
    Track: { is: 'handle', members: { identify: told, track: told, trackAnonymous: told, trackPageView: told, trackPush: told, addDevice: told, deleteDevice: told, mergeCustomers: told, destroy: told, suppress: told } },
    CustomerIo: { is: 'handle', members: { sendEmail: sent, sendPush: pushed, sendSMS: pushed, triggerBroadcast: sent } },
    MailerSend: { is: 'handle', members: { email: { members: { send: sent, sendBulk: sent } } } },
    Brevo: { is: 'handle', members: { transactionalEmails: 'BrevoMails' } },
    BrevoMails: { is: 'handle', members: { sendTransacEmail: sent } },
  },
});
