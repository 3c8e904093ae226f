import type { TextFile } from '../link/program.js';
import { changesOf, type SqlChange, type SqlKey } from '../sql/ddl.js';
import { isVersionName, tableOf, type Table, type VersionColumn } from './table.js';

interface State {
  keys: SqlKey[];
  /** It was seen to be created. Others are only added to. */
  declared: boolean;
  version: VersionColumn | undefined;
}

/** Files that undo what others do. */
const UNDONE = /(?:^|[./_-])(?:down|undo|rollback|revert)(?:\.sql|\/[^/]*)$|\/down\//i;

/**
 * The tables that SQL files leave behind, by name in small letters: those of one folder of migrations are run one after another,
 * in the order of their paths. A name that several folders describe has several tables.
 */
export function sqlTables(files: readonly TextFile[]): ReadonlyMap<string, readonly Table[]> {
  const folders = new Map<string, TextFile[]>();
  for (const file of files) {
    if (UNDONE.test(file.path)) continue;
    const folder = folderOf(file.path);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  const declared = new Map<string, Table[]>(),
    added = new Map<string, SqlKey[]>();
  const tableIn = ({ keys, version }: State): Table => ({ ...tableOf(keys.map(({ columns }) => columns)), ...(version && { version }) });
  for (const members of folders.values()) {
    for (const [name, state] of run(members.flatMap(({ text }) => changesOf(text)))) {
      if (!state.declared) added.set(name, [...(added.get(name) ?? []), ...state.keys]);
      else declared.set(name, [...(declared.get(name) ?? []), tableIn(state)]);
    }
  }
  return joined(declared, added);
}

function joined(declared: ReadonlyMap<string, Table[]>, added: ReadonlyMap<string, SqlKey[]>): Map<string, Table[]> {
  const tables = new Map<string, Table[]>(declared);
  for (const [name, keys] of added) {
    const columns = keys.map((key) => key.columns);
    tables.set(name, declared.get(name)?.map((table) => ({ ...table, keys: [...table.keys, ...columns] })) ?? [tableOf(columns)]);
  }
  return tables;
}

/** Migrations lie side by side, or each in a folder of its own below one that is called so. */
const folderOf = (path: string): string => /^.*\/(?:migrations?|migrate|schemas?|drizzle|sql)(?=\/)/i.exec(path)?.[0] ?? path.replace(/\/[^/]*$/, '');

function run(changes: readonly SqlChange[]): Map<string, State> {
  const tables = new Map<string, State>();
  const at = (name: string): State => {
    const known = tables.get(name) ?? { keys: [], declared: false, version: undefined };
    tables.set(name, known);
    return known;
  };
  for (const change of changes) {
    switch (change.kind) {
      case 'table':
        // `IF NOT EXISTS` may follow: what is promised once is promised.
        at(change.table).declared = true;
        at(change.table).keys.push(...change.keys);
        break;
      case 'number':
        if (isVersionName(change.column)) at(change.table).version = { name: change.column, isTime: false };
        break;
      case 'key':
        at(change.table).keys.push(change.key);
        break;
      case 'drop-key':
        for (const [name, state] of tables)
          if (change.table === undefined || change.table === name) state.keys = state.keys.filter((key) => !key.names.includes(change.name));
        break;
      case 'drop-column':
        at(change.table).keys = at(change.table).keys.filter(({ columns }) => !columns.some((one) => one.toLowerCase() === change.column));
        if (at(change.table).version?.name.toLowerCase() === change.column) at(change.table).version = undefined;
        break;
      case 'rename':
        tables.set(change.to, at(change.table));
        tables.delete(change.table);
        break;
      case 'drop-table':
        tables.delete(change.table);
        break;
    }
  }
  return tables;
}
