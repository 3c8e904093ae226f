import { findEffects } from '../../analyzer/effects/summaries.js';
import { controlsOf, mayFollow, testsOf, type Test } from '../../analyzer/effects/guards.js';
import { isFresh } from '../../analyzer/effects/operations-fresh.js';
import { isAsynchronous, type Occurrence } from '../../analyzer/effects/operations.js';
import { isOfShape } from '../../analyzer/effects/operations-keyed.js';
import { sourcesOf } from '../../analyzer/effects/operations-sources.js';
import { chainOf, type Frames, type Node } from '../../analyzer/effects/operations-frames.js';
import { sameEntry, sameResource } from '../../analyzer/effects/same-place.js';
import { keyOf } from '../../analyzer/effects/same-place-chain.js';
import { atPath, isConstantTerm, termOf } from '../../analyzer/effects/same-place-terms.js';
import { Op, Term } from '../../analyzer/ir/ops.js';
import { blocksOf } from '../../analyzer/flow/paths.js';
import { isVersion } from './lost.js';
import { isWithin, withinEntry, type Pair, type Verdict } from './pairs.js';
import { columnsOf } from '../tables.js';
import { refusesSecond } from './unique.js';
import { addsAmount, isMoment } from './amounts.js';
import type { Written } from './writes.js';

/** What is known of the read where the write runs: from the conditions around it, in each function on the way. */
export function testsBefore({ write, trails }: Pair): Test[] {
  const chain = chainOf(write.node.frame);
  return chain.flatMap((frame, i) => {
    const at = i + 1 < chain.length ? (chain[i + 1].edge?.call ?? -1) : write.node.value;
    return controlsOf(frame.unit, frame.fn, at).flatMap((control) =>
      testsOf(trails, { frame, value: control.condition }, control.outcome).filter(({ says }) => control.strict || says === 'absent'),
    );
  });
}

/** Does the write only run where nothing was found? Then it is made of nothing that was read. */
export function isFill({ write, trails }: Pair): boolean {
  const chain = chainOf(write.node.frame);
  return chain.some((frame, i) => {
    const at = i + 1 < chain.length ? (chain[i + 1].edge?.call ?? -1) : write.node.value;
    return controlsOf(frame.unit, frame.fn, at).some(
      ({ strict, condition, outcome }) =>
        strict && testsOf(trails, { frame, value: condition }, outcome).some(({ trail, says }) => says === 'absent' && trail.length === 0),
    );
  });
}

/** A field is looked at, and the same field of the same entry is set: two requests both see the old value. */
export function checkThenAct(pair: Pair, written: Written, tests: readonly Test[]): Verdict | undefined {
  if (written.whole || pair.read.op.gives === 'count' || written.conditions.some((name) => isVersion(pair, name))) return undefined;
  let mild: Verdict | undefined;
  for (const test of tests) {
    // Of a list, one that is picked by its place.
    if (pair.read.op.gives === 'entries' && !/^\d+$/.test(test.trail[0] ?? '')) continue;
    const field = withinEntry(test.trail).join('.');
    const nodes = written.fields.get(field);
    if (!nodes || field === '' || written.conditions.includes(field)) continue;
    // A date that has passed, a text that differs: the same for everybody who looks, and replaced by something of one's own.
    const { frames } = pair.operations;
    const isFixed = nodes.every((node) => isConstantTerm(termOf(frames, node)));
    // The moment at which it was done says that it was, where nothing stood before.
    if (test.says === 'compared' || !(isFixed || (test.says === 'absent' && nodes.every((node) => isMoment(frames, node))))) continue;
    // Taking away what is there twice takes it away.
    if ((test.says === 'present' || test.says === 'absent') && isEmpty(pair, nodes[0])) continue;
    if (isIdempotent(pair, test, nodes[0]) && !hasConsequence(pair, field)) continue;
    if (nodes.some((node) => isClaim(pair, test, node))) return { kind: 'check-then-act', severity: 'warning', field };
    mild ??= { kind: 'check-then-act', severity: 'info', field };
  }
  return askedFor(pair, written) ?? mild;
}

/**
 * Would whoever comes after the write be turned away by the test? Then two who come at once both pass where only one may. Where a job that
 * was not cancelled is set to done, a second one would pass in any case.
 */
function isClaim({ operations: { frames } }: Pair, { says, other }: Test, node: Node): boolean {
  const term = termOf(frames, node);
  if (says === 'present') return EMPTY.includes(term);
  if (says === 'absent' || other === null) return true;
  const among = termsOfList(frames, other);
  if (among.some((one) => !isConstantTerm(one))) return true;
  return says === 'equal' ? !among.includes(term) : says !== 'unequal' || among.includes(term);
}

/** What a value is compared with: the elements of a list that is written out, or the value itself. */
function termsOfList(frames: Frames, { frame, value }: Node): string[] {
  const { ir } = frame.unit;
  const terms: string[] = [];
  if (ir.op(value) !== Op.array) return [termOf(frames, { frame, value })];
  ir.eachOperandValue(value, (v) => terms.push(termOf(frames, { frame, value: v })));
  return terms;
}

/** An entry is looked for by a field that says that it may be used (`used: false`), and the same field is set: both find it. */
function askedFor(pair: Pair, { fields, conditions }: Written): Verdict | undefined {
  const { frames } = pair.operations;
  if ((pair.read.op.gives ?? 'entry') !== 'entry' || !hasConsequence(pair) || isGivenUp(pair) || isFill(pair)) return undefined;
  // An update that asks for the field itself finds nothing the second time.
  const key = keyOf(frames, pair.write);
  for (const [field, asked] of keyOf(frames, pair.read)?.entries ?? []) {
    const nodes = fields.get(field);
    const term = termOf(frames, asked);
    if (!nodes || conditions.includes(field) || key?.entries.has(field) === true || !isConstantTerm(term)) continue;
    if (nodes.every((node) => (isConstantTerm(termOf(frames, node)) ? termOf(frames, node) !== term : term === 'null')))
      return { kind: 'check-then-act', severity: 'warning', field, asked: true };
  }
  return undefined;
}

/** Does the write come before nothing but a throw? What else there is happens where it is not made. */
function isGivenUp({ write }: Pair): boolean {
  const chain = chainOf(write.node.frame);
  return chain.some((frame, i) => {
    const at = i + 1 < chain.length ? (chain[i + 1].edge?.call ?? -1) : write.node.value;
    const blocks = blocksOf(frame.unit.ir, frame.fn);
    const seen = new Set<number>();
    const queue = blocks.flatMap(({ index, codeStart, codeEnd }) => (at >= codeStart && at < codeEnd ? [index] : []));
    for (let b = queue.pop(); b !== undefined; b = queue.pop()) {
      if (seen.has(b)) continue;
      seen.add(b);
      queue.push(...blocks[b].successors);
    }
    const ends = [...seen].filter((b) => blocks[b].successors.length === 0);
    return ends.length > 0 && ends.every((b) => blocks[b].term === (Term.Throw as number));
  });
}

const EMPTY: readonly string[] = ['false', 'null', 'undefined', '0', '""', '[]', '{}'];
const SWITCH: readonly string[] = ['true', 'false'];
const isEmpty = ({ operations }: Pair, node: Node): boolean => EMPTY.includes(termOf(operations.frames, node));

/** Is the write a repetition of itself for whoever comes second? `if (!row.seen) seen = true`. */
function isIdempotent({ operations }: Pair, { says, other }: Test, node: Node): boolean {
  const term = termOf(operations.frames, node);
  if (says === 'absent') return !EMPTY.includes(term);
  const asked = other === null ? undefined : termOf(operations.frames, other);
  // Of a switch, what was not so is the other.
  return (
    (says === 'unequal' && asked === term) || (says === 'equal' && SWITCH.includes(term) && asked !== term && SWITCH.includes(asked ?? ''))
  );
}

const CONSEQUENCES = new Set(['mail', 'push', 'payment', 'queue', 'webhook']);

/**
 * Does something else happen that must not happen twice: another entry made, a mail, a payment? Where a field is looked at, only what happens
 * because of that counts.
 */
function hasConsequence({ operations, read, write, trails }: Pair, field?: string): boolean {
  const { root } = operations.frames;
  const isDecided = (at: number): boolean =>
    field === undefined ||
    controlsOf(root.unit, root.fn, at).some(({ condition, outcome }) =>
      testsOf(trails, { frame: root, value: condition }, outcome).some(({ trail }) => isWithin(trail, field)),
    );
  const before = (a: number, b: number): boolean => mayFollow(root.unit, root.fn, a, b);
  // On one way with the write: what happens instead of it does not happen twice.
  const follows = (at: number): boolean =>
    at !== write.top && at !== read.top && before(read.top, at) && (before(at, write.top) || before(write.top, at)) && isDecided(at);
  // What only looks like a store may be something else.
  if (
    operations.list.some(
      (other) => follows(other.top) && (addsTo(other) || addsAmount(operations.frames, other)) && (isOfShape(read) || !isOfShape(other)),
    )
  )
    return true;
  return operations.frames.program
    .derive(findEffects)
    .of(root.unit, root.fn)
    .some(({ system, call, chain }) => CONSEQUENCES.has(system) && follows(chain[0]?.call ?? call.call));
}

/** Is there more after it is done twice? What is made only where it is missing is there once. */
export const addsTo = ({ op, lib }: Occurrence): boolean =>
  op.kind === 'create' || (op.kind === 'update' && !/\b(upsert|findOrCreate)$/.test(lib.callee.name));

/** Nothing was found (or too few), and so something is made. */
export function checkThenCreate(pair: Pair, tests: readonly Test[]): Verdict | undefined {
  const { operations, read, write } = pair;
  if (write.op.kind !== 'create' || !sameResource(operations.frames, read, write)) return undefined;
  if (!coversQuestion(pair)) return undefined;
  const counts = read.op.gives === 'count' || read.op.gives === 'entries';
  const own = tests.filter(({ trail }) => withinEntry(trail).length === 0 || (counts && withinEntry(trail).join('.') === 'length'));
  if (counts && (own.some(({ says }) => says === 'compared') || (read.op.gives === 'count' && isRefused(pair))))
    return { kind: 'quota', severity: 'warning', field: '' };
  // What is found by a unique index cannot be there twice: the second request is refused.
  if (read.op.unique !== true && own.some(({ says }) => says === 'absent') && !refusesSecond(pair))
    return { kind: 'check-then-create', severity: 'info', field: '' };
  return undefined;
}

/** Is the new entry one that the question was about: does it hold what was asked for? */
function coversQuestion({ operations, read, write }: Pair): boolean {
  const { frames } = operations;
  const where = keyOf(frames, read),
    data = columnsOf(frames, write);
  const given = data ? '' : givenTerm(frames, write);
  if (!where || (!data && given === '') || where.open) return false;
  let shared = 0;
  for (const [name, node] of where.entries) {
    const term = termOf(frames, node),
      put = data?.entries.get(name);
    // What was asked for is a member of the very object that is stored.
    if (given !== '' && term === `${given}.${name}`) shared += 1;
    else if (put && termOf(frames, put) === term) shared += isConstantTerm(term) ? 0 : 1;
    else if (!isConstantTerm(term) || (put && isConstantTerm(termOf(frames, put)))) return false;
  }
  return shared > 0;
}

/** The term of an object that is stored as it was given; `''` where it is none. */
function givenTerm(frames: Frames, { node, op }: Occurrence): string {
  const value = op.value === undefined ? undefined : atPath(frames, node, op.value);
  return value === undefined ? '' : termOf(frames, value);
}

/** Does a function of the project that is given the count throw on it, before the write? */
function isRefused({ operations, write, read, trails }: Pair): boolean {
  const { root } = operations.frames;
  const { ir } = root.unit;
  const [start, end] = ir.fnCode(root.fn);
  for (let v = start; v < end; v = ir.next(v)) {
    if (
      ir.opName(v) !== 'call' ||
      v === read.top ||
      !mayFollow(root.unit, root.fn, read.top, v) ||
      !mayFollow(root.unit, root.fn, v, write.top)
    )
      continue;
    for (const inner of operations.frames.enter(root, v)) {
      for (const block of blocksOf(inner.unit.ir, inner.fn)) {
        if (block.term !== (Term.Throw as number) || block.operand < 0) continue;
        const decides = controlsOf(inner.unit, inner.fn, block.operand).some(
          ({ condition }) => sourcesOf(trails, { frame: inner, value: condition }).length > 0,
        );
        if (decides) return true;
      }
    }
  }
  return false;
}

/** Nothing was found under a key, and something new of its own (an id, a token) is put there: two requests make two. */
export function madeTwice(pair: Pair, written: Written, tests: readonly Test[]): Verdict | undefined {
  if (
    !written.whole ||
    !isAsynchronous(pair.operations.frames.program, pair.read) ||
    !tests.some(({ says, trail }) => says === 'absent' && trail.length === 0)
  )
    return undefined;
  if (sameEntry(pair.trails, pair.read, pair.write) === undefined || !isFresh(pair.operations.frames, written.whole)) return undefined;
  return { kind: 'made-twice', severity: 'warning', field: '' };
}
