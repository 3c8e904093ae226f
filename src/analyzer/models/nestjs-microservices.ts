import { defineModel } from './types.js';

const handler = { call: { decorates: 'handler' } } as const;

export default defineModel({
  package: '@nestjs/microservices',
  source: 'docs.nestjs.com/microservices/basics; @nestjs/microservices 11 and 12: a proxy waits for a reply without limit',
  system: 'queue',
  side: 'server',
  exports: { MessagePattern: handler, EventPattern: handler, GrpcMethod: handler, GrpcStreamMethod: handler, ClientProxy: { new: { returns: 'ClientProxy' } } },
  types: {
    ClientProxy: {
      is: 'handle',
      members: {
        send: { call: { waits: { for: 'the reply', default: 'none', advice: '`.pipe(timeout(ms))`', bounds: [{ chain: 'pipe', having: 'rxjs#TimeLimit' }] } } },
        emit: { call: { system: 'queue' } }, connect: {}, close: {},
      },
    },
  },
});
