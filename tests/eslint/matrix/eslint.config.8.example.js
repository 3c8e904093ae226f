// ESLint 8.57 with a flat configuration: there is no `defineConfig` yet.
import tsParser from '@typescript-eslint/parser';
import hiddenState from 'eslint-plugin-hidden-state';

export default [
  { ...hiddenState.configs.recommended, files: ['src/**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'], languageOptions: { parser: tsParser } },
];
