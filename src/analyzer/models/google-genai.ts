import { defineModel, type Wait } from './types.js';

const response = { for: 'the response', default: 'none', advice: '`httpOptions: { timeout: ms }`' } satisfies Partial<Wait>;

export default defineModel({
  package: '@google/genai',
  source: 'src/_api_client.ts; @google/genai 2.32: switches the limits of the fetch underneath off',
  system: 'ai',
  side: 'server',
  exports: { GoogleGenAI: { new: { returns: 'GoogleGenAI', client: { ...response, bounds: [{ option: '0.httpOptions.timeout' }] } } } },
  types: {
    GoogleGenAI: { is: 'handle', members: { models: 'Models' } },
    Models: { members: { generateContent: 'Call', embedContent: 'Call', countTokens: 'Call', generateImages: 'Call' } },
    Call: { call: { waits: { ...response, bounds: [{ option: '0.config.httpOptions.timeout' }, { signal: '0.config.abortSignal' }] } } },
  },
});
