import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: 60_000, advice: '`timeout`' } satisfies Partial<Wait>;

export default defineModel({
  package: '@google-cloud/storage',
  source: 'src/storage.ts StorageOptions; @google-cloud/storage 7.22: 60 s a try, 600 s in all',
  system: 'storage',
  side: 'server',
  exports: { Storage: { new: { returns: 'Storage', client: { ...response, bounds: [{ option: '0.timeout' }] } } } },
  types: {
    Storage: { is: 'handle', members: { bucket: { call: { returns: 'Bucket' } }, getBuckets: 'Call' } },
    Bucket: { members: { file: { call: { returns: 'File' } }, upload: 'Call', getFiles: 'Call', exists: 'Call', deleteFiles: 'Call' } },
    File: { members: { save: 'Call', download: 'Call', delete: 'Call', exists: 'Call', getMetadata: 'Call', setMetadata: 'Call', copy: 'Call', move: 'Call', getSignedUrl: 'Call' } },
    Call: { call: { waits: { ...response, bounds: [] } } },
  },
});
