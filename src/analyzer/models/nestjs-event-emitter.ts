import { defineModel } from './types.js';

export default defineModel({
  package: '@nestjs/event-emitter',
  source: 'docs.nestjs.com/techniques/events; @nestjs/event-emitter 3: a listener runs in the process of whoever emits',
  side: 'server',
  exports: { OnEvent: { call: { decorates: 'job' } }, EventEmitter2: { new: { returns: 'EventEmitter2' } } },
  types: { EventEmitter2: { is: 'emitter', members: { emit: { call: {} }, emitAsync: { call: {} }, on: { call: { returns: 'this' } } } } },
});
