import { isMark, isWord, listAt, statementsOf, type Token } from './tokens.js';

/** A unique index or a primary key, by the names of its columns as written. */
export interface SqlKey {
  /** The names by which it may be dropped, in small letters. */
  readonly names: readonly string[];
  readonly columns: readonly string[];
}

/** What a statement does to the tables of a database, as far as it bears on unique keys and versions. Tables are named in small letters, without a schema. */
export type SqlChange =
  | { readonly kind: 'table'; readonly table: string; readonly keys: readonly SqlKey[] }
  /** A column of whole numbers that is never null. */
  | { readonly kind: 'number'; readonly table: string; readonly column: string }
  | { readonly kind: 'key'; readonly table: string; readonly key: SqlKey }
  /** Without `table`: of whichever table has a key of that name. */
  | { readonly kind: 'drop-key'; readonly table: string | undefined; readonly name: string }
  | { readonly kind: 'drop-column'; readonly table: string; readonly column: string }
  | { readonly kind: 'rename'; readonly table: string; readonly to: string }
  | { readonly kind: 'drop-table'; readonly table: string };

/** The part that undoes a migration, in tools that keep both in one file. */
const DOWN = /^--\s*(?:\+goose\s+down|migrate:down|\+migrate\s+down|down(?:\s+migration)?|@?undo)\s*$/im;

/** What the statements of a text do, in their order. Statements of other kinds, and those that are not understood, do nothing. */
export function changesOf(sql: string): SqlChange[] {
  const down = DOWN.exec(sql);
  return statementsOf(down ? sql.slice(0, down.index) : sql).flatMap((tokens) => {
    if (isWord(tokens[0], 'CREATE')) return created(tokens);
    if (isWord(tokens[0], 'ALTER') && isWord(tokens[1], 'TABLE')) return altered(tokens);
    return isWord(tokens[0], 'DROP') ? dropped(tokens) : [];
  });
}

const isName = (token: Token | undefined): token is Token => token?.kind === 'word' || token?.kind === 'name';

/** The place after optional words in a row: `IF NOT EXISTS`. */
function skip(tokens: readonly Token[], from: number, ...words: readonly string[]): number {
  let i = from;
  while (isWord(tokens[i], ...words)) i++;
  return i;
}

/** A name with or without its schema; `end` is the place after it. */
function nameAt(tokens: readonly Token[], from: number): { readonly name: string; readonly end: number } | undefined {
  let i = from;
  while (isName(tokens[i]) && isMark(tokens[i + 1], '.')) i += 2;
  const token = tokens[i];
  return isName(token) ? { name: token.text.toLowerCase(), end: i + 1 } : undefined;
}

function created(tokens: readonly Token[]): SqlChange[] {
  let i = skip(tokens, 1, 'OR', 'REPLACE', 'GLOBAL', 'LOCAL', 'TEMP', 'TEMPORARY', 'UNLOGGED');
  if (isWord(tokens[i], 'TABLE')) return createdTable(tokens, i + 1);
  if (!isWord(tokens[i], 'UNIQUE')) return [];
  i = skip(tokens, i + 1, 'CLUSTERED', 'NONCLUSTERED');
  if (!isWord(tokens[i], 'INDEX')) return [];
  const on = tokens.findIndex((token, at) => at > i && isWord(token, 'ON'));
  const table = on < 0 ? undefined : nameAt(tokens, skip(tokens, on + 1, 'ONLY'));
  if (!table) return [];
  const named = nameAt(tokens, skip(tokens, i + 1, 'CONCURRENTLY', 'IF', 'NOT', 'EXISTS'));
  const name = named && named.end <= on ? named.name : undefined;
  const key = keyAt(tokens, isWord(tokens[table.end], 'USING') ? table.end + 2 : table.end, table.name, name === undefined ? [] : [name]);
  return key ? [{ kind: 'key', table: table.name, key }] : [];
}

/** The key whose list of columns begins here; undefined where it is only of some rows, or of something computed. */
function keyAt(tokens: readonly Token[], from: number, table: string, names: readonly string[]): SqlKey | undefined {
  const list = listAt(tokens, from);
  if (!list || tokens.slice(list.end).some((token) => isWord(token, 'WHERE'))) return undefined;
  const columns = list.items.map(columnOf);
  if (!columns.every((column) => column !== undefined)) return undefined;
  const implied = names.length > 0 ? names : [[table, ...columns, 'key'].join('_').toLowerCase(), columns[0].toLowerCase()];
  return { names: implied, columns };
}

/** `"a" DESC NULLS LAST`, `a COLLATE x`; undefined for `lower(a)`. */
function columnOf(item: readonly Token[]): string | undefined {
  return isName(item[0]) && !item.some((token) => isMark(token, '(') && item[1] === token && !/^\d+$/.test(item[2]?.text ?? ''))
    ? item[0].text
    : undefined;
}

function createdTable(tokens: readonly Token[], from: number): SqlChange[] {
  const table = nameAt(tokens, skip(tokens, from, 'IF', 'NOT', 'EXISTS'));
  const list = table && listAt(tokens, table.end);
  if (!list) return [];
  const keys = list.items.flatMap((item) => keysOf(item, table.name));
  return [{ kind: 'table', table: table.name, keys }, ...list.items.flatMap((item) => numberIn(item, table.name))];
}

/** `version INTEGER NOT NULL DEFAULT 0`. */
function numberIn(item: readonly Token[], table: string): SqlChange[] {
  const [name, type] = item;
  const isNumber = isName(name) && isWord(type, 'INT', 'INTEGER', 'BIGINT', 'SMALLINT', 'INT4', 'INT8');
  return isNumber && item.some((token, i) => isWord(token, 'NOT') && isWord(item[i + 1], 'NULL'))
    ? [{ kind: 'number', table, column: name.text }]
    : [];
}

/** The keys that an entry of a table's definition makes: of the whole table, or of the column that it defines. */
function keysOf(item: readonly Token[], table: string): SqlKey[] {
  const constraint = constraintOf(item, table);
  if (constraint !== undefined) return constraint === null ? [] : [constraint];
  if (!isName(item[0])) return [];
  const column = item[0].text;
  const keys: SqlKey[] = [];
  for (let i = 1; i < item.length; i++) {
    if (isWord(item[i], 'REFERENCES', 'CHECK')) break;
    if (isWord(item[i], 'PRIMARY') && isWord(item[i + 1], 'KEY')) keys.push({ names: [`${table}_pkey`], columns: [column] });
    if (!isWord(item[i], 'UNIQUE')) continue;
    const name = isWord(item[i - 2], 'CONSTRAINT') ? item[i - 1].text : undefined;
    const names = name === undefined ? [`${table}_${column}_key`, column] : [name];
    keys.push({ names: names.map((one) => one.toLowerCase()), columns: [column] });
  }
  return keys;
}

/** The key that a constraint of a table makes; null where it makes none, undefined where it is no constraint. */
function constraintOf(item: readonly Token[], table: string): SqlKey | null | undefined {
  const named = isWord(item[0], 'CONSTRAINT') ? nameAt(item, 1) : undefined;
  let i = named?.end ?? 0;
  const names = named ? [named.name] : [];
  if (isWord(item[i], 'PRIMARY') && isWord(item[i + 1], 'KEY')) {
    i = skip(item, i + 2, 'CLUSTERED', 'NONCLUSTERED');
    return keyAt(item, i, table, names.length > 0 ? names : [`${table}_pkey`]) ?? null;
  }
  if (isWord(item[i], 'UNIQUE')) {
    i = skip(item, i + 1, 'KEY', 'INDEX', 'CLUSTERED', 'NONCLUSTERED', 'NULLS', 'NOT', 'DISTINCT');
    // `UNIQUE KEY name (a, b)`; a column of the name `unique` has a type and no list.
    if (isName(item[i]) && isMark(item[i + 1], '(')) return keyAt(item, i + 1, table, [item[i].text.toLowerCase()]) ?? null;
    return isMark(item[i], '(') ? (keyAt(item, i, table, names) ?? null) : named ? null : undefined;
  }
  return named || isWord(item[0], 'FOREIGN', 'CHECK', 'EXCLUDE', 'KEY', 'INDEX', 'LIKE', 'FULLTEXT', 'SPATIAL') ? null : undefined;
}

function altered(tokens: readonly Token[]): SqlChange[] {
  const table = nameAt(tokens, skip(tokens, 2, 'IF', 'EXISTS', 'ONLY'));
  if (!table) return [];
  const rest = listAt([{ kind: 'mark', text: '(' }, ...tokens.slice(table.end), { kind: 'mark', text: ')' }], 0);
  return (rest?.items ?? []).flatMap((action) => actionOf(action, table.name));
}

function actionOf(action: readonly Token[], table: string): SqlChange[] {
  if (isWord(action[0], 'ADD')) {
    const at = skip(action, 1, 'COLUMN', 'IF', 'NOT', 'EXISTS');
    const column = action.slice(at);
    return [...keysOf(column, table).map((key): SqlChange => ({ kind: 'key', table, key })), ...numberIn(column, table)];
  }
  if (isWord(action[0], 'RENAME')) {
    const to = action.findIndex((token) => isWord(token, 'TO'));
    const name = nameAt(action, to + 1)?.name;
    if (to === 1 && name !== undefined) return [{ kind: 'rename', table, to: name }];
    const column = nameAt(action, skip(action, 1, 'COLUMN'))?.name;
    return isWord(action[1], 'CONSTRAINT', 'INDEX', 'KEY') || column === undefined ? [] : [{ kind: 'drop-column', table, column }];
  }
  if (!isWord(action[0], 'DROP')) return [];
  if (isWord(action[1], 'PRIMARY')) return [{ kind: 'drop-key', table, name: `${table}_pkey` }];
  const isKey = isWord(action[1], 'CONSTRAINT', 'INDEX', 'KEY', 'UNIQUE');
  const name = nameAt(action, skip(action, isKey ? 2 : 1, 'COLUMN', 'IF', 'EXISTS'))?.name;
  if (name === undefined) return [];
  return [isKey ? { kind: 'drop-key', table, name } : { kind: 'drop-column', table, column: name }];
}

function dropped(tokens: readonly Token[]): SqlChange[] {
  const isTable = isWord(tokens[1], 'TABLE');
  if (!isTable && !isWord(tokens[1], 'INDEX')) return [];
  const from = skip(tokens, 2, 'CONCURRENTLY', 'IF', 'EXISTS');
  const list = listAt([{ kind: 'mark', text: '(' }, ...tokens.slice(from), { kind: 'mark', text: ')' }], 0);
  return (list?.items ?? []).flatMap((item): SqlChange[] => {
    const name = nameAt(item, 0);
    if (!name) return [];
    const table = isWord(item[name.end], 'ON') ? nameAt(item, name.end + 1)?.name : undefined;
    return [isTable ? { kind: 'drop-table', table: name.name } : { kind: 'drop-key', table, name: name.name }];
  });
}
