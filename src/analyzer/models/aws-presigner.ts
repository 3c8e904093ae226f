import { defineModel } from './types.js';

const signs = { call: { uses: [0] } } as const;

export default defineModel({
  package: ['@aws-sdk/s3-request-presigner', '@aws-sdk/s3-presigned-post'],
  source: 'README of both; 3.1169: a signature is computed here, nothing is sent',
  side: 'server',
  exports: { getSignedUrl: signs, createPresignedPost: signs },
});
