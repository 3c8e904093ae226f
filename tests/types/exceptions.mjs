/** Other versions of a package whose types are looked at too: a fact of one version is enough. */
export const ALIASES = {
  'cache-manager': ['cache-manager-5'],
  execa: ['execa-5', 'execa-8'],
  got: ['got-11'],
  'lru-cache': ['types-lru-cache-5'],
  'node-fetch': ['types-node-fetch-2'],
  'p-timeout': ['p-timeout-5'],
  'simple-git': ['simple-git-3'],
};

/** What the libraries accept and their types leave out, each with its reason. */
export const ALLOWED = [
  { model: 'analytics', path: 'new PostHog().flushAsync', reason: 'posthog-node 2 and 3' },
  { model: 'analytics', path: 'new PostHog().shutdownAsync', reason: 'posthog-node 2 and 3' },
  { model: 'cross-fetch', path: 'default(1.timeout)', reason: 'it is node-fetch 2 on Node, which has it; the types are those of the browser' },
  { model: 'global', path: 'fetch(1.dispatcher)', reason: "an option of Node's fetch, which the DOM library does not know" },
  { model: 'googleapis', path: 'google', reason: 'an export of `googleapis`, which is all its APIs; one of them is installed here' },
  { model: 'mail-apis', path: 'TransactionalEmailsApi', reason: '@getbrevo/brevo up to 3' },
  { model: 'node-http', path: '=.request(0.socket)', reason: 'https hands its options to tls.connect, which takes a socket that is there' },
  { model: 'node-http', path: '=.request(1.socket)', reason: 'https hands its options to tls.connect, which takes a socket that is there' },
  { model: 'pg', path: 'new ClientBase().query(0.query_timeout)', reason: 'lib/client.js reads it from the config of a query; measured with pg 8.23' },
  { model: 'prisma', path: 'PrismaClient', reason: 'its types are generated from a schema' },
  { model: 'push-services', path: 'default.messaging().sendMulticast', reason: 'firebase-admin up to 12' },
  { model: 'push-services', path: 'default.messaging().sendToDevice', reason: 'firebase-admin up to 12' },
  { model: 'push-services', path: 'default.messaging().sendToTopic', reason: 'firebase-admin up to 12' },
  { model: 'request', path: 'default.defaults().options', reason: 'index.js defines it beside head' },
  { model: 'search-services', path: 'MeiliSearch', reason: 'the name of the class up to 0.5x' },
  { model: 'stripe', path: 'default()', reason: "require('stripe')(key) constructs; the types have only `new`" },
  { model: 'typeorm', path: 'getManager', reason: 'up to 0.2' },
  { model: 'typeorm', path: 'getRepository', reason: 'up to 0.2' },
  { model: 'typeorm', path: 'new DataSource().getRepository().exist', reason: '0.3 has it; 1.0 has `exists` only' },
  { model: 'ws', path: 'WebSocket.Server', reason: 'declared in a namespace that is merged with a variable, which the checker does not join' },
];
