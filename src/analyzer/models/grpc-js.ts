import { defineModel } from './types.js';

export default defineModel({
  package: ['@grpc/grpc-js', 'grpc'],
  source: 'grpc.io "Deadlines", src/call-interface.ts; @grpc/grpc-js 1.14: the deadline is infinite',
  system: 'http',
  side: 'server',
  exports: {
    '=': 'Grpc', default: 'Grpc',
    Client: { new: { returns: 'Client' } },
    loadPackageDefinition: { call: { returns: 'Package' } },
    makeClientConstructor: { call: { returns: 'ClientClass' } },
    makeGenericClientConstructor: { call: { returns: 'ClientClass' } },
    Server: { new: { returns: 'Server' } },
  },
  types: {
    Grpc: { members: { Client: 'ClientClass', loadPackageDefinition: { call: { returns: 'Package' } } } },
    Package: { new: { returns: 'Client' }, members: { '*': 'Package' } },
    ClientClass: { new: { returns: 'Client' } },
    Client: {
      is: 'handle',
      members: {
        '*': { call: { waits: { for: 'the reply', default: 'none', advice: '`deadline: Date.now() + ms`', bounds: [{ option: '*.deadline', unit: 'deadline' }] } } },
        waitForReady: { call: { waits: { for: 'the connection', default: 'none', advice: 'a deadline', bounds: [{ option: '0', unit: 'deadline' }] } } },
        close: {}, getChannel: {},
      },
    },
    Server: { is: 'handle', members: { addService: { call: { registers: { context: 'handler', from: 1, members: ['*'] } } }, bindAsync: {}, forceShutdown: {} } },
  },
});
