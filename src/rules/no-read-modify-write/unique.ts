import { keyOf } from '../../analyzer/effects/same-place-chain.js';
import { isConstantTerm, termOf } from '../../analyzer/effects/same-place-terms.js';
import { coversKey } from '../../analyzer/schema/index.js';
import type { Pair } from './pairs.js';
import { columnsOf, tablesOf } from '../tables.js';

/** What a primary key is called where nothing is declared: by MongoDB always, elsewhere by custom. */
const IDS: readonly string[] = ['id', '_id'];

/**
 * Was the read asked by a whole unique key? Then a second entry of it is refused, whoever looked first. Where several tables
 * have the name, each of them must refuse it.
 */
export function refusesSecond(pair: Pair): boolean {
  const {
    operations: { frames },
    read,
  } = pair;
  const columns = sameForBoth(pair);
  const tables = tablesOf(frames, read);
  if (tables.length === 0) return columns.some((column) => IDS.includes(column));
  return tables.every((table) => coversKey(table, columns));
}

/**
 * The columns in which both would create the same: those asked for by equality, and those filled with a constant. `null` is
 * equal to nothing: a unique index lets any number of them in.
 */
function sameForBoth({ operations: { frames }, read, write }: Pair): string[] {
  const put = [...(columnsOf(frames, write)?.entries ?? [])].filter(([, node]) => isConstantTerm(termOf(frames, node)));
  return [...(keyOf(frames, read)?.entries ?? []), ...put].flatMap(([name, node]) =>
    ['null', 'undefined'].includes(termOf(frames, node)) ? [] : [name],
  );
}

/** Does the library compare a version when it stores what was read? Then the second of two writers is refused. */
export const isVersioned = ({ operations: { frames }, read, write }: Pair): boolean => {
  if (write.op.entry !== true) return false;
  const tables = tablesOf(frames, read);
  return tables.length > 0 && tables.every(({ versioned }) => versioned);
};
