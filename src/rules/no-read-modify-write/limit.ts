import type { AtomicGuards } from '../../analyzer/effects/guards-atomic.js';
import { mayFollow, type Test } from '../../analyzer/effects/guards.js';
import { sameEntry, sameResource } from '../../analyzer/effects/same-place.js';
import { keyOf, storedOf } from '../../analyzer/effects/same-place-chain.js';
import { entriesOf, literalOf } from '../../analyzer/effects/same-place-terms.js';
import { withinEntry, type Pair, type Verdict } from './pairs.js';

/**
 * A number is compared with a limit, and then the store changes it by an amount: nothing is lost, but requests at once pass the
 * limit together. Silent where the write's own answer is looked at, or the limit is in its condition.
 */
export function limitPassed(guards: AtomicGuards, pair: Pair, tests: readonly Test[]): Verdict | undefined {
  const { operations, read, write, trails } = pair;
  if ((read.op.gives ?? 'entry') !== 'entry' && read.statement === undefined) return undefined;
  const compared = tests.filter(({ says }) => says === 'compared').map(({ trail }) => withinEntry(trail));
  if (compared.length === 0 || !sameResource(operations.frames, read, write) || guards.isAnswerUsed(write)) return undefined;
  const key = keyOf(operations.frames, write);
  const same = key?.open === true ? undefined : sameEntry(trails, read, write);
  if (!same || isMadeUpFor(guards, pair)) return undefined;
  const field = changedByStore(pair).find(
    (name) => !same.conditions.includes(name) && compared.some((trail) => [name, `${name}.length`].includes(trail.join('.'))),
  );
  return field === undefined ? undefined : { kind: 'limit', severity: 'warning', field };
}

/** Was the same entry written before, and that write's answer looked at? Then this one takes back what was too much. */
function isMadeUpFor(guards: AtomicGuards, { operations, read, write, trails }: Pair): boolean {
  const { root } = operations.frames;
  return operations.list.some(
    (other) =>
      other !== write &&
      (other.op.kind === 'write' || other.op.kind === 'update') &&
      guards.isAnswerUsed(other) &&
      mayFollow(root.unit, root.fn, other.top, write.top) &&
      sameResource(operations.frames, read, other) &&
      sameEntry(trails, read, other) !== undefined,
  );
}

/** The fields that the store itself changes by an amount, or lists that it adds to; `''` for a whole entry. */
function changedByStore({ operations: { frames }, write }: Pair): string[] {
  const { op, statement } = write;
  if (statement) return [...statement.sql.computed];
  // What can be read as a value and is changed in place is a number.
  if (op.kind === 'update') return write.lib.callee.type.owner.system === 'store' && op.field === undefined ? [''] : [];
  const names: string[] = [];
  for (const [name, node] of storedOf(frames, write)?.entries ?? []) {
    const inner = literalOf(frames, node) && entriesOf(frames, node);
    if (CHANGES.has(name)) names.push(...(inner?.entries.keys() ?? []));
    else if ([...(inner?.entries.keys() ?? [])].some((key) => ADDS.has(key) && op.atomics?.includes(key) === true)) names.push(name);
  }
  return names;
}

/** Operators of MongoDB that add to a number or a list. */
const CHANGES: ReadonlySet<string> = new Set(['$inc', '$push', '$addToSet']);
const ADDS: ReadonlySet<string> = new Set(['increment', 'decrement']);
