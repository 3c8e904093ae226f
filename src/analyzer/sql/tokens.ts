/** A piece of an SQL text. Comments and blanks are left out; what quotes held is there without them. */
export interface Token {
  /** `word`: a name or keyword as written. `name`: a quoted name. `text`: a string. `mark`: one character. */
  readonly kind: 'word' | 'name' | 'text' | 'mark';
  readonly text: string;
}

const PIECE =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)|'(?:[^']|'')*(?:'|$)|"((?:[^"]|"")*)"|`((?:[^`]|``)*)`|\[([A-Za-z_][\w $]*)\]|[\p{L}_][\p{L}\p{N}_$]*|\d[\w.]*|\S/gu;

/** The tokens of a text, whatever the dialect. Never throws: what is open at the end reaches to the end. */
export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  for (const match of sql.matchAll(PIECE)) {
    const [text] = match;
    if (text.startsWith('--') || text.startsWith('/*')) continue;
    const quoted = match[2]?.replaceAll('""', '"') ?? match[3]?.replaceAll('``', '`') ?? match[4];
    if (quoted !== undefined) tokens.push({ kind: 'name', text: quoted });
    else if (text.startsWith("'") || /^\$.*\$/s.test(text)) tokens.push({ kind: 'text', text });
    else tokens.push({ kind: /^[\p{L}\p{N}_]/u.test(text) ? 'word' : 'mark', text });
  }
  return tokens;
}

/** The statements of a text: its tokens between semicolons. */
export function statementsOf(sql: string): Token[][] {
  const statements: Token[][] = [[]];
  for (const token of tokensOf(sql)) {
    if (isMark(token, ';')) statements.push([]);
    else statements[statements.length - 1].push(token);
  }
  return statements.filter((statement) => statement.length > 0);
}

export const isMark = (token: Token | undefined, mark: string): boolean => token?.kind === 'mark' && token.text === mark;

/** Is it this keyword, however it is written? */
export const isWord = (token: Token | undefined, ...words: readonly string[]): boolean =>
  token?.kind === 'word' && words.includes(token.text.toUpperCase());

/** Splits what stands between the parenthesis at `from` and its partner at commas; `end` is the place after the partner. */
export function listAt(tokens: readonly Token[], from: number): { readonly items: Token[][]; readonly end: number } | undefined {
  if (!isMark(tokens[from], '(')) return undefined;
  const items: Token[][] = [[]];
  let depth = 0;
  for (let i = from; i < tokens.length; i++) {
    const token = tokens[i];
    if (isMark(token, '(')) depth += 1;
    if (isMark(token, ')')) depth -= 1;
    if (depth === 0) return { items: items.filter((item) => item.length > 0), end: i + 1 };
    if (depth === 1 && isMark(token, ',')) items.push([]);
    else if (i > from) items[items.length - 1].push(token);
  }
  return undefined;
}
