/** A relation that a write may be given in place of the columns that hold it (`project: { connect: { id } }`). */
export interface Relation {
  readonly fields: readonly string[];
  readonly references: readonly string[];
}

/** What a table, model or collection promises. Columns are named as the code that asks names them. */
export interface Table {
  /** Sets of columns of which no two rows hold the same values, the primary key among them. */
  readonly keys: readonly (readonly string[])[];
  /** The library compares a version when it stores a row that was read, and refuses what is stale. */
  readonly versioned: boolean;
  readonly relations: ReadonlyMap<string, Relation>;
  /** A column that changes with each write. */
  readonly version?: VersionColumn;
  /** Columns that hold values of their own, no related rows. */
  readonly scalars?: ReadonlySet<string>;
  /** Those of them that the database calls something else. */
  readonly renamed?: ReadonlySet<string>;
  /** The columns of the primary key, where that is told from other keys. */
  readonly primary?: readonly string[];
  /** The program's own code runs when the library stores a row: then a statement in place of that does less. */
  readonly hooks?: boolean;
  /** The database gives back the rows that a statement wrote. */
  readonly returns?: boolean;
}

/** A column by which a row that was changed meanwhile is told: whoever writes counts it on, or (`isTime`) the library sets it each time. */
export interface VersionColumn {
  readonly name: string;
  readonly isTime: boolean;
  /** The library counts it on with each write, also with one that is made conditional on it. */
  readonly isCounted?: boolean;
}

/** What a column of whole numbers is called that counts the writes of its row. */
export const isVersionName = (name: string): boolean => /^(?:row_?|lock_?)?version$|^revision$/i.test(name);

const NO_RELATIONS: ReadonlyMap<string, Relation> = new Map();

/** A table of which only keys are known. */
export const tableOf = (keys: readonly (readonly string[])[], versioned = false): Table => ({ keys, versioned, relations: NO_RELATIONS });

/** Is one of the keys among the columns? `userId`, `userid` and `user_id` are one: code and database write them differently. */
export function coversKey({ keys }: Table, columns: Iterable<string>): boolean {
  const asked = new Set([...columns].map(plain));
  return keys.some((key) => key.length > 0 && key.every((column) => asked.has(plain(column))));
}

const plain = (column: string): string => column.replaceAll('_', '').toLowerCase();
