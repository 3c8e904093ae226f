import { defineModel } from './types.js';

const sent = { call: { system: 'storage' } } as const;

export default defineModel({
  package: ['minio', '@azure/storage-blob', '@vercel/blob', '@aws-sdk/lib-storage'],
  source: 'README of each; minio 8.0, @azure/storage-blob 12.32, @vercel/blob 2.8, @aws-sdk/lib-storage 3',
  system: 'storage',
  exports: {
    Client: { new: { returns: 'Minio' } }, BlobServiceClient: { new: { returns: 'Account' }, members: { fromConnectionString: { call: { returns: 'Account' } } } }, put: sent, del: sent, list: sent, head: sent, copy: sent, Upload: { new: { returns: 'Upload' } },
  },
  types: {
    Minio: {
      is: 'handle',
      members: { putObject: sent, fPutObject: sent, getObject: sent, fGetObject: sent, statObject: sent, removeObject: sent, removeObjects: sent, copyObject: sent, bucketExists: sent, makeBucket: sent },
    },
    Account: { is: 'handle', members: { getContainerClient: { call: { returns: 'Container' } } } },
    Container: { is: 'handle', members: { getBlockBlobClient: { call: { returns: 'Blob' } }, getBlobClient: { call: { returns: 'Blob' } }, createIfNotExists: sent, exists: sent, uploadBlockBlob: sent, deleteBlob: sent } },
    Blob: { is: 'handle', members: { upload: sent, uploadData: sent, uploadStream: sent, uploadFile: sent, download: sent, downloadToBuffer: sent, delete: sent, deleteIfExists: sent, exists: sent, getProperties: sent } },
    Upload: { members: { done: sent, on: {}, abort: {} } },
  },
});
