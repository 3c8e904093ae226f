import { defineModel } from './types.js';

export default defineModel({
  package: ['prom-client', '@opentelemetry/api', '@opentelemetry/sdk-metrics', 'hot-shots', 'dd-trace', 'appmetrics', '@opentelemetry/sdk-node'],
  source: 'README of each; prom-client 15, @opentelemetry/api 1.9: counted in each process by design',
  exports: { default: 'Metrics', '=': 'Metrics', '*': 'Metrics' },
  types: { Metrics: { is: 'metrics', new: { returns: 'Metrics' }, call: { returns: 'Metrics' }, members: { '*': 'Metrics' } } },
});
