import { OBJ_PROP, Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import type { Severity } from '../../analyzer/finding.js';
import type { Read, State, Write } from '../../analyzer/state/types.js';
import type { Ask } from './ask.js';
import type { Bounds } from './bounds.js';
import { classifyContainer } from './containers.js';
import type { Nature } from './nature.js';
import { classifySlot } from './slots.js';

/** What sort of state it is. */
export type Kind = 'cache' | 'memo' | 'collection' | 'counter' | 'flag' | 'slot' | 'setting' | 'registry' | 'handles' | 'memoizer';

/** A verdict on a piece of state, or nothing where it is harmless. */
export interface Verdict {
  readonly kind: Kind;
  readonly severity: Severity;
  readonly bounds: Bounds | undefined;
  readonly nature: Nature;
  /** What is stored comes from the request that stores it. */
  readonly input?: true;
  /** Where a request asks this process for a connection that another one may have. */
  readonly lookup?: Read;
  /** The keys of a container are as many as requests and callers out of sight send. */
  readonly open?: boolean;
  /** An answer that is asked for anew when its time is up, and by nothing else. */
  readonly aging?: true;
  /** It is asked for once, and never again. */
  readonly once?: true;
  /** The member that is judged, where the state is an object of variables. */
  readonly member?: string;
}

/** The writes that happen after load. */
export const lateWrites = (state: State): readonly Write[] => state.writes.filter((w) => !w.onLoad);

const RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1 };

/** Judges a piece of state. What only tests write is theirs. */
export function classify(ask: Ask, state: State): Verdict | undefined {
  const late = lateWrites(state).filter((w) => !ask.isUnused(w));
  if (late.length === 0 || isOfModule(state)) return undefined;
  if (state.shape === 'slot') return classifySlot(ask, state, late);
  const named = late.filter((w) => w.member !== '' && w.member !== 'length');
  const keyed = late.filter((w) => !named.includes(w));
  if (isMerged(state, keyed))
    return classifySlot(
      ask,
      state,
      keyed.map((w) => ({ ...w, kind: 'assign' })),
    );
  if (keyed.some((w) => w.kind === 'write' || w.kind === 'update')) return classifyContainer(ask, state, keyed);
  if (state.shape === 'object' && named.length > 0) return classifyMembers(ask, state, named);
  return keyed.some((w) => w.kind === 'assign') ? classifySlot(ask, state, keyed) : undefined;
}

/** What Node gives each module under a name that nobody declares: `exports = module.exports = {…}`, or the object that is put there. */
const isOfModule = ({ holder, key, name }: State): boolean =>
  (holder === 'global' && OF_MODULES.includes(key.slice(2))) || OF_MODULES.some((one) => name === `globalThis.${one}`);

const OF_MODULES: readonly string[] = ['exports', 'module', 'require'];

/** `Object.assign(settings, answer)` gives new values to the members that an object was made with: it does not grow by key. */
function isMerged({ shape, initial, unit }: State, writes: readonly Write[]): boolean {
  const isRecord = shape === 'object' && initial >= 0 && unit.ir.op(initial) === Op.object && unit.ir.operandCount(initial) > 0;
  return isRecord && writes.length > 0 && writes.every((w) => w.kind === 'update' && w.key < 0);
}

/** An object whose members are fixed: each is a variable of its own, and the worst speaks for all. */
function classifyMembers(ask: Ask, state: State, writes: readonly Write[]): Verdict | undefined {
  const verdicts = [...new Set(writes.map((w) => w.member))].flatMap((member) => {
    const reads = state.reads.filter(({ unit, value }) => unit.ir.opName(value) === 'get' && unit.ir.text(value, 2) === member);
    const part: State = { ...state, shape: 'slot', initial: initialOf(state, member), type: -1, reads };
    const verdict = classifySlot(
      ask,
      part,
      writes.filter((w) => w.member === member),
    );
    return verdict ? [{ ...verdict, member }] : [];
  });
  return verdicts.sort((a, b) => RANK[b.severity] - RANK[a.severity])[0];
}

/** What an object literal gives a member at first, or -1. */
function initialOf({ unit: { ir }, initial }: State, member: string): Value {
  if (initial < 0 || ir.op(initial) !== Op.object) return -1;
  for (let i = 0; i < ir.operandCount(initial); i += 3)
    if (ir.operand(initial, i) === OBJ_PROP && ir.string(ir.operand(initial, i + 1)) === member) return ir.operand(initial, i + 2);
  return -1;
}
