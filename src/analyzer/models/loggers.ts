import { defineModel } from './types.js';

export default defineModel({
  package: ['pino', 'winston', 'bunyan', 'log4js', 'debug', 'consola', 'loglevel', 'tslog', 'signale', 'pino-http', 'morgan', 'nestjs-pino', '@sentry/*', '@bugsnag/js', '@logtail/node'],
  source: 'README of each; pino 10, winston 3, bunyan 1.8, log4js 6, debug 4, @sentry/node 10: written by every process by design',
  exports: { default: 'Logger', '=': 'Logger', '*': 'Logger' },
  types: { Logger: { is: 'logger', new: { returns: 'Logger' }, call: { returns: 'Logger' }, members: { '*': 'Logger' } } },
});
