import { defineModel } from './types.js';

const job = { call: { registers: { context: 'job', from: 0 } } } as const;

export default defineModel({
  package: ['@upstash/qstash/nextjs', '@upstash/qstash/dist/nextjs'],
  source: 'upstash.com/docs/qstash/quickstarts/vercel-nextjs; @upstash/qstash 2.12: only what QStash delivers gets through, and it is delivered again after an error',
  side: 'server',
  exports: { verifySignature: job, verifySignatureAppRouter: job, verifySignatureEdge: job },
});
