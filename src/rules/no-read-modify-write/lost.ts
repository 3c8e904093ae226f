import { partsOf, sourcesOf } from '../../analyzer/effects/operations-sources.js';
import type { Node } from '../../analyzer/effects/operations-frames.js';
import { keyOf, storedOf } from '../../analyzer/effects/same-place-chain.js';
import { atPath } from '../../analyzer/effects/same-place-terms.js';
import { sameResource } from '../../analyzer/effects/same-place.js';
import { harmOf, harmOfChanges, type Harm } from './harm.js';
import { isWithin, type Change, type Pair, type Verdict } from './pairs.js';
import { fieldsOf, type Written } from './writes.js';

/** Is what is written made of what was read, so that a write in between is lost? */
export function lostUpdate(pair: Pair, written: Written): Verdict | undefined {
  // A key that also holds something else that was read is a comparison: the second writer finds nothing.
  if (written.whole === null && [...written.fields.keys()].some((field) => written.conditions.includes(field) || isVersion(pair, field)))
    return undefined;
  if (written.whole) return wholeEntry(pair, written, written.whole);
  if (written.conditions.some((name) => isVersion(pair, name))) return undefined;
  let mild: Verdict | undefined;
  for (const [field, nodes] of written.fields) {
    const harm = harmIn(pair, written, field, nodes);
    if (harm === 'amount') return { kind: 'lost-update', severity: 'error', field };
    if (harm === 'merge' && mild?.merges !== true) mild = { kind: 'lost-update', severity: 'error', field, merges: true };
    else if (harm === 'slight') mild ??= { kind: 'lost-update', severity: 'info', field };
  }
  return mild;
}

/** What is lost of a field; undefined where its new value is not computed from the old one. */
function harmIn(pair: Pair, written: Written, field: string, nodes: readonly Node[]): Harm | undefined {
  const derived = nodes.filter((node) => derives(pair, node, field));
  if (derived.length > 0) return harmOf(pair, field, derived);
  return nodes.some((node) => isChangedInPlace(pair, written, node, field)) ? harmOfChanges(pair, field, written.changes) : undefined;
}

/** Does a condition of the write compare with what was read? Then the second of two writers matches nothing. */
export function isVersion({ operations, write, trails }: Pair, name: string): boolean {
  const node = keyOf(operations.frames, write)?.entries.get(name);
  return node !== undefined && trails.of(node) !== undefined;
}

function wholeEntry(pair: Pair, written: Written, value: Node): Verdict | undefined {
  const sources = sourcesOf(pair.trails, value);
  const changed = sources.find((source) => source.changed);
  if (changed) return { kind: 'lost-update', severity: 'error', field: '' };
  const touching = written.changes.filter((change) =>
    sources.some(({ trail }) => trail.every((part, i) => change.trail[i] === part) && change.trail.length >= trail.length),
  );
  if (touching.length === 0) return undefined;
  return { kind: 'lost-update', severity: 'error', field: '', ...(arePut(pair, touching) ? { merges: true } : {}) };
}

/** Are members of their own only put over the old ones, and made of none of them? From everybody who comes here the same. */
const arePut = ({ trails }: Pair, changes: readonly Change[]): boolean =>
  changes.every(({ trail, value }) => value !== null && trail[trail.length - 1] !== '*' && sourcesOf(trails, value).length === 0);

/** Is the new value of a field computed from the old one? */
function derives({ trails, read }: Pair, node: Node, field: string): boolean {
  if (read.op.gives === 'count' || read.op.gives === 'exists') return false;
  return sourcesOf(trails, node).some(({ trail, changed }) => changed && isWithin(trail, field));
}

/** Is the old value itself stored again, after something in it was changed: `row.items.push(item)`, `row.items[0].done = true`? */
function isChangedInPlace({ trails, read }: Pair, { changes }: Written, node: Node, field: string): boolean {
  if (read.op.gives === 'count' || read.op.gives === 'exists') return false;
  return sourcesOf(trails, node).some(
    ({ trail }) =>
      isWithin(trail, field) &&
      changes.some(
        (change) => trail.every((part, i) => change.trail[i] === part) && (change.value === null || change.trail.length > trail.length),
      ),
  );
}

/** Does a new entry take its number from those that are there (`max + 1`, `count`)? */
export function nextNumber(pair: Pair): Verdict | undefined {
  const { operations, read, write, trails } = pair;
  if (write.op.kind !== 'create' || !sameResource(operations.frames, read, write)) return undefined;
  for (const [field, nodes] of newFields(pair)) {
    const sources = nodes.flatMap((node) => sourcesOf(trails, node));
    const counted =
      read.op.gives === 'count'
        ? sources.length > 0
        : sources.some(({ trail, changed }) => (changed || read.statement?.sql.counted === true) && isLast(trail, field));
    if (!counted) continue;
    const isCountedOn = read.statement?.sql.counted === true || nodes.some((node) => isSum(node));
    if (isCountedOn || (read.op.gives !== 'count' && nodes.some((node) => isNamedBySum(pair, node))))
      return { kind: 'next-number', severity: 'warning', field };
  }
  return undefined;
}

/** What a new entry's fields are made of. */
function newFields(pair: Pair): ReadonlyMap<string, readonly Node[]> {
  const { operations, write } = pair;
  if (write.statement) return new Map([...write.statement.values].map(([column, node]) => [column, [node]]));
  if (write.made) return new Map([...(storedOf(operations.frames, write)?.entries ?? [])].map(([name, node]) => [name, [node]]));
  const value = write.op.value === undefined ? undefined : atPath(operations.frames, write.node, write.op.value);
  return value ? fieldsOf(pair, value) : new Map<string, Node[]>();
}

/** `last.number`, `_max.number`, `rows[0].number`. */
const isLast = (trail: readonly string[], field: string): boolean => trail[trail.length - 1] === field && trail.length <= 3;

const MAX_STEPS = 200;

/** Is a value a text in which a number stands that was counted on from what was read, wherever that is done? A text names an entry, for good. */
function isNamedBySum({ operations: { frames }, trails }: Pair, start: Node): boolean {
  const seen = new Set<string>();
  const queue: { readonly node: Node; readonly inText: boolean }[] = [{ node: start, inText: false }];
  for (let next = queue.pop(); next !== undefined && seen.size < MAX_STEPS; next = queue.pop()) {
    const { node } = next;
    const key = `${node.frame.id}:${node.value}:${next.inText}`;
    if (node.value < 0 || seen.has(key)) continue;
    seen.add(key);
    if (next.inText && isSum(node) && sourcesOf(trails, node).length > 0) return true;
    const inText = next.inText || node.frame.unit.ir.opName(node.value) === 'tmpl';
    for (const part of partsOf(frames, node, false)) queue.push({ node: part.node, inText });
  }
  return false;
}

/** A number is counted on: a number is added to it. */
function isSum({ frame, value }: Node, depth = 0): boolean {
  const { ir } = frame.unit;
  if (value < 0 || depth > 6) return false;
  if (ir.opName(value) === 'bin')
    return (ir.text(value, 0) === '+' || ir.text(value, 0) === '-') && [1, 2].some((i) => ir.opName(ir.operand(value, i)) === 'num');
  let found = false;
  if (['phi', 'logic', 'select', 'await', 'cast', 'dflt'].includes(ir.opName(value)))
    ir.eachOperandValue(value, (v) => (found ||= isSum({ frame, value: v }, depth + 1)));
  return found;
}
