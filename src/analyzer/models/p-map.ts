import { defineModel } from './types.js';

export default defineModel({
  package: 'p-map',
  source: 'README; p-map 7: runs the mapper for each element, bounds nothing',
  exports: { default: 'Map', '=': 'Map' },
  types: { Map: { call: { runs: [1] } } },
});
