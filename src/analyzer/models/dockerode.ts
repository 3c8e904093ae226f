import { defineModel, type Wait } from './types.js';

const answer = { for: 'the answer of Docker', default: 'none', advice: '`timeout`' } satisfies Partial<Wait>;
const call = { returns: 'Entity', waits: { ...answer, unless: 'unused', bounds: [{ signal: '0.abortSignal' }] } } as const;
// What comes as a stream, or is waited for, lasts as long as what it tells of.
const lasting = { returns: 'stream' } as const;

export default defineModel({
  package: 'dockerode',
  source: 'README "Timeout"; dockerode 5.0, docker-modem 5.0 lib/modem.js: no timeout but that of the options or DOCKER_CLIENT_TIMEOUT',
  system: 'process',
  service: 'Docker',
  side: 'server',
  exports: { default: 'Class', '=': 'Class' },
  types: {
    Class: { new: { returns: 'Docker', client: { ...answer, bounds: [{ option: '0.timeout' }] } } },
    Docker: {
      is: 'handle',
      members: {
        getContainer: { call: { returns: 'Entity' } }, getImage: { call: { returns: 'Entity' } }, getVolume: { call: { returns: 'Entity' } }, getNetwork: { call: { returns: 'Entity' } },
        getService: { call: { returns: 'Entity' } }, getTask: { call: { returns: 'Entity' } }, getNode: { call: { returns: 'Entity' } }, getExec: { call: { returns: 'Entity' } },
        modem: {}, buildImage: { call: lasting }, pull: { call: lasting }, getEvents: { call: lasting }, loadImage: { call: lasting }, importImage: { call: lasting }, run: { call: lasting },
        '*': { call },
      },
    },
    Entity: {
      members: {
        id: {}, modem: {}, logs: { call: lasting }, attach: { call: lasting }, stats: { call: lasting }, wait: { call: lasting }, export: { call: lasting }, get: { call: lasting }, push: { call: lasting },
        '*': { call },
      },
    },
    stream: { is: 'stream' },
  },
});
