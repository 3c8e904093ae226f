// ESLint 9 and 10. For a project in plain JavaScript, leave out the parser.
import tsParser from '@typescript-eslint/parser';
import { defineConfig } from 'eslint/config';
import hiddenState from 'eslint-plugin-hidden-state';

export default defineConfig([
  {
    files: ['src/**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'],
    plugins: { 'hidden-state': hiddenState },
    extends: ['hidden-state/recommended'], // or hidden-state/strict: what is likely, too
    languageOptions: { parser: tsParser }, // typed linting is not needed
    rules: {
      'hidden-state/require-timeout': 'warn',
    },
  },
]);
