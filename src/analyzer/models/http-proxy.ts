import { defineModel, type Wait } from './types.js';

const upstream = { for: "the upstream's response", default: 'none', in: 'handler', advice: '`proxyTimeout`' } satisfies Partial<Wait>;
const bounds = [{ option: '*.proxyTimeout' }, { option: '*.timeout' }] as const;

export default defineModel({
  package: ['http-proxy', 'http-proxy-middleware'],
  source: 'http-proxy 1.18 README "Options" and http-proxy-middleware 4: `proxyTimeout` has no default',
  system: 'http',
  side: 'server',
  exports: {
    '=': 'Proxy', default: 'Proxy',
    createProxyServer: 'Create', createProxy: 'Create', createServer: 'Create', createProxyMiddleware: 'Create',
  },
  types: {
    Proxy: { new: { returns: 'Server', client: { ...upstream, bounds } }, members: { createProxyServer: 'Create', createProxy: 'Create', createServer: 'Create' } },
    Create: { call: { returns: 'Server', client: { ...upstream, bounds } } },
    Server: { is: 'handle', members: { web: { call: { waits: { ...upstream, unless: 'unused', bounds } } }, on: { call: { returns: 'this' } } } },
  },
});
