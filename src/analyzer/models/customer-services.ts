import { defineModel } from './types.js';

// A change at a service where others work: support, sales, newsletters.
const changed = { call: { system: 'webhook' } } as const;
// It resolves to `{ data, error }`.
const answered = { call: { system: 'webhook', answersErrors: true } } as const;

export default defineModel({
  package: ['intercom-client', '@hubspot/api-client', '@team-plain/typescript-sdk', '@mailchimp/mailchimp_marketing'],
  source: 'README and types of each; intercom-client 7.0, @hubspot/api-client 13.5, @team-plain/typescript-sdk 5.12, @mailchimp/mailchimp_marketing 3.0',
  side: 'server',
  exports: {
    IntercomClient: { new: { returns: 'Intercom' } }, Client: { new: { returns: 'Hubspot' } }, PlainClient: { new: { returns: 'Plain' } },
    default: { members: { lists: 'Lists' } }, '=': { members: { lists: 'Lists', Client: { new: { returns: 'Hubspot' } } } },
  },
  types: {
    Intercom: {
      is: 'handle',
      members: {
        contacts: { members: { create: changed, update: changed, delete: changed } }, companies: { members: { createOrUpdate: changed } },
        events: { members: { create: changed } }, messages: { members: { create: changed } }, conversations: { members: { create: changed, reply: changed } },
      },
    },
    Hubspot: { is: 'handle', members: { crm: { members: { contacts: 'Objects', companies: 'Objects', deals: 'Objects', tickets: 'Objects' } } } },
    Objects: { members: { basicApi: { members: { create: changed, update: changed, archive: changed } }, batchApi: { members: { create: changed, update: changed, archive: changed } } } },
    Plain: {
      is: 'handle',
      members: {
        upsertCustomer: answered, deleteCustomer: answered, addCustomerToCustomerGroups: answered, removeCustomerFromCustomerGroups: answered, sendNewEmail: answered, replyToEmail: answered,
        replyToThread: answered, createThread: answered, assignThread: answered, unassignThread: answered, changeThreadPriority: answered, updateThreadTenant: answered, addLabels: answered,
        removeLabels: answered, markThreadAsDone: answered, snoozeThread: answered, markThreadAsTodo: answered, createCustomerEvent: answered, createThreadEvent: answered, upsertThreadField: answered,
        upsertTenant: answered, addCustomerToTenants: answered, removeCustomerFromTenants: answered, upsertCompany: answered, updateCustomerCompany: answered, updateTenantTier: answered, sendCustomerChat: answered, sendChat: answered,
      },
    },
    Lists: { members: { addListMember: changed, setListMember: changed, updateListMember: changed, updateListMemberTags: changed, createListMemberEvent: changed, deleteListMember: changed } },
  },
});
