import { createRequire } from 'node:module';
import type ts from 'typescript';

export type { ts };

/** The compiler's API as a value. */
export type TypeScript = typeof ts;

/** Loads the compiler when it is first needed, and parses files with it. */
export interface Parser {
  /** The compiler; loaded on first use. */
  readonly ts: TypeScript;
  /** Syntax only, without parent links. The text must have no byte order mark. */
  parse(fileName: string, text: string): ts.SourceFile;
}

/**
 * Every question about syntax goes through one parser, so that the compiler is loaded once and only when a file must be
 * parsed. `require` loads it about twice as fast as `import`.
 */
export function createParser(given?: TypeScript): Parser {
  let loaded = given;
  const load = (): TypeScript => (loaded ??= createRequire(import.meta.url)('typescript') as TypeScript);
  return {
    get ts() {
      return load();
    },
    parse(fileName, text) {
      const api = load();
      const options: ts.CreateSourceFileOptions = { languageVersion: api.ScriptTarget.Latest };
      // From TypeScript 5.3 on; without it every JSDoc comment becomes nodes.
      if (api.JSDocParsingMode) options.jsDocParsingMode = api.JSDocParsingMode.ParseNone;
      return api.createSourceFile(fileName, text, options, false, scriptKind(api, fileName));
    },
  };
}

/** JavaScript is parsed as JSX whatever its extension: there is no syntax that this breaks. */
function scriptKind(api: TypeScript, fileName: string): ts.ScriptKind {
  if (/\.tsx$/i.test(fileName)) return api.ScriptKind.TSX;
  if (/\.[mc]?ts$/i.test(fileName)) return api.ScriptKind.TS;
  return api.ScriptKind.JSX;
}

/** Text as offsets see it: a byte order mark is never counted. */
export function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** The first syntax error of a file, or nothing. */
export function firstSyntaxError(api: TypeScript, file: ts.SourceFile): { message: string; start: number } | undefined {
  // Internal to the compiler, and there in every version that is supported: without a program there is no other access.
  const { parseDiagnostics } = file as unknown as { parseDiagnostics?: readonly ts.Diagnostic[] };
  const first = parseDiagnostics?.[0];
  return first && { message: api.flattenDiagnosticMessageText(first.messageText, '\n'), start: first.start ?? 0 };
}

/** Where the first token at or after `pos` starts: skips white space and comments. */
export function skipTrivia(text: string, pos: number): number {
  const length = text.length;
  let at = pos;
  if (at === 0 && text.startsWith('#!')) at = lineEnd(text, 2);
  while (at < length) {
    const c = text.charCodeAt(at);
    if (c === 47 /* / */) {
      const next = text.charCodeAt(at + 1);
      if (next === 47) at = lineEnd(text, at + 2);
      else if (next === 42) {
        const close = text.indexOf('*/', at + 2);
        at = close < 0 ? length : close + 2;
      } else return at;
    } else if (c === 32 || (c >= 9 && c <= 13)) at++;
    else if (c > 127 && isWideSpace(c)) at++;
    else return at;
  }
  return at;
}

function lineEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === 10 || c === 13 || c === 0x2028 || c === 0x2029) break;
  }
  return at;
}

function isWideSpace(c: number): boolean {
  return (
    c === 0xa0 ||
    c === 0x85 ||
    c === 0x1680 ||
    (c >= 0x2000 && c <= 0x200b) ||
    c === 0x2028 ||
    c === 0x2029 ||
    c === 0x202f ||
    c === 0x205f ||
    c === 0x3000 ||
    c === 0xfeff
  );
}
