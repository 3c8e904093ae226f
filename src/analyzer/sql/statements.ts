import { isMark, isWord, listAt, statementsOf, type Token } from './tokens.js';

/** Something that a statement stores, or compares a column with. */
export type SqlValue =
  /** What it is given beside the text: `$1` is `1`, the first `?` is `?0`, `:id` and `@id` are `id`, `${0}` is what the text is put together with. */
  | { readonly kind: 'given'; readonly name: string }
  /** A number, a text in single quotes, `true`, `false` or `null`. */
  | { readonly kind: 'constant'; readonly value: string | number | boolean | null };

/** What one statement does to the rows of one table, as far as its text says. The table is named in small letters, without a schema; columns are as written. */
export interface SqlStatement {
  /** `update`: the database itself decides or computes all that changes. */
  readonly kind: 'read' | 'create' | 'write' | 'update' | 'remove';
  readonly table: string;
  /** What columns are set to or filled with; what the database computes is left out. */
  readonly values: ReadonlyMap<string, SqlValue>;
  /** Columns that are computed from what they hold: `n = n + $1`. */
  readonly computed: ReadonlySet<string>;
  /** The columns that are compared by equality, all of which must hold … */
  readonly where: ReadonlyMap<string, SqlValue>;
  /** … and whether there is more to the condition. */
  readonly open: boolean;
  /** What a read gives: rows, or how many there are (or how much they add up to). */
  readonly gives: 'entries' | 'count';
  /** The columns that the names in the answer stand for, where they differ. */
  readonly names: ReadonlyMap<string, string>;
  /** The answer is a number that the statement counts on: `max(n) + 1`. */
  readonly counted: boolean;
}

/** What a text does that is one statement on one table; undefined where it is more, or anything else. Never throws. */
export function statementIn(sql: string): SqlStatement | undefined {
  const statements = statementsOf(sql);
  if (statements.length !== 1) return undefined;
  const [tokens] = statements;
  const reader = new Reader(tokens);
  if (isWord(tokens[0], 'SELECT')) return reader.select();
  if (isWord(tokens[0], 'UPDATE')) return reader.update();
  if (isWord(tokens[0], 'INSERT')) return reader.insert();
  return isWord(tokens[0], 'DELETE') ? reader.remove() : undefined;
}

const AFTER_CONDITION = ['GROUP', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH', 'FOR', 'RETURNING', 'UNION', 'HAVING', 'WINDOW', 'LOCK'] as const;
const NOTHING: Pick<SqlStatement, 'values' | 'computed' | 'where' | 'open' | 'gives' | 'names' | 'counted'> = {
  values: new Map(),
  computed: new Set(),
  where: new Map(),
  open: false,
  gives: 'entries',
  names: new Map(),
  counted: false,
};

const isName = (token: Token | undefined): token is Token => token?.kind === 'word' || token?.kind === 'name';

class Reader {
  private readonly ordinals = new Map<Token, number>();

  constructor(private readonly tokens: readonly Token[]) {
    for (const token of tokens) if (isMark(token, '?')) this.ordinals.set(token, this.ordinals.size);
  }

  select(): SqlStatement | undefined {
    const from = this.outside('FROM');
    const table = from < 0 ? undefined : this.table(from + 1);
    if (!table || this.outside('UNION', 'GROUP', 'INTERSECT', 'EXCEPT') >= 0) return undefined;
    const where = this.conditions(table.end, from + 1);
    if (!where) return undefined;
    const items = (listAt([MARKS.open, ...this.tokens.slice(1, from), MARKS.close], 0)?.items ?? []).map(itemOf);
    const counts = items.length > 0 && items.every(({ says }) => says === 'count');
    return {
      ...NOTHING,
      ...where,
      kind: 'read',
      table: table.name,
      gives: counts ? 'count' : 'entries',
      names: new Map(items.flatMap(({ name, column }) => (name === undefined || column === undefined ? [] : [[name, column]]))),
      counted: items.some(({ says }) => says === 'next'),
    };
  }

  update(): SqlStatement | undefined {
    const set = this.outside('SET');
    const table = this.table(isWord(this.tokens[1], 'ONLY') ? 2 : 1);
    if (!table || set < 0 || table.end > set || set - table.end > 2 || this.outside('FROM') >= 0) return undefined;
    const end = this.outside('WHERE', ...AFTER_CONDITION);
    const where = this.conditions(end < 0 ? this.tokens.length : end, end < 0 ? this.tokens.length : end);
    if (!where) return undefined;
    const values = new Map<string, SqlValue>();
    const computed = new Set<string>();
    const list = [MARKS.open, ...this.tokens.slice(set + 1, end < 0 ? undefined : end), MARKS.close];
    for (const item of listAt(list, 0)?.items ?? []) {
      const is = item.findIndex((token) => isMark(token, '='));
      const column = is > 0 && isName(item[is - 1]) ? item[is - 1].text : undefined;
      if (column === undefined || is > 3) return undefined;
      const value = this.value(item.slice(is + 1));
      if (value) values.set(column, value);
      else if (item.slice(is + 1).some((token) => isName(token) && token.text === column)) computed.add(column);
    }
    return { ...NOTHING, ...where, kind: values.size > 0 ? 'write' : 'update', table: table.name, values, computed };
  }

  insert(): SqlStatement | undefined {
    const into = this.outside('INTO');
    const table = into < 0 ? undefined : this.table(into + 1);
    const columns = table && listAt(this.tokens, table.end);
    if (!table || !columns || !isWord(this.tokens[columns.end], 'VALUES', 'VALUE')) return undefined;
    const given = listAt(this.tokens, columns.end + 1);
    const names = columns.items.map(columnOf);
    if (given?.items.length !== names.length || isMark(this.tokens[given.end], ',')) return undefined;
    const decides = into > 1 || this.outside('ON') >= 0;
    const values = new Map<string, SqlValue>();
    names.forEach((name, i) => {
      const value = this.value(given.items[i]);
      if (name !== undefined && value) values.set(name, value);
    });
    return { ...NOTHING, kind: decides ? 'update' : 'create', table: table.name, values };
  }

  remove(): SqlStatement | undefined {
    const table = isWord(this.tokens[1], 'FROM') ? this.table(2) : undefined;
    const where = table && this.conditions(table.end, 1);
    return table && where ? { ...NOTHING, ...where, kind: 'remove', table: table.name } : undefined;
  }

  /** The place of one of the words outside all parentheses, or -1. */
  private outside(...words: readonly string[]): number {
    let depth = 0;
    return this.tokens.findIndex((token) => {
      if (isMark(token, '(')) depth += 1;
      if (isMark(token, ')')) depth -= 1;
      return depth === 0 && isWord(token, ...words);
    });
  }

  private table(from: number): { readonly name: string; readonly end: number } | undefined {
    let i = from;
    while (isName(this.tokens[i]) && isMark(this.tokens[i + 1], '.')) i += 2;
    const token = this.tokens[i];
    return isName(token) ? { name: token.text.toLowerCase(), end: i + 1 } : undefined;
  }

  /** The condition, which is to stand at `from` but for another name of the table; undefined where other tables come in between. */
  private conditions(from: number, statement: number): Pick<SqlStatement, 'where' | 'open'> | undefined {
    const at = this.outside('WHERE');
    const stop = this.outside(...AFTER_CONDITION);
    const next = at >= 0 ? at : stop >= statement ? stop : this.tokens.length;
    const between = this.tokens.slice(from, next).filter((token) => !isWord(token, 'AS'));
    if (between.length > 1 || (between.length === 1 && !isName(between[0]))) return undefined;
    const where = new Map<string, SqlValue>();
    if (at < 0) return { where, open: false };
    let open = false;
    for (const part of partsOf(this.tokens.slice(at + 1, stop > at ? stop : undefined))) {
      const is = part.findIndex((token) => isMark(token, '='));
      const column = is > 0 ? columnOf(part.slice(0, is)) : undefined;
      const value = column === undefined ? undefined : this.value(part.slice(is + 1));
      if (column !== undefined && value) where.set(column, value);
      else open = true;
    }
    return { where, open };
  }

  /** A value that stands alone, with or without a cast (`$1::uuid`). */
  private value(all: readonly Token[]): SqlValue | undefined {
    const cast = all.findIndex((token, i) => isMark(token, ':') && isMark(all[i + 1], ':'));
    const tokens = cast > 0 ? all.slice(0, cast) : all;
    const [first, second] = tokens;
    if (first === undefined) return undefined;
    if (isMark(first, '?')) return tokens.length === 1 ? { kind: 'given', name: `?${this.ordinals.get(first) ?? 0}` } : undefined;
    if (isMark(first, '$') && isMark(second, '{'))
      return tokens.length === 4 ? { kind: 'given', name: `\${${tokens[2].text}}` } : undefined;
    if (isMark(first, '$') || isMark(first, ':') || isMark(first, '@'))
      return tokens.length === 2 && second.kind === 'word' ? { kind: 'given', name: second.text } : undefined;
    return tokens.length === 1 ? constantOf(first) : undefined;
  }
}

const MARKS = { open: { kind: 'mark', text: '(' }, close: { kind: 'mark', text: ')' } } as const satisfies Record<string, Token>;

function constantOf(token: Token): SqlValue | undefined {
  if (token.kind === 'text') {
    const put = /^'(\$\{\d+\})'$/.exec(token.text);
    if (put) return { kind: 'given', name: put[1] };
    return token.text.startsWith("'") && !token.text.includes('${')
      ? { kind: 'constant', value: token.text.slice(1, -1).replaceAll("''", "'") }
      : undefined;
  }
  if (token.kind !== 'word') return undefined;
  if (/^\d+(\.\d+)?$/.test(token.text)) return { kind: 'constant', value: Number(token.text) };
  if (isWord(token, 'TRUE', 'FALSE')) return { kind: 'constant', value: isWord(token, 'TRUE') };
  return isWord(token, 'NULL') ? { kind: 'constant', value: null } : undefined;
}

/** `a`, `t.a`, `"t"."a"`. */
function columnOf(tokens: readonly Token[]): string | undefined {
  const last = tokens.at(-1);
  if (!isName(last) || tokens.length % 2 === 0) return undefined;
  return tokens.every((token, i) => (i % 2 === 0 ? isName(token) : isMark(token, '.'))) ? last.text : undefined;
}

/** The parts of a condition, all of which must hold. What has an `OR` is one part, as it stands. */
function partsOf(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (isMark(token, '(')) depth += 1;
    if (isMark(token, ')')) depth -= 1;
    if (depth === 0 && isWord(token, 'OR', 'BETWEEN')) return [[...tokens]];
    if (depth === 0 && isWord(token, 'AND')) parts.push([]);
    else parts[parts.length - 1].push(token);
  }
  return parts;
}

/** An entry of what is selected. */
interface Item {
  readonly name: string | undefined;
  readonly column: string | undefined;
  readonly says: 'count' | 'next' | undefined;
}

function itemOf(tokens: readonly Token[]): Item {
  const as = tokens.findIndex((token) => isWord(token, 'AS'));
  const expression = as > 0 ? tokens.slice(0, as) : tokens;
  const column = columnOf(expression);
  const name = as > 0 && isName(tokens[as + 1]) ? tokens[as + 1].text : column;
  if (column !== undefined) return { name, column, says: undefined };
  const at = expression.findIndex((token, i) => isWord(token, 'COUNT', 'SUM', 'MAX', 'MIN') && isMark(expression[i + 1], '('));
  if (at < 0) return { name, column: name, says: undefined };
  if (isWord(expression[at], 'COUNT', 'SUM')) return { name, column: undefined, says: 'count' };
  const inner = listAt(expression, at + 1)?.items[0];
  const adds = expression.some((token, i) => isMark(token, '+') && /^\d+$/.test(expression[i + 1]?.text ?? ''));
  return { name: name ?? expression[at].text.toLowerCase(), column: inner && columnOf(inner), says: adds ? 'next' : undefined };
}
