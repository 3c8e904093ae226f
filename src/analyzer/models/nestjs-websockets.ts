import { defineModel } from './types.js';

export default defineModel({
  package: '@nestjs/websockets',
  source: 'docs.nestjs.com/websockets/gateways; @nestjs/websockets 11',
  side: 'server',
  exports: { WebSocketGateway: { call: { decorates: 'controller' } }, SubscribeMessage: { call: { decorates: 'handler' } } },
});
