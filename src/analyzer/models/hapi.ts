import { defineModel } from './types.js';

export default defineModel({
  package: '@hapi/hapi',
  source: 'hapi.dev/api "server.route"; @hapi/hapi 21',
  side: 'server',
  exports: { '=': 'Hapi', default: 'Hapi', server: 'MakeServer', Server: { new: { returns: 'Server' } } },
  types: {
    Hapi: { members: { server: 'MakeServer', Server: 'ServerClass' } },
    MakeServer: { call: { returns: 'Server' } },
    ServerClass: { new: { returns: 'Server' } },
    Server: {
      is: 'handle',
      members: {
        route: { call: { registers: { context: 'handler', from: 0, members: ['handler'] } } },
        ext: { call: { registers: { context: 'handler', from: 1 } } },
        start: { call: {} }, register: { call: {} },
      },
    },
  },
});
