// ESLint on the given files, in a process of its own: `untyped` runs `require-atomic-updates`, `typed` runs `no-floating-promises`.
// Usage: node bench/peer.mjs untyped|typed <file with one path a line> <root>
import { readFileSync } from 'node:fs';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const [mode, list, root] = process.argv.slice(2);
const typed = mode === 'typed';
const eslint = new ESLint({
  cwd: root,
  ignore: false,
  overrideConfigFile: true,
  allowInlineConfig: false,
  overrideConfig: [
    {
      files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'],
      plugins: { '@typescript-eslint': tseslint.plugin },
      languageOptions: {
        parser: tseslint.parser,
        parserOptions: typed ? { projectService: true, tsconfigRootDir: root } : {},
      },
      rules: typed ? { '@typescript-eslint/no-floating-promises': 'error' } : { 'require-atomic-updates': 'error' },
    },
  ],
});
const files = readFileSync(list, 'utf8').split('\n').filter(Boolean);
const results = await eslint.lintFiles(files);
const fatal = results.filter((result) => result.fatalErrorCount > 0).length;
process.stdout.write(JSON.stringify({ files: results.length, fatal }));
