import type { Bound } from '../../analyzer/finding.js';
import { functionName } from '../../analyzer/link/names.js';
import type { Program } from '../../analyzer/link/program.js';
import { siteOf, type Unit } from '../../analyzer/link/values.js';
import { findState } from '../../analyzer/state/inventory.js';
import type { Read, State, Write } from '../../analyzer/state/types.js';
import type { SeenAccess, SeenState } from '../define.js';
import { createAsk, type Ask } from './ask.js';
import { boundsOf } from './bounds.js';
import { lateWrites } from './classify.js';
import { isClosed, isLimited } from './containers.js';
import { isShown, isTestSupport } from './live.js';

/** All state that functions of a server change after load, judged or not, with who changes it, who reads it and what bounds it. */
export function inventory(program: Program): SeenState[] {
  const visible = ({ unit }: { readonly unit: Unit }): boolean =>
    !isTestSupport(unit) && !isShown(unit) && program.sideOf(unit) !== 'client';
  const ask = createAsk(program);
  return findState(program).flatMap((state) => {
    const writes = lateWrites(state).filter((w) => visible(w) && !ask.isUnused(w));
    return visible(state) && writes.length > 0 ? [seen(ask, state, writes)] : [];
  });
}

function seen(ask: Ask, state: State, writes: readonly Write[]): SeenState {
  const { program } = ask;
  return {
    at: state.site,
    name: state.name,
    holder: state.holder,
    shape: state.shape,
    bound: boundOf(ask, state, writes),
    writes: onceEach(writes).map((w) => access(program, w, w.kind)),
    reads: onceEach(state.reads).map((r) => access(program, r, 'read')),
  };
}

/** The strongest bound that holds. */
function boundOf(ask: Ask, state: State, writes: readonly Write[]): Bound {
  if (state.shape === 'slot') return 'value';
  const keyed = writes.filter((w) => (w.kind === 'write' || w.kind === 'update') && (w.member === '' || w.member === 'length'));
  if (keyed.length === 0) return state.shape === 'object' ? 'members' : 'value';
  if (isLimited(ask, state)) return 'limit';
  if (isClosed(ask, state, keyed)) return 'keys';
  const bounds = boundsOf(ask, state);
  if (bounds.restored) return 'restored';
  if (bounds.capped) return 'size';
  if (bounds.swept) return 'sweep';
  if (bounds.removed) return 'removed';
  return bounds.expires ? 'expiry' : 'nothing';
}

function access(program: Program, { unit, fn, value }: Read, kind: SeenAccess['kind']): SeenAccess {
  return { at: siteOf(unit, value), by: functionName(program, unit, fn), contexts: [...program.contexts.of(unit, fn).keys()].sort(), kind };
}

function onceEach<T extends Read>(accesses: readonly T[]): T[] {
  // `cache.get(id)` mentions `cache`, and is a read of it: one place.
  const byPlace = new Map(accesses.map((a) => [`${a.unit.index}:${a.unit.ir.start(a.value)}`, a]));
  return [...byPlace.values()].sort((a, b) => a.unit.index - b.unit.index || a.unit.ir.start(a.value) - b.unit.ir.start(b.value));
}
