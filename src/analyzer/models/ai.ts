import { defineModel } from './types.js';

const asked = { call: { system: 'ai' } } as const;

export default defineModel({
  package: 'ai',
  source: 'ai-sdk.dev/docs/reference; ai 6.0: 2 retries, no limit of its own; what streams returns at once',
  system: 'ai',
  exports: { generateText: asked, generateObject: asked, embed: asked, embedMany: asked, experimental_generateImage: asked, streamText: {}, streamObject: {} },
});
