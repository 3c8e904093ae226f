import { defineModel } from './types.js';

export default defineModel({
  package: 'agenda',
  source: 'README "Defining job processors"; agenda 5',
  system: 'queue',
  side: 'server',
  exports: { Agenda: 'AgendaClass', default: 'AgendaClass', '=': 'AgendaClass' },
  types: {
    AgendaClass: { new: { returns: 'Agenda' } },
    Agenda: { is: 'handle', jobs: { add: 'now', handle: 'define', data: 'attrs.data', typed: 'Job', not: '<5.0.0' }, members: { define: { call: { registers: { context: 'job', from: 1, rest: true } } }, now: { call: { system: 'queue' } }, every: { call: { system: 'queue' } }, schedule: { call: { system: 'queue' } }, start: { call: {} } } },
  },
});
