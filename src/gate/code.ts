/** Words, numbers and names; strings; any other character. White space separates. */
const TOKEN = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*|\d[\w.]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\S/gu;
const NAME = /^[\p{ID_Start}$_#]/u;

/**
 * A snippet without what a formatter changes: white space, quotes, semicolons, commas before a closing bracket, parentheses around
 * the one parameter of an arrow function. Tokens stand on lines of their own.
 */
export function codeKey(code: string): string {
  const tokens = tokensOf(code).filter((token) => token !== ';');
  const kept = tokens.filter((token, i) => !(token === ',' && /^[)\]}]$/.test(tokens[i + 1] ?? '')));
  return kept.filter((_, i) => !isNeedlessParenthesis(kept, i)).join('\n');
}

/** `(a) =>` is `a =>`. */
function isNeedlessParenthesis(tokens: readonly string[], i: number): boolean {
  const open = tokens[i] === '(' ? i : tokens[i] === ')' ? i - 2 : -1;
  const [first, name = '', last, ...arrow] = tokens.slice(open, open + 5);
  return open >= 0 && first === '(' && NAME.test(name) && last === ')' && arrow.join('') === '=>';
}

/** The key of a snippet without the bodies of the functions in it; undefined where it has none. */
export function headKey(code: string): string | undefined {
  const head: string[] = [];
  let depth = 0;
  let hasBody = false;
  const tokens = codeKey(code).split('\n');
  for (const [i, token] of tokens.entries()) {
    if (depth > 0) depth += token === '{' ? 1 : token === '}' ? -1 : 0;
    else if (token === '{' && tokens[i - 2] === '=' && tokens[i - 1] === '>') [depth, hasBody] = [1, true];
    else head.push(token);
  }
  return hasBody ? head.join('\n') : undefined;
}

const tokensOf = (code: string): string[] => (code.match(TOKEN) ?? []).map((token) => (/^["']/.test(token) ? plainString(token) : token));

/** A string whatever its quotes: a formatter chooses those that need the fewest backslashes. */
const plainString = (token: string): string => `'${token.slice(1, -1).replace(/\\(["'])/g, '$1')}'`;

/** A name and a piece of code in which it may occur. */
interface Named {
  readonly name: string;
  readonly code: string;
}

/** Whether two pieces of code differ in one name at most, consistently, the name of what they are about included. */
export function isRenamed(a: Named, b: Named): boolean {
  const renaming = renamingOf(codeKey(a.code).split('\n'), codeKey(b.code).split('\n'));
  if (renaming === undefined) return false;
  const [from, to] = renaming;
  return (
    tokensOf(a.name)
      .map((token) => (token === from ? to : token))
      .join(' ') === tokensOf(b.name).join(' ')
  );
}

/** The one name that became another; undefined where more changed, or nothing. */
function renamingOf(a: readonly string[], b: readonly string[]): readonly [string, string] | undefined {
  if (a.length !== b.length) return undefined;
  const at = a.findIndex((token, i) => token !== b[i]);
  const [from, to] = [a[at], b[at]];
  if (from === undefined || to === undefined || !NAME.test(from) || !NAME.test(to)) return undefined;
  if (a.includes(to) || b.includes(from)) return undefined; // two names that swap are another program
  return a.every((token, i) => (token === from ? to : token) === b[i]) ? [from, to] : undefined;
}
