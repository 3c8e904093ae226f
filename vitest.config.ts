import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'examples/*/tests/**/*.test.ts'],
    exclude: ['tests/fixtures/**', '**/node_modules/**'],
    maxWorkers: '100%', // a processor is left free otherwise, which is half of a small machine
    testTimeout: 240_000, // a limit for hanging, not a measure: machines are busy
  },
});
