import type { AtomicGuards } from '../../analyzer/effects/guards-atomic.js';
import { positionIn } from '../../analyzer/effects/operations-frames.js';
import type { Occurrence } from '../../analyzer/effects/operations.js';
import { keyOf } from '../../analyzer/effects/same-place-chain.js';
import { atPath, isConstantTerm, termOf } from '../../analyzer/effects/same-place-terms.js';
import { isPassedBefore } from '../../analyzer/flow/order.js';
import type { Pair } from './pairs.js';

/**
 * Was the key that is asked for claimed first: `SET … NX` in a store that all replicas share, whose answer is looked at, on every path to the creation? Then the second of two
 * requests does not get there. Whoever claims after they looked is turned away as well: nothing but a creation follows.
 */
export function isClaimed(guards: AtomicGuards, { operations, read, write }: Pair): boolean {
  const { frames, list } = operations;
  const asked = [...(keyOf(frames, read)?.entries.values() ?? [])].map((node) => termOf(frames, node));
  const open = asked.filter((term) => !isConstantTerm(term));
  if (open.length === 0) return false;
  const claims = (one: Occurrence): boolean => {
    if (one === write || one.op.kind !== 'write' || one.op.key === undefined || one.lib.callee.type.owner.system !== 'store') return false;
    if (!guards.isConditional(operations, one) || !guards.isAnswerUsed(one)) return false;
    const key = atPath(frames, one.node, one.op.key);
    const term = key === undefined ? '' : termOf(frames, key);
    return open.every((part) => term.includes(part)) && isPassed(operations, one, write);
  };
  return list.some(claims);
}

/** Does every path to the write pass it? */
function isPassed({ frames: { root } }: Pair['operations'], one: Occurrence, write: Occurrence): boolean {
  const [from, to] = [positionIn(root, one.node), positionIn(root, write.node)];
  return from !== undefined && to !== undefined && from !== to && isPassedBefore(root.unit, root.fn, from, to);
}
