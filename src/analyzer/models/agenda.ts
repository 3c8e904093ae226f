import { defineModel } from './types.js';

export default defineModel({
  package: 'agenda',
  source: 'README "Defining job processors"; agenda 5',
  side: 'server',
  exports: { Agenda: 'AgendaClass', default: 'AgendaClass', '=': 'AgendaClass' },
  types: {
    AgendaClass: { new: { returns: 'Agenda' } },
    Agenda: { is: 'handle', members: { define: { call: { registers: { context: 'job', from: 1, rest: true } } }, now: { call: {} }, every: { call: {} }, schedule: { call: {} }, start: { call: {} } } },
  },
});
