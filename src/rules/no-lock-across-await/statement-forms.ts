/** The parts of `SELECT columns FROM table WHERE condition`, as they are written. */
export interface SelectForm {
  readonly columns: string;
  readonly table: string;
  readonly where: string;
  /** It ends with `FOR UPDATE` or `FOR NO KEY UPDATE`. */
  readonly locks: boolean;
}

/** The parts of `UPDATE table SET sets WHERE condition`, as they are written. */
export interface UpdateForm {
  readonly table: string;
  readonly sets: string;
  readonly where: string;
}

/** A statement of that form, or nothing. Looks at each character a few times, whatever the text is. */
export function selectForm(text: string): SelectForm | undefined {
  const statement = withoutEnd(text);
  if (!/^select\s/i.test(statement)) return undefined;
  const source = /\sfrom\s+([\w".]+)\s+where\s/gi;
  const from = source.exec(statement);
  if (from === null) return undefined;
  const rest = statement.slice(source.lastIndex);
  const lock = /\sfor\s+(?:no\s+key\s+)?update$/i.exec(rest);
  const form = {
    columns: statement.slice('select'.length, from.index).trim(),
    table: from[1],
    where: (lock ? rest.slice(0, lock.index) : rest).trim(),
    locks: lock !== null,
  };
  return form.columns === '' || form.where === '' ? undefined : form;
}

/** The same for an update. */
export function updateForm(text: string): UpdateForm | undefined {
  const statement = withoutEnd(text);
  const head = /^update\s+([\w".]+)\s+set\s/i.exec(statement);
  if (head === null) return undefined;
  const rest = statement.slice(head[0].length);
  const at = /\swhere\s/i.exec(rest);
  if (at === null) return undefined;
  const form = { table: head[1], sets: rest.slice(0, at.index).trim(), where: rest.slice(at.index + at[0].length).trim() };
  return form.sets === '' || form.where === '' ? undefined : form;
}

/** Without the space around it and the semicolon at its end. */
function withoutEnd(text: string): string {
  const statement = text.trim();
  return statement.endsWith(';') ? statement.slice(0, -1).trimEnd() : statement;
}
