import { atPath, entriesOf, termOf } from '../../analyzer/effects/same-place-terms.js';
import { coversKey } from '../../analyzer/schema/index.js';
import type { Pair } from './pairs.js';
import { tablesOf } from './tables.js';

/** What a primary key is called where nothing is declared: by MongoDB always, elsewhere by custom. */
const IDS: readonly string[] = ['id', '_id'];

/**
 * Was the read asked by a whole unique key? Then a second entry of it is refused, whoever looked first. Where several tables
 * have the name, each of them must refuse it.
 */
export function refusesSecond({ operations: { frames }, read }: Pair): boolean {
  const columns = columnsAsked({ frames, read });
  const tables = tablesOf(frames, read);
  if (tables.length === 0) return columns.some((column) => IDS.includes(column));
  return tables.every((table) => coversKey(table, columns));
}

/** The columns that are asked for by equality. `null` is equal to nothing: a unique index lets any number of them in. */
function columnsAsked({ frames, read }: { readonly frames: Pair['operations']['frames']; readonly read: Pair['read'] }): string[] {
  const asked = read.op.key === undefined ? undefined : atPath(frames, read.node, read.op.key);
  const entries = asked && entriesOf(frames, asked)?.entries;
  return [...(entries ?? [])].flatMap(([name, node]) => (['null', 'undefined'].includes(termOf(frames, node)) ? [] : [name]));
}

/** Does the library compare a version when it stores what was read? Then the second of two writers is refused. */
export const isVersioned = ({ operations: { frames }, read, write }: Pair): boolean => {
  if (write.op.entry !== true) return false;
  const tables = tablesOf(frames, read);
  return tables.length > 0 && tables.every(({ versioned }) => versioned);
};
