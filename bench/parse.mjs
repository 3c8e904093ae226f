// The yardstick: reads the given files and parses each once with the bare TypeScript parser, in a process of its own.
// Usage: node bench/parse.mjs <file with one path a line>
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const ts = createRequire(import.meta.url)('typescript');
let chars = 0;
for (const file of readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean)) {
  const text = readFileSync(file, 'utf8');
  chars += text.length;
  const kind = /\.tsx$/i.test(file) ? ts.ScriptKind.TSX : /\.[mc]?ts$/i.test(file) ? ts.ScriptKind.TS : ts.ScriptKind.JSX;
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode?.ParseNone };
  ts.createSourceFile(file, text, options, false, kind);
}
process.stdout.write(String(chars));
